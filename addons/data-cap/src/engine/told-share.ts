/** What routers were told that a session may still carry, and what had flowed by then. */
export interface ToldShare {
  readonly shareOctets: bigint;
  /** In the direction that counts, since the period began. */
  readonly flowedOctets: bigint;
}

/**
 * Whether less is left to each session than what it was told and has not carried yet: its router does not know that by counting, so it has to be told.
 * A smaller cap, data that was taken back and an hour that counts more come to that.
 */
export function isLessThanTold(told: ToldShare, now: ToldShare, sessions: number): boolean {
  const flowed = now.flowedOctets - told.flowedOctets;
  // What flowed is spread over the sessions, and shares are rounded down.
  const counted = flowed > 0n ? flowed / BigInt(sessions) + 2n : 0n;
  return now.shareOctets < told.shareOctets - counted;
}
