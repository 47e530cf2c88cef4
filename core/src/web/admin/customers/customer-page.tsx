import {
  addDays,
  type BillingOutlook,
  type Customer,
  type JournalEntry,
  type Payment,
  type Service,
  type ServiceWithPlan,
  type StatementLine,
  type SubscriberSession,
  type Transaction,
} from '@tapline/sdk';
import type { LineAccess } from '../../../access/access-service.js';
import type { PortalLogin } from '../../../accounts/portal/portal-login-service.js';
import { RECURRING } from '../../../billing/recurring/recurring-settings.js';
import type { DocumentPage } from '../../../documents/document-store.js';
import { TAX_PROFILE_TITLES } from '../../../documents/tax/tax-schema.js';
import type { KeptAttempt } from '../../../payments/gateways/kept-attempt.js';
import { methodTitles } from '../../../payments/method-titles.js';
import type { SessionRequest } from '../../../radius/change-of-authorization/session-request.js';
import { drawTraffic, type TrafficDrawing } from '../../ui/traffic-chart.js';
import type { AdminRequest } from '../frame/admin-request.js';
import type { AdminRoutes } from '../frame/admin-routes.js';
import { type DrawnPanel, drawPanels } from '../parts/addon-panels.js';
import { findCustomer } from '../parts/find-customer.js';
import { newPaymentKey } from '../payments/payment-key.js';
import type { CustomerBilling } from './customer-billing-card.js';
import { CustomerView } from './customer-view.js';

const USAGE_DAYS = 30;
const STATEMENT_LINES = 24;
const ENTRIES = 50;
const PAYMENTS = 20;
const ATTEMPTS = 8;
const DOCUMENTS = 12;
const SESSIONS = 15;
const REQUESTS = 20;

export interface CustomerModel {
  readonly customer: Customer;
  readonly billingTypeTitle: string;
  readonly taxTreatment: string;
  /** `undefined`: the customer may not sign in to the portal. */
  readonly portalLogin: PortalLogin | undefined;
  readonly balanceMinor: number;
  readonly outlook: BillingOutlook | { readonly trouble: string } | undefined;
  readonly lines: readonly CustomerLine[];
  /** Of customers of recurring billing. */
  readonly billing: CustomerBilling | undefined;
  readonly panels: readonly DrawnPanel[];
  readonly statement: readonly StatementLine[];
  readonly entries: readonly JournalEntry[];
  readonly payments: readonly Payment[];
  /** Through gateways. */
  readonly attempts: readonly KeptAttempt[];
  readonly methodTitles: ReadonlyMap<string, string>;
  readonly documents: DocumentPage;
  readonly openMinor: number;
  /** On its way. */
  readonly pendingMinor: number;
  readonly today: string;
  readonly sessions: readonly SubscriberSession[];
  /** What routers were told about them. */
  readonly requests: readonly SessionRequest[];
  readonly traffic: TrafficDrawing | undefined;
  /** For the payment that may be taken from this page. */
  readonly paymentKey: string;
  readonly may: {
    readonly write: boolean;
    readonly pay: boolean;
    readonly document: boolean;
    readonly seeSecrets: boolean;
    readonly seeAudit: boolean;
  };
}

export interface CustomerLine {
  readonly service: ServiceWithPlan;
  readonly access: LineAccess;
  readonly online: readonly SubscriberSession[];
}

export function addCustomerPage(routes: AdminRoutes): void {
  routes
    .get('/customers/:key', ['customers.read'], async (request) => {
      const model = await loadCustomer(request);
      request.show(model.customer.name, <CustomerView model={model} />);
    })
    .get('/services/:id', ['customers.read'], async (request) => {
      const service: Service = await request.view((tx) => request.services.services.get(tx, request.parameter('id')));
      request.goTo(`/customers/${service.customerId}#service-${service.id}`);
    });
}

