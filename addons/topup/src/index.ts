import {
  ADDON_TABLES,
  type AddonContext,
  CLOCK,
  COMPANY,
  CUSTOMERS,
  DOCUMENTS,
  defineAddon,
  EVENTS,
  HOOKS,
  LEDGER,
  LOGGER,
  NOTIFICATIONS,
  ONE_TIME_ITEMS,
  QUOTAS,
  SERVICES,
  TRANSACTIONS,
} from '@tapline/sdk';
import { AutomaticBuying } from './automatic/automatic-buying.js';
import { AUTOMATIC_MIGRATIONS, AutomaticStore } from './automatic/automatic-store.js';
import { BOUGHT_BY_ITSELF } from './automatic/bought-notice.js';
import { offersSummary, PLAN_SETTINGS_SCHEMA, planOffers } from './offers/plan-settings.js';
import { addOperation } from './operations/add-operation.js';
import { automaticOperation } from './operations/automatic-operation.js';
import { buyOperation } from './operations/buy-operation.js';
import { historyOperation } from './operations/history-operation.js';
import { refundOperation } from './operations/refund-operation.js';
import { topupPanel } from './pages/customer-panel.js';
import { purchasesPage } from './pages/purchases-page.js';
import { portalPage } from './portal/portal-page.js';
import { LaterInvoices } from './purchases/later-invoices.js';
import { NOT_GIVEN } from './purchases/not-given-notice.js';
import { OWED_INVOICE_MIGRATIONS, OwedInvoiceStore } from './purchases/owed-invoice-store.js';
import { cancelledOrdersJob, paidOrdersJob } from './purchases/paid-orders.js';
import type { Charge } from './purchases/purchase.js';
import { PurchaseMoney } from './purchases/purchase-money.js';
import { LIST_MIGRATIONS, ORDER_MIGRATIONS, PURCHASE_MIGRATIONS, PurchaseStore, REFUND_MIGRATIONS } from './purchases/purchase-store.js';
import { Purchasing } from './purchases/purchasing.js';
import { Refunding } from './purchases/refunding.js';

interface TopupConfig {
  readonly checksBalance?: boolean;
  readonly makesInvoices?: boolean;
  readonly customerCharge?: Charge;
}

export default defineAddon<TopupConfig>({
  migrations: [
    ...PURCHASE_MIGRATIONS,
    ...AUTOMATIC_MIGRATIONS,
    ...OWED_INVOICE_MIGRATIONS,
    ...REFUND_MIGRATIONS,
    ...ORDER_MIGRATIONS,
    ...LIST_MIGRATIONS,
  ],
  activate(context: AddonContext<TopupConfig>) {
    const { checksBalance = false, makesInvoices = true, customerCharge = 'balance' } = context.config;
    const tables = context.resolve(ADDON_TABLES);
    const found = {
      store: new PurchaseStore(tables),
      owed: new OwedInvoiceStore(tables),
      choices: new AutomaticStore(tables),
      customers: context.resolve(CUSTOMERS),
      services: context.resolve(SERVICES),
      ledger: context.resolve(LEDGER),
      documents: context.resolve(DOCUMENTS),
      items: context.resolve(ONE_TIME_ITEMS),
      quotas: context.resolve(QUOTAS),
      notifications: context.resolve(NOTIFICATIONS),
      company: context.resolve(COMPANY),
      clock: context.resolve(CLOCK),
      transactions: context.resolve(TRANSACTIONS),
      logger: context.resolve(LOGGER),
    };
    const money = new PurchaseMoney({ ...found, makesInvoices, checksBalance });
    const purchasing = new Purchasing({ ...found, money, customerCharge });
    const later = new LaterInvoices({ ...found, money });
    const parts = { ...found, money, purchasing, later };
    const automatic = new AutomaticBuying(parts);
    const refunding = new Refunding(parts);
    const { contribute } = context;
    contribute.planSection({
      title: 'Data top-ups',
      settings: PLAN_SETTINGS_SCHEMA,
      check: (settings) => void planOffers(settings, found.company.currency),
      summary: offersSummary,
    });
    contribute.operation(buyOperation(parts));
    contribute.operation(addOperation(parts));
    contribute.operation(automaticOperation(parts));
    contribute.operation(refundOperation({ ...parts, refunding }));
    contribute.operation(historyOperation(parts));
    contribute.notificationKind(BOUGHT_BY_ITSELF);
    contribute.notificationKind(NOT_GIVEN);
    contribute.portalPage(portalPage({ ...parts, refunding }));
    contribute.customerPanel(topupPanel(parts));
    contribute.adminPage(purchasesPage(parts));
    contribute.job(later.job());
    contribute.job(paidOrdersJob(parts));
    contribute.job(cancelledOrdersJob(parts));
    context.tap(HOOKS.quotaExhausted, ({ tx, need }) => automatic.answer(tx, need));
    context.on(EVENTS.quotaGranted, ({ payload }) => later.issueOrLeave(payload.customerId));
    const give = (customerId: string): Promise<void> => found.transactions.run((tx) => purchasing.giveWhatIsPaid(tx, customerId));
    context.on(EVENTS.paymentRecorded, ({ payload }) => give(payload.customerId));
    // What a credit note leaves over is on the balance.
    context.on(EVENTS.documentIssued, async ({ payload: { kind, customerId } }) => {
      if (kind === 'credit-note') await give(customerId);
    });
  },
});
