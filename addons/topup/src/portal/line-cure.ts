import type { Company, PortalCure, Quotas, ShutLine } from '@tapline/sdk';
import { isForCustomers } from '../offers/offer.js';
import { offersOf } from '../offers/plan-settings.js';
import { PORTAL_WORDS } from './portal-words.js';

/** More data opens a line whose data is used up and that nothing else shuts, where its plan sells some. */
export async function lineCure(
  { quotas, company }: { readonly quotas: Quotas; readonly company: Company },
  { tx, service, access }: ShutLine,
): Promise<PortalCure | undefined> {
  const isShutOnce = access.reasons.filter(({ effect }) => effect === 'block').length === 1;
  if (!isShutOnce || !offersOf(service.plan, company.currency).offers.some(isForCustomers)) return undefined;
  if (!(await quotas.state(tx, service.id))?.isExhausted) return undefined;
  return { title: PORTAL_WORDS.title, query: { service: service.id } };
}
