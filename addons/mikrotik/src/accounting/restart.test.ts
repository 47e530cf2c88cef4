import { expect } from 'chai';
import { hasRestarted } from './restart.js';

const HOUR_MS = 3_600_000;
const READ = { uptimeSeconds: 600, readAtMs: 0, clockSkewMs: 200 };

describe('A router’s restart', () => {
  it('is seen by a lower uptime', () => {
    expect(hasRestarted(READ, { uptimeSeconds: 599, readAtMs: HOUR_MS, clockSkewMs: null })).to.equal(true);
    expect(hasRestarted(READ, { uptimeSeconds: 4_200, readAtMs: HOUR_MS, clockSkewMs: 200 })).to.equal(false);
    expect(hasRestarted(undefined, READ)).to.equal(false);
  });

  it('is seen where the router was away for longer than it had been up before', () => {
    expect(hasRestarted(READ, { uptimeSeconds: 3_000, readAtMs: HOUR_MS, clockSkewMs: 300 })).to.equal(true);
  });

  it('is not believed where only our clock has moved, or the router’s', () => {
    expect(hasRestarted(READ, { uptimeSeconds: 900, readAtMs: 2 * HOUR_MS, clockSkewMs: 200 - 2 * HOUR_MS + 300_000 })).to.equal(false);
    expect(hasRestarted(READ, { uptimeSeconds: 900, readAtMs: 300_000, clockSkewMs: -HOUR_MS })).to.equal(false);
    expect(hasRestarted(READ, { uptimeSeconds: 3_000, readAtMs: HOUR_MS, clockSkewMs: null })).to.equal(false);
  });

  it('is not seen in the seconds that answers take', () => {
    expect(hasRestarted(READ, { uptimeSeconds: 870, readAtMs: 300_000, clockSkewMs: 0 })).to.equal(false);
  });
});
