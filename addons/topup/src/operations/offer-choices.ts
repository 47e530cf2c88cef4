import type { Company, OperationChoices, ServiceDirectory, Transaction } from '@tapline/sdk';
import { offersOf } from '../offers/plan-settings.js';

/** The offers of a line's plan, for the input `offer`; what is typed where the line is not known. `none`: the words for no choice. */
export async function offerChoices(
  tx: Transaction,
  { services, company }: { readonly services: ServiceDirectory; readonly company: Company },
  loginOrId: string | undefined,
  none?: string,
): Promise<OperationChoices> {
  const service = loginOrId === undefined ? undefined : await services.find(tx, loginOrId);
  if (!service) return {};
  const offers = offersOf(service.plan, company.currency).offers.map(({ name }) => ({ value: name, title: name }));
  return { offer: none === undefined ? offers : [{ value: '', title: none }, ...offers] };
}
