import type { Access, BillingOutlook, Customer, CustomerStatus, ServiceWithPlan } from '@tapline/sdk';
import { outlooksOf } from '../../../billing/outlooks.js';
import type { AdminRequest } from '../frame/admin-request.js';
import type { AdminRoutes } from '../frame/admin-routes.js';
import { pageWithin } from '../parts/hrefs.js';
import { CUSTOMER_STATUSES } from '../parts/status.js';
import { CUSTOMER_LIST_ID, CustomerFindings, CustomerList } from './customer-list-view.js';

const PAGE_SIZE = 25;

export interface CustomerRow {
  readonly customer: Customer;
  readonly balanceMinor: number;
  /** Of billing types that have one for lists. */
  readonly outlook: BillingOutlook | undefined;
  readonly lines: readonly { readonly service: ServiceWithPlan; readonly access: Access | undefined }[];
}

export interface CustomerListModel {
  readonly rows: readonly CustomerRow[];
  readonly total: number;
  readonly page: number;
  readonly pageSize: number;
  readonly text: string;
  readonly status: CustomerStatus | undefined;
  /** Only those who have an active service whose line is shut. */
  readonly isShutOnly: boolean;
  /** How many lines of active services are shut, of all customers. */
  readonly shutLines: number;
  readonly counts: Readonly<Record<CustomerStatus, number>>;
}

export function addCustomerListPage(routes: AdminRoutes): void {
  routes.get('/customers', ['customers.read'], async (request) => {
    const model = await loadCustomers(request);
    if (request.wantsOnly(CUSTOMER_LIST_ID)) request.showFragment(<CustomerFindings model={model} />);
    else request.show('Customers', <CustomerList model={model} canCreate={request.may('customers.write')} />);
  });
}

async function loadCustomers(request: AdminRequest): Promise<CustomerListModel> {
  const { query, services } = request;
  const text = (query.q ?? '').trim();
  const status =
    query.status !== undefined && Object.hasOwn(CUSTOMER_STATUSES, query.status) ? (query.status as CustomerStatus) : undefined;
  const isShutOnly = query.line === 'shut';
  return request.view(async (tx) => {
    const search = {
      pageSize: PAGE_SIZE,
      hasShutLine: isShutOnly,
      ...(text === '' ? {} : { text }),
      ...(status === undefined ? {} : { status }),
    };
    const counted = await services.customers.search(tx, { ...search, page: request.page });
    const { total } = counted;
    const page = pageWithin(request.page, total, PAGE_SIZE);
    const { customers } = page === request.page ? counted : await services.customers.search(tx, { ...search, page });
    const ids = customers.map(({ id }) => id);
    const balances = await services.ledger.balances(tx, ids);
    const outlooks = await outlooksOf(services, tx, customers);
    const theirServices = await services.services.ofCustomers(tx, ids);
    const access = await services.access.accessOf(
      tx,
      theirServices.map(({ id }) => id),
    );
    const rows = customers.map((customer) => ({
      customer,
      balanceMinor: balances.get(customer.id) ?? 0,
      outlook: outlooks.get(customer.id),
      lines: theirServices
        .filter(({ customerId, status: state }) => customerId === customer.id && state !== 'stopped')
        .map((service) => ({ service, access: access.get(service.id) })),
    }));
    const counts = await services.customers.countByStatus(tx);
    const shutLines = await services.access.countShut(tx);
    return { rows, total, page, pageSize: PAGE_SIZE, text, status, isShutOnly, counts, shutLines };
  });
}