async function loadCustomer(request: AdminRequest): Promise<CustomerModel> {
  const { services } = request;
  const { company } = services;
  const today = company.today();
  const found = await request.view(async (tx) => {
    const customer = await findCustomer(services, tx, request.parameter('key'));
    const theirs = await services.services.ofCustomer(tx, customer.id);
    const serviceIds = theirs.map(({ id }) => id);
    const access = await services.access.accessOf(tx, serviceIds);
    const lines: CustomerLine[] = [];
    for (const service of theirs) {
      lines.push({
        service,
        access: access.get(service.id) ?? (await services.access.access(tx, service.id)),
        online: await services.sessions.onlineOfService(tx, service.id),
      });
    }
    const sessions = serviceIds.length === 0 ? [] : await services.sessions.ofServices(tx, serviceIds, SESSIONS);
    return {
      customer,
      lines,
      billing: customer.billingType === RECURRING ? await billingOf(request, tx, customer) : undefined,
      portalLogin: await services.portalLogins.find(tx, customer.id),
      taxTreatment: TAX_PROFILE_TITLES[(await services.tax.profile(tx, customer.id)).treatment],
      balanceMinor: await services.ledger.balance(tx, customer.id),
      statement: await services.ledger.statement(tx, customer.id, { limit: STATEMENT_LINES }),
      entries: await services.ledger.entries(tx, customer.id, ENTRIES),
      payments: await services.payments.ofCustomer(tx, customer.id, PAYMENTS),
      methodTitles: methodTitles(services.contributions),
      attempts: await services.paymentAttempts.ofCustomer(tx, customer.id, ATTEMPTS),
      documents: await services.documents.search(tx, { customerId: customer.id, page: 1, pageSize: DOCUMENTS }),
      openMinor: (await services.settlement.openTotals(tx, [customer.id])).get(customer.id) ?? 0,
      pendingMinor: (await services.pendingMoney.sums(tx, [customer.id])).get(customer.id) ?? 0,
      today,
      sessions,
      requests: await services.sessionChanges.ofSessions(
        tx,
        sessions.map(({ id }) => id),
        REQUESTS,
      ),
      usage: serviceIds.length === 0 ? [] : await services.usage.daily(tx, { serviceIds, from: addDays(today, 1 - USAGE_DAYS), to: today }),
    };
  });
  const { usage, ...model } = found;
  return {
    ...model,
    billingTypeTitle:
      services.contributions.billingType(model.customer.billingType)?.title ?? `${model.customer.billingType} (not running)`,
    outlook: await outlookOf(request, model.customer),
    panels: await drawPanels(request, request.services.contributions.customerPanels(), model.customer),
    traffic: await drawTraffic({ usage, lastDay: today, days: USAGE_DAYS, locale: company.locale }),
    paymentKey: newPaymentKey(),
    may: {
      write: request.may('customers.write'),
      pay: request.may('payments.write'),
      document: request.may('documents.write'),
      seeSecrets: request.may('secrets.read'),
      seeAudit: request.may('system.manage'),
    },
  };
}

async function billingOf(request: AdminRequest, tx: Transaction, customer: Customer): Promise<CustomerBilling> {
  const { billingTimelines, dunning, oneTimeItems, scheduledChanges } = request.services;
  return {
    steps: await billingTimelines.steps(tx, customer),
    items: await oneTimeItems.waiting(tx, customer.id),
    scheduled: await scheduledChanges.waiting(tx, customer.id),
    promisedUntil: (await dunning.facts(tx, customer)).promisedUntil,
    canBill: request.may('billing.run'),
    canWrite: request.may('customers.write'),
  };
}

/** A billing type that fails must not hide the customer. */
async function outlookOf(request: AdminRequest, customer: Customer): Promise<CustomerModel['outlook']> {
  const { contributions, logger } = request.services;
  const type = contributions.billingType(customer.billingType);
  if (!type) return undefined;
  try {
    return await request.view((tx) => type.outlook(tx, customer));
  } catch (error) {
    logger.warn({ err: error, billingType: type.id, customerId: customer.id }, 'a billing type gave no outlook');
    return { trouble: (error as Error).message };
  }
}
