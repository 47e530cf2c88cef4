import {
  ADDON_TABLES,
  type AddonContext,
  COMPANY,
  CUSTOMERS,
  defineAddon,
  EVENTS,
  LEDGER,
  LOGGER,
  RESTRICTIONS,
  SERVICES,
  TRANSACTIONS,
} from '@tapline/sdk';
import { ChargingReader } from './charging-reader.js';
import { ChargingStore, MIGRATIONS } from './charging-store.js';
import { CustomerCharging } from './customer-charging.js';
import { CustomerRound } from './customer-round.js';
import { dailyJob } from './daily-job.js';
import { OutlookReader } from './outlook.js';
import { prepaidPanel } from './panel.js';
import { PREPAID, SETTINGS_SCHEMA } from './settings.js';

export default defineAddon({
  migrations: MIGRATIONS,
  activate(context) {
    const store = new ChargingStore(context.resolve(ADDON_TABLES));
    const parts = {
      transactions: context.resolve(TRANSACTIONS),
      customers: context.resolve(CUSTOMERS),
      ledger: context.resolve(LEDGER),
      restrictions: context.resolve(RESTRICTIONS),
      company: context.resolve(COMPANY),
      logger: context.resolve(LOGGER),
      reader: new ChargingReader(context.resolve(SERVICES), store),
      store,
    };
    const charging = new CustomerCharging(parts);
    const round = new CustomerRound({ ...parts, charging });
    const outlooks = new OutlookReader(parts);
    context.contribute.billingType({
      id: PREPAID,
      title: 'Prepaid',
      description: 'Charged by the day, in advance, as long as the balance lasts.',
      settings: SETTINGS_SCHEMA,
      outlook: (tx, customer) => outlooks.outlook(tx, customer),
    });
    context.contribute.customerPanel(prepaidPanel(outlooks));
    context.contribute.job(dailyJob(round));
    listen(context, charging, round);
  },
});

/** Whatever happens to a customer, the answer is the same: settle the day. */
function listen(context: AddonContext, charging: CustomerCharging, round: CustomerRound): void {
  const settle = ({ payload }: { readonly payload: { readonly customerId: string } }): Promise<void> =>
    charging.settleCustomer(payload.customerId);
  context.on(EVENTS.paymentRecorded, settle);
  context.on(EVENTS.customerChanged, settle);
  context.on(EVENTS.customerStatusChanged, settle);
  context.on(EVENTS.serviceCreated, settle);
  context.on(EVENTS.serviceChanged, settle);
  context.on(EVENTS.serviceStatusChanged, settle);
  context.on(EVENTS.planChanged, async ({ payload }) => {
    if (payload.fields.includes('priceMinor')) await round.settleWaiting(payload.planId);
  });
}
