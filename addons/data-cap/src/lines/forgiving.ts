import type { QuotaGrant } from '@tapline/sdk';
import { standingOf } from '../engine/assessment.js';
import type { CompanyHours } from '../engine/company-hours.js';
import type { PeriodContent } from './line-tables.js';
import type { OpenPeriod } from './period-book.js';

/** What was over the limit in the hour in which a grant came, before it came, is not taken from it. One that counts from a later instant on comes then. */
export function forgiving(
  open: OpenPeriod,
  grants: readonly QuotaGrant[],
  { clock, atMs }: { readonly clock: CompanyHours; readonly atMs: number },
): OpenPeriod {
  const { content, facts } = open;
  const fresh = grants.filter(({ id, validFromMs }) => validFromMs <= atMs && !content.seenGrants.includes(id));
  if (fresh.length === 0) return open;
  const known = { ...facts, grants: facts.grants.filter(({ grant }) => content.seenGrants.includes(grant.id)) };
  const forgiven = [...content.forgiven];
  for (const { validFromMs, createdAtMs } of fresh) {
    if (validFromMs < createdAtMs) continue;
    const hourMs = clock.hourStartMs(validFromMs);
    const hour = { ...known, forgiven, hours: facts.hours.filter((each) => each.hourMs <= hourMs) };
    const until =
      standingOf(hour, clock).unpaid - standingOf({ ...hour, hours: hour.hours.filter((each) => each.hourMs < hourMs) }, clock).unpaid;
    if (until > 0n) forgiven.push({ hourMs, amount: until });
  }
  const next: PeriodContent = { ...content, forgiven, seenGrants: [...content.seenGrants, ...fresh.map(({ id }) => id)] };
  return { ...open, content: next, facts: { ...facts, forgiven } };
}
