import type { AmountMinor } from '@tapline/sdk';
import type { Standing } from './assessment.js';
import { type CapRules, HUNDREDTHS } from './cap-rules.js';

/** What over-use costs: each started unit. */
export interface OveruseRule {
  readonly priceMinor: AmountMinor;
  readonly unitOctets: bigint;
}

export function overuseRuleOf({ steps }: CapRules): OveruseRule | undefined {
  const action = steps.find((step) => step.action.kind === 'charge')?.action;
  return action?.kind === 'charge' ? { priceMinor: action.priceMinor, unitOctets: action.unitOctets } : undefined;
}

/** What nothing has paid for in the period, in hundredths of an octet; what was let off when a grant came is among it. */
export function overuseOf({ counted, sources }: Pick<Standing, 'counted' | 'sources'>): bigint {
  return sources.reduce((rest, { paid }) => rest - paid, counted);
}

/** How many units have begun beyond the octets that are charged for; 0 where over-use costs nothing. */
export function startedUnits(rule: OveruseRule | undefined, overuse: bigint, chargedOctets = 0n): bigint {
  const open = overuse - chargedOctets * HUNDREDTHS;
  if (!rule || open <= 0n) return 0n;
  const unit = rule.unitOctets * HUNDREDTHS;
  return (open + unit - 1n) / unit;
}

export interface ChargedSoFar {
  readonly chargedOctets: bigint;
  /** As much over-use is charged already or can be, in hundredths of an octet; null where nothing limits that. */
  readonly payableOveruse: bigint | null;
}

/** Up to so much over-use nothing more is charged, once the units that have started are, as far as they can be paid: in hundredths of an octet. */
export function chargedUpTo(rule: OveruseRule, overuse: bigint, { chargedOctets, payableOveruse }: ChargedSoFar): bigint {
  const started = (chargedOctets + startedUnits(rule, overuse, chargedOctets) * rule.unitOctets) * HUNDREDTHS;
  return payableOveruse !== null && payableOveruse < started ? payableOveruse : started;
}
