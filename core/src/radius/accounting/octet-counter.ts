const WRAP = 1n << 32n;
/** Lines run over their rate for a while: bursts, and speeds that were just changed. */
const GENEROSITY_PERCENT = 150n;
const BITS_PER_OCTET = 8n;

/** What a counter of 32 bits may have counted in since the newest report. */
export interface Elapsed {
  /** More than 0: the report is newer than all before; less: it was overtaken. */
  readonly seconds: number;
  /** `undefined` where no rate is known: anything is plausible. */
  readonly bitsPerSecond: number | undefined;
}

/**
 * What a session has carried after a report, by a router that counts to 2^32 and begins anew without a word (no Gigawords, RFC 2869 s5.1):
 * a newer report with a lower counter has passed 2^32 once, if the line is fast enough for that. Else the higher one is right, as a counter
 * that goes down has lost its memory.
 */
export function unwrapped(before: bigint, told: bigint, { seconds, bitsPerSecond }: Elapsed): bigint {
  const wraps = before / WRAP;
  const here = wraps * WRAP + told;
  if (seconds <= 0) {
    if (wraps === 0n) return larger(before, told);
    // A Stop may come within the second of the last Interim.
    return seconds === 0 && here > before && isPlausible(here - before, { seconds: 1, bitsPerSecond }) ? here : before;
  }
  if (here >= before) return here;
  const next = here + WRAP;
  return isPlausible(next - before, { seconds, bitsPerSecond }) ? next : before;
}

export function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

export function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

export function largest(octets: readonly bigint[]): bigint {
  return octets.reduce(larger, 0n);
}

function isPlausible(octets: bigint, { seconds, bitsPerSecond }: Elapsed): boolean {
  if (bitsPerSecond === undefined || bitsPerSecond === 0) return true;
  return octets * BITS_PER_OCTET * 100n <= BigInt(bitsPerSecond) * BigInt(seconds) * GENEROSITY_PERCENT;
}
