import type { QuotaGrant } from '@tapline/sdk';
import type { HourOfUsage } from '../engine/assessment.js';
import type { CompanyHours } from '../engine/company-hours.js';
import { type Cut, NOTHING_FLOWED, notBefore, sumOf } from '../engine/cut.js';
import type { PeriodContent } from './line-tables.js';

/**
 * Keeps of each grant that is seen in a period for the first time what had flowed by then in the hour in which it came: it pays for what flows after that. One
 * that is to cover what was over the limit pays for that too, but not for what an earlier one has let off; one that counts from a later instant on comes then.
 */
export function withArrivals(
  content: PeriodContent,
  { grants, hours, atMs }: { readonly grants: readonly QuotaGrant[]; readonly hours: readonly HourOfUsage[]; readonly atMs: number },
  clock: CompanyHours,
): PeriodContent {
  const isSeen = ({ id }: QuotaGrant): boolean => content.seenGrants.includes(id);
  const seen = grants.filter(isSeen);
  const cameAfter = { ...content.cameAfter };
  const fresh = grants.filter((grant) => !isSeen(grant) && grant.validFromMs <= atMs).sort((a, b) => a.createdAtMs - b.createdAtMs);
  if (fresh.length === 0) return content;
  for (const grant of fresh) {
    const hourMs = clock.hourStartMs(grant.validFromMs);
    const isOfHour = ({ validFromMs }: QuotaGrant): boolean => clock.hourStartMs(validFromMs) === hourMs;
    const earlier = seen.filter(isOfHour).flatMap(({ id }) => cameAfter[id] ?? []);
    const known = coversOveruse(grant) ? earlier : [...earlier, flowedBy(hours, hourMs, clock)];
    const after = known.reduce(notBefore, NOTHING);
    if (hasFlowed(after.day)) cameAfter[grant.id] = after;
    seen.push(grant);
  }
  return { ...content, cameAfter, seenGrants: [...content.seenGrants, ...fresh.map(({ id }) => id)] };
}

const NOTHING: Cut = { hour: NOTHING_FLOWED, day: NOTHING_FLOWED };

function hasFlowed({ downloadOctets, uploadOctets }: Cut['day']): boolean {
  return downloadOctets > 0n || uploadOctets > 0n;
}

function coversOveruse({ validFromMs, createdAtMs }: QuotaGrant): boolean {
  return validFromMs < createdAtMs;
}

/** Where only the day is known, nobody can say what had flowed by then. */
function flowedBy(hours: readonly HourOfUsage[], hourMs: number, clock: CompanyHours): Cut {
  const date = clock.dateOf(hourMs);
  const known = hours.filter((each) => each.untilMs === undefined && each.hourMs <= hourMs && clock.dateOf(each.hourMs) === date);
  return { hour: sumOf(known.filter((each) => each.hourMs === hourMs)), day: sumOf(known) };
}
