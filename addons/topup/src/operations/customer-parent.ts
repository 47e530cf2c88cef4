import type { Customer, CustomerDirectory, OperationPlace, ServiceDirectory, Transaction } from '@tapline/sdk';

/** The forms are reached from the customer's page. */
export function customerParent({ id, name }: Customer): OperationPlace {
  return { href: `/customers/${encodeURIComponent(id)}`, title: name };
}

/** The page of the customer whose service a form is about; undefined where there is no such service. */
export async function parentOfService(
  tx: Transaction,
  { services, customers }: { readonly services: ServiceDirectory; readonly customers: CustomerDirectory },
  loginOrId: string | undefined,
): Promise<OperationPlace | undefined> {
  const service = loginOrId === undefined ? undefined : await services.find(tx, loginOrId);
  return service && customerParent(await customers.get(tx, service.customerId));
}
