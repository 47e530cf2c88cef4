import { expect } from 'chai';
import fc from 'fast-check';
import { DuplicateCache } from './duplicate-cache.js';

const ADDRESS = '10.0.0.1';
const PORT = 40_000;
const REPLY = Buffer.from('reply');
const request = (authenticator: number, identifier = 7): Buffer =>
  Buffer.concat([Buffer.from([1, identifier, 0, 20]), Buffer.alloc(16, authenticator)]);

describe('The duplicate cache', () => {
  let nowMs = 0;
  let cache: DuplicateCache;
  beforeEach(() => {
    nowMs = 1000;
    cache = new DuplicateCache({ keepMs: 30_000, sources: 3, answerChunks: 2 }, () => nowMs);
  });

  it('gives the same answer to the same request again', () => {
    cache.keep(ADDRESS, PORT, request(1), REPLY, REPLY.length);
    expect(cache.find(ADDRESS, PORT, request(1))).to.deep.equal(REPLY);
  });

  it('takes another authenticator, address, port or Identifier for another request', () => {
    cache.keep(ADDRESS, PORT, request(1), REPLY, REPLY.length);
    expect(cache.find(ADDRESS, PORT, request(2))).to.equal(undefined);
    expect(cache.find(ADDRESS, PORT + 1, request(1))).to.equal(undefined);
    expect(cache.find('10.0.0.2', PORT, request(1))).to.equal(undefined);
    expect(cache.find(ADDRESS, PORT, request(1, 8))).to.equal(undefined);
  });

  it('does not take a request of zeros for one that it has seen', () => {
    cache.keep(ADDRESS, PORT, request(1), REPLY, REPLY.length);
    expect(cache.find(ADDRESS, PORT, request(0, 8))).to.equal(undefined);
  });

  it('knows a request that is being worked on, until it is answered or given up', () => {
    cache.remember(ADDRESS, PORT, request(1));
    expect(cache.find(ADDRESS, PORT, request(1))).to.equal('in-progress');
    cache.answer(ADDRESS, PORT, request(1), REPLY);
    expect(cache.find(ADDRESS, PORT, request(1))).to.deep.equal(REPLY);
    cache.remember(ADDRESS, PORT, request(2));
    cache.forget(ADDRESS, PORT, request(2));
    expect(cache.find(ADDRESS, PORT, request(2))).to.equal(undefined);
  });

  it('does not give the late answer of a request to the one that took its Identifier', () => {
    cache.remember(ADDRESS, PORT, request(1));
    cache.remember(ADDRESS, PORT, request(2));
    cache.answer(ADDRESS, PORT, request(1), REPLY);
    cache.forget(ADDRESS, PORT, request(1));
    expect(cache.find(ADDRESS, PORT, request(2))).to.equal('in-progress');
  });

  it('forgets after half a minute', () => {
    cache.keep(ADDRESS, PORT, request(1), REPLY, REPLY.length);
    nowMs += 30_000;
    expect(cache.find(ADDRESS, PORT, request(1))).to.deep.equal(REPLY);
    nowMs += 1;
    expect(cache.find(ADDRESS, PORT, request(1))).to.equal(undefined);
    cache.remember('10.0.0.2', 1, request(3));
    expect(cache.size).to.equal(1);
  });

  it('holds no more sources than it may, and lets the oldest go', () => {
    for (let port = 1; port <= 5; port++) cache.keep(ADDRESS, port, request(1), REPLY, REPLY.length);
    expect(cache.size).to.equal(3);
    expect(cache.find(ADDRESS, 2, request(1))).to.equal(undefined);
    expect(cache.find(ADDRESS, 3, request(1))).to.deep.equal(REPLY);
  });

  it('takes a request for a new one when newer answers have taken the room of its answer', () => {
    const large = Buffer.alloc(4_096);
    cache.keep(ADDRESS, PORT, request(1), REPLY, REPLY.length);
    for (let count = 0; count < 63; count++) cache.keep(ADDRESS, PORT, request(2, 8), large, large.length);
    expect(cache.find(ADDRESS, PORT, request(1))).to.deep.equal(REPLY);
    for (let count = 0; count < 65; count++) cache.keep(ADDRESS, PORT, request(2, 8), large, large.length);
    expect(cache.find(ADDRESS, PORT, request(1))).to.equal(undefined);
    expect(cache.find(ADDRESS, PORT, request(2, 8))).to.deep.equal(large);
  });

  it('remembers of each Identifier the latest request, whatever comes', () => {
    const step = fc.record({
      port: fc.integer({ min: 1, max: 3 }),
      identifier: fc.nat(255),
      authenticator: fc.nat(255),
      reply: fc.uint8Array({ minLength: 20, maxLength: 22 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const seen = new DuplicateCache({ keepMs: 30_000, sources: 3, answerChunks: 2 }, () => nowMs);
        const latest = new Map<string, { readonly authenticator: number; readonly reply: Buffer }>();
        for (const { port, identifier, authenticator, reply } of steps) {
          const key = `${port}:${identifier}`;
          const known = latest.get(key);
          const found = seen.find(ADDRESS, port, request(authenticator, identifier));
          expect(found).to.deep.equal(known?.authenticator === authenticator ? known.reply : undefined);
          const octets = Buffer.concat([reply, Buffer.from('not of it')]);
          expect(seen.keep(ADDRESS, port, request(authenticator, identifier), octets, reply.length)).to.deep.equal(Buffer.from(reply));
          latest.set(key, { authenticator, reply: Buffer.from(reply) });
        }
      }),
    );
  });
});
