import { expect } from 'chai';
import { DuplicateCache, duplicateKey } from './duplicate-cache.js';

const KEY = duplicateKey('10.0.0.1', 40_000, 7);
const REPLY = Buffer.from('reply');
const request = (authenticator: number): Buffer => Buffer.concat([Buffer.from([1, 7, 0, 20]), Buffer.alloc(16, authenticator)]);

describe('The duplicate cache', () => {
  let nowMs = 0;
  let cache: DuplicateCache;
  beforeEach(() => {
    nowMs = 1000;
    cache = new DuplicateCache({ keepMs: 30_000, entries: 3 }, () => nowMs);
  });

  it('gives the same answer to the same request again', () => {
    cache.remember(KEY, request(1), REPLY);
    expect(cache.find(KEY, request(1))).to.equal(REPLY);
  });

  it('takes another authenticator, port or Identifier for another request', () => {
    cache.remember(KEY, request(1), REPLY);
    expect(cache.find(KEY, request(2))).to.equal(undefined);
    expect(cache.find(duplicateKey('10.0.0.1', 40_001, 7), request(1))).to.equal(undefined);
    expect(cache.find(duplicateKey('10.0.0.1', 40_000, 8), request(1))).to.equal(undefined);
  });

  it('knows a request that is being worked on, until it is answered or given up', () => {
    cache.remember(KEY, request(1));
    expect(cache.find(KEY, request(1))).to.equal('in-progress');
    cache.answer(KEY, request(1), REPLY);
    expect(cache.find(KEY, request(1))).to.equal(REPLY);
    cache.remember(KEY, request(2));
    cache.forget(KEY, request(2));
    expect(cache.find(KEY, request(2))).to.equal(undefined);
  });

  it('does not give the late answer of a request to the one that took its Identifier', () => {
    cache.remember(KEY, request(1));
    cache.remember(KEY, request(2));
    cache.answer(KEY, request(1), REPLY);
    cache.forget(KEY, request(1));
    expect(cache.find(KEY, request(2))).to.equal('in-progress');
  });

  it('forgets after half a minute', () => {
    cache.remember(KEY, request(1), REPLY);
    nowMs += 30_000;
    expect(cache.find(KEY, request(1))).to.equal(REPLY);
    nowMs += 1;
    expect(cache.find(KEY, request(1))).to.equal(undefined);
    cache.remember(duplicateKey('10.0.0.2', 1, 1), request(3));
    expect(cache.size).to.equal(1);
  });

  it('holds no more than it may, and lets the oldest go', () => {
    for (let identifier = 0; identifier < 5; identifier++) cache.remember(duplicateKey('10.0.0.1', 1, identifier), request(1), REPLY);
    expect(cache.size).to.equal(3);
    expect(cache.find(duplicateKey('10.0.0.1', 1, 1), request(1))).to.equal(undefined);
    expect(cache.find(duplicateKey('10.0.0.1', 1, 2), request(1))).to.equal(REPLY);
  });
});
