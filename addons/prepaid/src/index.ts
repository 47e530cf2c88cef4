import {
  ADDON_TABLES,
  type AddonContext,
  COMPANY,
  CUSTOMERS,
  DOCUMENTS,
  defineAddon,
  EVENTS,
  HOOKS,
  LEDGER,
  LOGGER,
  NOTIFICATIONS,
  RESTRICTIONS,
  SERVICES,
  TRANSACTIONS,
} from '@tapline/sdk';
import { BeforeChange } from './before-change.js';
import { ChangeOutlookReader } from './change-outlook.js';
import { ChargedItemStore } from './charged-item-store.js';
import { ChargingReader, isCharged } from './charging-reader.js';
import { ChargingStore, MIGRATIONS } from './charging-store.js';
import { CustomerCharging } from './customer-charging.js';
import { CustomerRound } from './customer-round.js';
import { EarlierTotals } from './earlier-totals.js';
import { dailyJob, invoiceJob, priceJob, warningJob } from './jobs.js';
import { MonthInvoices } from './month-invoices.js';
import { OutlookReader } from './outlook.js';
import { prepaidPanel } from './panel.js';
import { PriceRound } from './price-round.js';
import { PriceWalkStore } from './price-walk-store.js';
import { PREPAID, SETTINGS_SCHEMA, settingsOf } from './settings.js';
import { BLOCK_SOON, WARNING_DAYS, Warnings } from './warnings.js';

interface PrepaidConfig {
  /** How many days before the block customers are warned. */
  readonly warningDays?: readonly number[];
}

export default defineAddon<PrepaidConfig>({
  migrations: MIGRATIONS,
  activate(context: AddonContext<PrepaidConfig>) {
    const tables = context.resolve(ADDON_TABLES);
    const store = new ChargingStore(tables);
    const items = new ChargedItemStore(tables);
    const parts = {
      transactions: context.resolve(TRANSACTIONS),
      customers: context.resolve(CUSTOMERS),
      ledger: context.resolve(LEDGER),
      restrictions: context.resolve(RESTRICTIONS),
      documents: context.resolve(DOCUMENTS),
      notifications: context.resolve(NOTIFICATIONS),
      company: context.resolve(COMPANY),
      logger: context.resolve(LOGGER),
      reader: new ChargingReader(context.resolve(SERVICES), store),
      store,
      items,
      totals: new EarlierTotals(tables, { items, documents: context.resolve(DOCUMENTS), company: context.resolve(COMPANY) }),
    };
    const outlooks = new OutlookReader(parts);
    const changes = new ChangeOutlookReader(parts, outlooks);
    const warnings = new Warnings({ ...parts, outlooks }, context.config.warningDays ?? WARNING_DAYS);
    const charging = new CustomerCharging({ ...parts, warnings });
    const round = new CustomerRound({ ...parts, charging, warnings });
    const prices = new PriceRound({ ...parts, services: context.resolve(SERVICES), charging, walks: new PriceWalkStore(tables) });
    context.contribute.billingType({
      id: PREPAID,
      title: 'Prepaid',
      description: 'Charged in advance, by the day or the period, as long as the balance lasts.',
      settings: SETTINGS_SCHEMA,
      outlook: (tx, customer) => outlooks.outlook(tx, customer),
      outlooks: (tx, customers) => outlooks.outlooks(tx, customers),
      changeOutlook: (tx, customer, changed) => changes.read(tx, customer, changed),
      isCharging: (_tx, customer) => Promise.resolve(isCharged(customer)),
      spendableMinor: async (tx, customer) => (await parts.ledger.balance(tx, customer.id)) - settingsOf(customer).minimalBalanceMinor,
      leave: (tx, customer) => charging.leave(tx, customer),
      enter: (tx, customer) => charging.enter(tx, customer),
    });
    context.contribute.customerPanel(prepaidPanel(outlooks));
    context.contribute.notificationKind(BLOCK_SOON);
    context.contribute.job(dailyJob(round));
    context.contribute.job(invoiceJob(new MonthInvoices({ ...parts, charging })));
    context.contribute.job(warningJob(round));
    context.contribute.job(priceJob(prices));
    const before = new BeforeChange({ ...parts, charging });
    context.tap(HOOKS.serviceBeforeChange, (change) => before.ofService(change));
    context.tap(HOOKS.customerBeforeChange, (change) => before.ofCustomer(change));
    listen(context, { charging, prices, round });
  },
});

/** Whatever happens to a customer, the answer is the same: settle the day. */
function listen(
  context: AddonContext<PrepaidConfig>,
  { charging, prices, round }: { readonly charging: CustomerCharging; readonly prices: PriceRound; readonly round: CustomerRound },
): void {
  const settle = ({ payload }: { readonly payload: { readonly customerId: string } }): Promise<void> =>
    charging.settleCustomer(payload.customerId);
  context.on(EVENTS.paymentRecorded, settle);
  context.on(EVENTS.paymentCancelled, settle);
  context.on(EVENTS.paymentRefunded, settle);
  // A write-off raises the balance, and raises no other event.
  context.on(EVENTS.invoicePaid, ({ payload }) => charging.settlePrepaid(payload.customerId));
  // An invoice takes from the balance, and what a credit note leaves over is on it.
  context.on(EVENTS.documentIssued, async ({ payload: { kind, customerId } }) => {
    if (kind === 'invoice' || kind === 'credit-note') await charging.settlePrepaid(customerId);
  });
  // Data may be bought without a document, and paid back.
  context.on(EVENTS.quotaGranted, settle);
  context.on(EVENTS.quotaWithdrawn, settle);
  context.on(EVENTS.customerChanged, settle);
  context.on(EVENTS.customerStatusChanged, settle);
  context.on(EVENTS.serviceCreated, settle);
  context.on(EVENTS.serviceChanged, async (event) => {
    await settle(event);
    await round.warnOfTomorrow(event.payload.customerId);
  });
  context.on(EVENTS.serviceStatusChanged, settle);
  context.on(EVENTS.planChanged, async ({ payload }) => {
    if (payload.fields.includes('priceMinor')) await prices.note(payload.planId);
  });
}
