import { connect } from 'node:net';
import { expect } from 'chai';
import { type RadsecAsk, type RadsecReply, RadsecRequests } from './radsec-requests.js';
import { RelayClient } from './relay-client.js';
import { readAsk, readReply, writeAsk, writeReply } from './relay-message.js';
import { RelayServer } from './relay-server.js';

const KEY = Buffer.alloc(32, 1);
const OTHER_KEY = Buffer.alloc(32, 2);
const NOW_MS = 1_800_000_000_000;
const ASK: RadsecAsk = {
  routerId: 'hill',
  kind: 'disconnect',
  attributes: Buffer.from('0a0b', 'hex'),
  messageAuthenticator: false,
  waitMs: 2_000,
};

describe('What the app process has the RADIUS process ask over RadSec', () => {
  let asked: RadsecAsk[];
  let reply: RadsecReply;
  let server: RelayServer;

  beforeEach(async () => {
    asked = [];
    reply = { kind: 'answer', octets: Buffer.from('290100', 'hex') };
    const ask = (wanted: RadsecAsk): Promise<RadsecReply> => {
      asked.push(wanted);
      return Promise.resolve(reply);
    };
    server = await RelayServer.listen({ host: '127.0.0.1', key: KEY, ask });
  });
  afterEach(() => server.close());

  /** What comes back to a line that somebody writes. */
  const sent = (line: string): Promise<string> =>
    new Promise((resolve) => {
      let text = '';
      const socket = connect(server.place.port, '127.0.0.1', () => socket.write(`${line}\n`));
      socket.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      socket.on('error', () => undefined);
      socket.once('close', () => resolve(text));
    });

  it('comes whole, and so does what the router has answered', async () => {
    expect(await new RelayClient(KEY).ask(server.place, ASK)).to.deep.equal(reply);
    expect(asked).to.deep.equal([ASK]);
    reply = { kind: 'not-connected' };
    expect(await new RelayClient(KEY).ask(server.place, ASK)).to.deep.equal(reply);
  });

  it('is taken from nobody without the key, nor a second time later, nor with anything changed', async () => {
    const line = writeAsk(KEY, ASK, Date.now());
    const fakes = [
      writeAsk(OTHER_KEY, ASK, Date.now()),
      writeAsk(KEY, ASK, Date.now() - 121_000),
      line.replace('"hill"', '"mill"'),
      line.slice(1),
      'GET / HTTP/1.1',
      '',
    ];
    for (const fake of fakes) expect(await sent(fake), fake).to.equal('');
    expect(asked).to.deep.equal([]);
    expect(await sent('x'.repeat(20_000)), 'without an end').to.equal('');
    expect(readAsk(KEY, writeAsk(KEY, ASK, NOW_MS), NOW_MS)).to.deep.equal(ASK);
  });

  it('is no line that is longer than any that asks for something', async () => {
    expect(await sent(writeAsk(KEY, { ...ASK, attributes: Buffer.alloc(7_000) }, Date.now()))).to.equal('');
    expect(asked).to.deep.equal([]);
  });

  it('ends nobody but the connection that it came by when it cannot be asked', async () => {
    await server.close();
    const requests = new RadsecRequests({ connectionOf: () => 1, send: () => undefined });
    server = await RelayServer.listen({ host: '127.0.0.1', key: KEY, ask: async (wanted) => requests.ask(wanted) });
    const tooLong = { ...ASK, attributes: Buffer.alloc(4_090) };
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', note);
    const heard = await new RelayClient(KEY).ask(server.place, tooLong);
    process.off('unhandledRejection', note);
    expect([heard, unhandled]).to.deep.equal([{ kind: 'silence' }, []]);
  });

  it('is answered for itself only', () => {
    const [one, other] = [writeAsk(KEY, ASK, NOW_MS), writeAsk(KEY, ASK, NOW_MS + 1)];
    const line = writeReply(KEY, reply, one);
    expect(readReply(KEY, line, one)).to.deep.equal(reply);
    expect(readReply(KEY, line, other)).to.equal(undefined);
    expect(readReply(OTHER_KEY, line, one)).to.equal(undefined);
  });

  it('tells a RADIUS process that is gone from a router that is silent, and is abandoned by who stops', async () => {
    const { place } = server;
    reply = { kind: 'silence' };
    expect(await new RelayClient(KEY).ask(place, ASK)).to.deep.equal({ kind: 'silence' });
    await server.close();
    expect(await new RelayClient(KEY).ask(place, ASK)).to.deep.equal({ kind: 'not-connected' });
    server = await RelayServer.listen({ host: '127.0.0.1', key: KEY, ask: () => new Promise(() => undefined) });
    const client = new RelayClient(KEY);
    const answer = client.ask(server.place, ASK);
    client.close();
    expect(await answer).to.deep.equal({ kind: 'abandoned' });
    expect(await client.ask(server.place, ASK)).to.deep.equal({ kind: 'abandoned' });
  });
});
