import type { AmountMinor } from '@tapline/sdk';

/** What one service costs on one day. */
export interface DayCharge {
  readonly chargeMinor: AmountMinor;
  /** Charged for this day already: it stays open and costs nothing more. */
  readonly isPaid: boolean;
  /** Of a day that is paid: the rest of its period is not, and is charged as soon as the balance allows it. */
  readonly isRest?: boolean;
}

/** A charge that the balance does not allow. */
export interface WaitingCharge<T extends DayCharge> {
  readonly charge: T;
  /** What the day costs with everything before it that waits as well: a payment goes to those first. */
  readonly dueMinor: AmountMinor;
  /** The payment that makes the charge possible. */
  readonly missingMinor: AmountMinor;
  /** How many services wait for {@link dueMinor}. */
  readonly serviceCount: number;
}

export interface DayDecision<T extends DayCharge> {
  /** To be charged now. */
  readonly charged: readonly T[];
  readonly waiting: readonly WaitingCharge<T>[];
  /** What is left above the minimal balance. */
  readonly availableMinor: AmountMinor;
}

/**
 * Decides one day of one customer: each service in its order is charged if that leaves the balance at or above its minimum. A day that
 * costs nothing is always possible.
 */
export function decideDay<T extends DayCharge>(availableMinor: AmountMinor, charges: readonly T[]): DayDecision<T> {
  const charged: T[] = [];
  const refused: T[] = [];
  let leftMinor = availableMinor;
  for (const charge of charges) {
    if (charge.isPaid && !charge.isRest) continue;
    const isPossible = charge.chargeMinor === 0 || charge.chargeMinor <= leftMinor;
    if (isPossible) charged.push(charge);
    else if (!charge.isPaid) refused.push(charge);
    if (isPossible) leftMinor -= charge.chargeMinor;
  }
  let dueMinor = 0;
  const waiting = refused.map((charge, index) => {
    dueMinor += charge.chargeMinor;
    return { charge, dueMinor, missingMinor: dueMinor - leftMinor, serviceCount: index + 1 };
  });
  return { charged, waiting, availableMinor: leftMinor };
}
