import type { AdminPage, Clock, CustomerDirectory, QuotaGrant, Quotas, ServiceDirectory, Transaction } from '@tapline/sdk';
import { Pagination } from '@tapline/sdk/ui';
import type { PurchaseStore } from '../purchases/purchase-store.js';
import { seenPurchase } from '../purchases/seen-purchases.js';
import { PurchaseTable, type ShownPurchase } from './purchase-table.js';

const PER_PAGE = 50;
const PATH = 'purchases';

export interface PurchasesPageParts {
  readonly store: PurchaseStore;
  readonly customers: CustomerDirectory;
  readonly services: ServiceDirectory;
  readonly quotas: Quotas;
  readonly clock: Clock;
}

/** All data that was bought; with `?customer=` one customer's. */
export function purchasesPage(parts: PurchasesPageParts): AdminPage {
  return {
    path: PATH,
    title: 'Data top-ups',
    icon: 'list',
    render: async ({ tx, query }) => {
      const customerId = query.customer || undefined;
      const page = /^[1-9]\d{0,5}$/.test(query.page ?? '') ? Number(query.page) : 1;
      const total = await parts.store.count(tx, customerId);
      const purchases = await shownPurchases(tx, parts, { customerId, page });
      return (
        <section class="card">
          <PurchaseTable purchases={purchases} empty={{ title: 'No data was bought yet' }} />
          {total > 0 && (
            <div class="card-footer">
              <Pagination
                page={page}
                pageSize={PER_PAGE}
                total={total}
                noun="purchases"
                href={(to) => purchasesHref({ customerId, page: to })}
              />
            </div>
          )}
        </section>
      );
    },
  };
}

export interface WhichPurchases {
  readonly customerId?: string | undefined;
  readonly page?: number;
}

export function purchasesHref({ customerId, page = 1 }: WhichPurchases): string {
  const query = new URLSearchParams({
    ...(customerId === undefined ? {} : { customer: customerId }),
    ...(page === 1 ? {} : { page: String(page) }),
  });
  return `/addons/topup/${PATH}${query.size === 0 ? '' : `?${query}`}`;
}

async function shownPurchases(
  tx: Transaction,
  { store, customers, services, quotas, clock }: PurchasesPageParts,
  { customerId, page }: { readonly customerId: string | undefined; readonly page: number },
): Promise<readonly ShownPurchase[]> {
  const purchases = await store.page(tx, customerId, { limit: PER_PAGE, offset: (page - 1) * PER_PAGE });
  const customerIds = [...new Set(purchases.map((purchase) => purchase.customerId))];
  const logins = new Map((await services.ofCustomers(tx, customerIds)).map(({ id, login }) => [id, login]));
  const buyers = await customers.getMany(tx, customerIds);
  const grants = new Map<string, QuotaGrant>();
  for (const serviceId of new Set(purchases.map((purchase) => purchase.serviceId)))
    for (const grant of await quotas.ofService(tx, serviceId)) grants.set(grant.id, grant);
  return purchases.map((purchase) => ({
    ...seenPurchase(purchase, grants.get(purchase.grantId ?? ''), clock.nowMs()),
    login: logins.get(purchase.serviceId) ?? '',
    customerName: buyers.get(purchase.customerId)?.name ?? '',
  }));
}
