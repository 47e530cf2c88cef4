import { expect } from 'chai';
import { prepareSecret } from '../codec/index.js';
import { DisconnectPeer } from '../testing/disconnect-peer.js';
import { TEST_SECRET } from '../testing/radius-fixture.js';
import { DisconnectClient, type DisconnectOutcome } from './disconnect-client.js';

const SESSION = { login: 'anna', acctSessionId: '81000001', ipv4Address: '10.1.2.3', nasIpAddress: '10.9.9.9' };

describe('The disconnect client', () => {
  let peer: DisconnectPeer;
  let client: DisconnectClient;

  beforeEach(async () => {
    peer = await DisconnectPeer.open();
    client = new DisconnectClient({ timeoutMs: 60, tries: 3 });
  });
  afterEach(async () => {
    await client.close();
    await peer.close();
  });

  const disconnect = (): Promise<DisconnectOutcome> =>
    client.disconnect({ address: '127.0.0.1', port: peer.port, secret: prepareSecret(Buffer.from(TEST_SECRET)) }, SESSION);

  it('reports that the router has done it', async () => {
    expect(await disconnect()).to.deep.equal({ kind: 'acknowledged' });
    expect(peer.sessionIds).to.deep.equal(['81000001']);
    // NAS-IP-Address, as the router itself reported it.
    expect(peer.requests[0]?.includes(Buffer.from([4, 6, 10, 9, 9, 9]))).to.equal(true);
  });

  it('reports why the router refuses', async () => {
    peer.answer = () => [{ code: 'Disconnect-NAK', errorCause: 501 }];
    expect(await disconnect()).to.deep.equal({ kind: 'refused', errorCause: 'Administratively Prohibited', isSessionUnknown: false });
    peer.answer = () => [{ code: 'Disconnect-NAK', errorCause: 503 }];
    expect(await disconnect()).to.deep.equal({ kind: 'refused', errorCause: 'Session Context Not Found', isSessionUnknown: true });
  });

  it('sends the same octets three times and then gives up', async () => {
    peer.answer = () => [];
    expect(await disconnect()).to.deep.equal({ kind: 'unanswered' });
    expect(peer.requests).to.have.length(3);
    expect(peer.requests.every((request) => request.equals(peer.requests[0] as Buffer))).to.equal(true);
  });

  it('does not believe an answer that was made with another secret, and takes the true one behind it', async () => {
    peer.answer = () => [
      { code: 'Disconnect-ACK', secret: 'forged' },
      { code: 'Disconnect-NAK', errorCause: 503 },
    ];
    expect((await disconnect()).kind).to.equal('refused');
    peer.answer = () => [{ code: 'Disconnect-ACK', secret: 'forged' }];
    expect((await disconnect()).kind).to.equal('unanswered');
  });

  it('tells many requests under way apart', async () => {
    const held: Buffer[] = [];
    peer.answer = (request) => {
      held.push(request);
      return [{ code: 'Disconnect-ACK' }];
    };
    const outcomes = await Promise.all(Array.from({ length: 40 }, disconnect));
    expect(outcomes.every(({ kind }) => kind === 'acknowledged')).to.equal(true);
    expect(new Set(held.map((request) => request[1])).size).to.equal(40);
  });

  it('abandons what is under way when it is closed', async () => {
    peer.answer = () => [];
    const outcome = disconnect();
    await new Promise<void>((resolve) => {
      peer.answer = () => {
        resolve();
        return [];
      };
    });
    await client.close();
    expect(await outcome).to.deep.equal({ kind: 'abandoned' });
    expect(await disconnect()).to.deep.equal({ kind: 'abandoned' });
  });
});
