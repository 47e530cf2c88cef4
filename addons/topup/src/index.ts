import {
  ADDON_TABLES,
  type AddonContext,
  CLOCK,
  COMPANY,
  CUSTOMERS,
  defineAddon,
  EVENTS,
  LEDGER,
  ONE_TIME_ITEMS,
  QUOTAS,
  SERVICES,
  TRANSACTIONS,
} from '@tapline/sdk';
import { PLAN_SETTINGS_SCHEMA, planOffers } from './offers/plan-settings.js';
import { addOperation } from './operations/add-operation.js';
import { buyOperation } from './operations/buy-operation.js';
import { topupPanel } from './pages/customer-panel.js';
import type { Charge } from './purchases/purchase.js';
import { PurchaseMoney } from './purchases/purchase-money.js';
import { PURCHASE_MIGRATIONS, PurchaseStore } from './purchases/purchase-store.js';
import { Purchasing } from './purchases/purchasing.js';

interface TopupConfig {
  readonly checksBalance?: boolean;
  readonly customerCharge?: Charge;
}

export default defineAddon<TopupConfig>({
  migrations: PURCHASE_MIGRATIONS,
  activate(context: AddonContext<TopupConfig>) {
    const { checksBalance = false, customerCharge = 'balance' } = context.config;
    const found = {
      store: new PurchaseStore(context.resolve(ADDON_TABLES)),
      customers: context.resolve(CUSTOMERS),
      services: context.resolve(SERVICES),
      ledger: context.resolve(LEDGER),
      items: context.resolve(ONE_TIME_ITEMS),
      quotas: context.resolve(QUOTAS),
      company: context.resolve(COMPANY),
      clock: context.resolve(CLOCK),
    };
    const transactions = context.resolve(TRANSACTIONS);
    const money = new PurchaseMoney(found);
    const purchasing = new Purchasing({ ...found, money, checksBalance });
    const parts = { ...found, money, purchasing };
    const { contribute } = context;
    contribute.planSection({
      title: 'Data top-ups',
      settings: PLAN_SETTINGS_SCHEMA,
      check: (settings) => void planOffers(settings, found.company.currency),
    });
    contribute.operation(buyOperation({ ...parts, customerCharge }));
    contribute.operation(addOperation(parts));
    contribute.customerPanel(topupPanel(parts));
    context.on(EVENTS.paymentRecorded, ({ payload: { customerId } }) =>
      transactions.run((tx) => purchasing.giveWhatIsPaid(tx, customerId)),
    );
  },
});
