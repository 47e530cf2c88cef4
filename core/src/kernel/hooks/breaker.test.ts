import { expect } from 'chai';
import { Breaker } from './breaker.js';

describe('A breaker', () => {
  let nowMs: number;
  let breaker: Breaker;

  beforeEach(() => {
    nowMs = 0;
    breaker = new Breaker(() => nowMs);
  });

  const fail = (times: number): void => {
    for (let time = 0; time < times; time++) breaker.reportFailure();
  };

  it('stays closed after 4 failures in a row', () => {
    fail(4);
    breaker.reportSuccess();
    fail(4);
    expect(breaker.state).to.equal('closed');
  });

  it('opens for 30 s after 5 failures in a row', () => {
    fail(5);
    expect(breaker.admit()).to.equal(false);
    nowMs = 29_999;
    expect(breaker.state).to.equal('open');
    nowMs = 30_000;
    expect(breaker.state).to.equal('half-open');
  });

  it('opens when over half of the last 20 calls failed', () => {
    for (let pair = 0; pair < 9; pair++) {
      breaker.reportFailure();
      breaker.reportSuccess();
    }
    fail(1);
    expect(breaker.state).to.equal('closed');
    fail(1);
    expect(breaker.state).to.equal('open');
  });

  it('lets one call through when half-open, and opens again if that fails', () => {
    fail(5);
    nowMs = 30_000;
    expect(breaker.admit()).to.equal(true);
    expect(breaker.admit()).to.equal(false);
    breaker.reportFailure();
    expect(breaker.pauseLeftMs()).to.equal(30_000);
  });

  it('closes when the call let through succeeds, with its past forgotten', () => {
    fail(5);
    nowMs = 30_000;
    breaker.admit();
    breaker.reportSuccess();
    fail(4);
    expect(breaker.state).to.equal('closed');
  });

  it('can be tried again after a call that says nothing about the callee', () => {
    fail(5);
    nowMs = 30_000;
    breaker.admit();
    breaker.reportNothing();
    expect(breaker.admit()).to.equal(true);
  });
});
