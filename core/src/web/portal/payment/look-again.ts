import type { KeptAttempt } from '../../../payments/gateways/kept-attempt.js';
import type { PortalVisit } from '../frame/portal-visit.js';
import { isBeingAsked, type SeenOutcome } from './outcome.js';

const SOON_SECONDS = 5;
const SOON_TIMES = 12;
const LATER_SECONDS = 60;
const MOST_TIMES = 40;

/** How often a page has looked, by its address. */
export function timesLooked({ look = '0' }: Readonly<Record<string, string>>): number {
  return /^\d{1,2}$/.test(look) ? Number(look) : 0;
}

/** While a payment is being asked about, its page comes back by the address that asks the gateway: often at first, and not for ever. */
export function lookAgain(visit: PortalVisit, seen: SeenOutcome & { readonly attempt: KeptAttempt }): void {
  const times = timesLooked(visit.query);
  if (!isBeingAsked(seen) || times >= MOST_TIMES) return;
  const { id, returnKey } = seen.attempt;
  const seconds = times < SOON_TIMES ? SOON_SECONDS : LATER_SECONDS;
  visit.ctx.set('Refresh', `${seconds}; url=/pay/${id}/return?key=${returnKey}&look=${times + 1}`);
}
