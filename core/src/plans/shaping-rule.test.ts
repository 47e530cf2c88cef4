import { type Shaping, TaplineError } from '@tapline/sdk';
import { expect } from 'chai';
import { checkShaping } from './shaping-rule.js';

const M = 1_000_000;
const BURST = {
  downloadBitsPerSecond: 40 * M,
  uploadBitsPerSecond: 20 * M,
  downloadThresholdBitsPerSecond: 15 * M,
  uploadThresholdBitsPerSecond: 8 * M,
  seconds: 16,
};

function fault(shaping: Shaping): string | undefined {
  try {
    checkShaping({ downloadBitsPerSecond: 20 * M, uploadBitsPerSecond: 10 * M, shaping });
    return undefined;
  } catch (error) {
    return error instanceof TaplineError ? error.field : String(error);
  }
}

describe('The shaping of a plan', () => {
  it('is what RouterOS takes', () => {
    expect(fault({})).to.equal(undefined);
    expect(fault({ burst: BURST, priority: 1, minimum: { downloadBitsPerSecond: 15 * M, uploadBitsPerSecond: 1 * M } })).to.equal(
      undefined,
    );
  });

  it('names the field that RouterOS would refuse', () => {
    expect(fault({ burst: { ...BURST, downloadBitsPerSecond: 20 * M } })).to.equal('shaping.burst.downloadBitsPerSecond');
    expect(fault({ burst: { ...BURST, uploadThresholdBitsPerSecond: 20 * M } })).to.equal('shaping.burst.uploadThresholdBitsPerSecond');
    expect(fault({ minimum: { downloadBitsPerSecond: 1 * M, uploadBitsPerSecond: 11 * M } })).to.equal(
      'shaping.minimum.uploadBitsPerSecond',
    );
    expect(fault({ burst: BURST, minimum: { downloadBitsPerSecond: 16 * M, uploadBitsPerSecond: 1 * M } })).to.equal(
      'shaping.burst.downloadThresholdBitsPerSecond',
    );
  });
});
