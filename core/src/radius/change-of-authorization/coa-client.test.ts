import { expect } from 'chai';
import {
  AttributeWriter,
  decodePacket,
  hasValidAccountingAuthenticator,
  hasValidMessageAuthenticator,
  MIKROTIK_ATTRIBUTE,
  PacketView,
  prepareSecret,
} from '../codec/index.js';
import { CoaPeer } from '../testing/coa-peer.js';
import { TEST_SECRET } from '../testing/radius-fixture.js';
import { type CoaAsk, CoaClient, type CoaOutcome } from './coa-client.js';

const SESSION = { login: 'anna', acctSessionId: '81000001', ipv4Address: '10.1.2.3', nasIpAddress: '10.9.9.9' };
const CHANGE = new AttributeWriter().text(MIKROTIK_ATTRIBUTE['Mikrotik-Rate-Limit'], '1M/2M').build();
const SECRET = prepareSecret(Buffer.from(TEST_SECRET));

describe('The CoA client', () => {
  let peer: CoaPeer;
  let client: CoaClient;

  beforeEach(async () => {
    peer = await CoaPeer.open();
    client = new CoaClient({ timeoutMs: 60, tries: 3 });
  });
  afterEach(async () => {
    await client.close();
    await peer.close();
  });

  const ask = (what: CoaAsk = { kind: 'disconnect', session: SESSION }, messageAuthenticator = false): Promise<CoaOutcome> =>
    client.ask({ address: '127.0.0.1', port: peer.port, secret: SECRET, messageAuthenticator }, what);

  it('tells which session is meant by all that the router has reported of it', async () => {
    expect((await ask()).kind).to.equal('acknowledged');
    expect(peer.requests[0]).to.include({ kind: 'disconnect', ...SESSION, hasMessageAuthenticator: false });
  });

  it('changes a session', async () => {
    const outcome = await ask({ kind: 'coa', session: SESSION, change: CHANGE });
    expect(outcome).to.have.property('roundTripMs').that.is.a('number');
    expect(peer.requests[0]).to.include({ kind: 'coa', ...SESSION, rateLimit: '1M/2M' });
  });

  it('signs requests as RFC 5176 has it, with a Message-Authenticator where the router wants one', async () => {
    await ask({ kind: 'coa', session: SESSION, change: CHANGE }, true);
    const packet = new PacketView();
    const { octets } = peer.requests[0] ?? { octets: Buffer.alloc(0) };
    decodePacket(packet, octets, octets.length);
    expect([hasValidAccountingAuthenticator(packet, SECRET), hasValidMessageAuthenticator(packet, SECRET)]).to.deep.equal([true, true]);
  });

  it('repeats nothing after this process stood still for longer than it asks', async () => {
    peer.answer = () => [];
    const outcome = ask();
    while (peer.requests.length === 0) {
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    }
    const goesOnAtMs = performance.now() + 200;
    while (performance.now() < goesOnAtMs) peer.answer = () => [];
    expect(await outcome).to.deep.equal({ kind: 'unanswered', isForged: false });
    expect(peer.requests).to.have.length(1);
  });

  it('reports why the router refuses', async () => {
    peer.answer = () => [{ verdict: 'nak', errorCause: 501 }];
    expect(await ask()).to.include({ kind: 'refused', errorCause: 'Administratively Prohibited' });
    peer.answer = () => [{ verdict: 'nak' }];
    expect(await ask({ kind: 'coa', session: SESSION, change: CHANGE })).to.include({ kind: 'refused', errorCause: '' });
  });

  it('sends the same octets three times and then gives up', async () => {
    peer.answer = () => [];
    expect(await ask()).to.deep.equal({ kind: 'unanswered', isForged: false });
    expect(peer.requests).to.have.length(3);
    expect(new Set(peer.requests.map(({ octets }) => octets.toString('hex'))).size).to.equal(1);
  });

  it('does not believe an answer that was made with another secret, and takes the true one behind it', async () => {
    peer.answer = () => [
      { verdict: 'ack', secret: 'forged' },
      { verdict: 'nak', errorCause: 503 },
    ];
    expect((await ask()).kind).to.equal('refused');
    peer.answer = () => [{ verdict: 'ack', secret: 'forged' }];
    expect(await ask()).to.deep.equal({ kind: 'unanswered', isForged: true });
  });

  it('takes the first of several answers, and none that comes for a request of before', async () => {
    peer.answer = () => [{ verdict: 'ack' }, { verdict: 'nak', errorCause: 501 }];
    expect((await Promise.all([ask(), ask(), ask()])).map(({ kind }) => kind)).to.deep.equal([
      'acknowledged',
      'acknowledged',
      'acknowledged',
    ]);
  });

  it('tells many requests under way apart', async () => {
    const outcomes = await Promise.all(Array.from({ length: 40 }, () => ask()));
    expect(outcomes.every(({ kind }) => kind === 'acknowledged')).to.equal(true);
    expect(new Set(peer.requests.map(({ octets }) => octets[1])).size).to.equal(40);
  });

  it('abandons what is under way when it is closed', async () => {
    const isAsked = new Promise<void>((resolve) => {
      peer.answer = () => {
        resolve();
        return [];
      };
    });
    const outcome = ask();
    await isAsked;
    await client.close();
    expect(await outcome).to.deep.equal({ kind: 'abandoned' });
    expect(await ask()).to.deep.equal({ kind: 'abandoned' });
  });
});
