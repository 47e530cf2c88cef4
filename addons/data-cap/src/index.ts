import {
  ADDON_TABLES,
  type AddonContext,
  ANSWERS,
  CLOCK,
  COMPANY,
  CUSTOMERS,
  DOCUMENTS,
  defineAddon,
  EVENTS,
  LEDGER,
  LOGGER,
  NOTIFICATIONS,
  ONE_TIME_ITEMS,
  QUOTAS,
  RESTRICTIONS,
  SERVICES,
  TRANSACTIONS,
  USAGE,
} from '@tapline/sdk';
import { CAP_SETTINGS_SCHEMA, newRulesOf, type RuleMakers, wordingsOf } from './engine/cap-settings.js';
import { capSummary } from './engine/cap-summary.js';
import { CompanyHours } from './engine/company-hours.js';
import { BalanceFollower } from './lines/balance-follower.js';
import { dryRunOperation } from './lines/dry-run.js';
import { LineRounds } from './lines/line-rounds.js';
import { LineSettling } from './lines/line-settling.js';
import { LineTables, MIGRATIONS } from './lines/line-tables.js';
import { OveruseCharging } from './lines/overuse-charging.js';
import { PeriodBook } from './lines/period-book.js';
import { PlanFollower } from './lines/plan-follower.js';
import { simulationOperation } from './lines/simulation.js';
import { UsageFollower } from './lines/usage-follower.js';
import { NOTICE_KIND, UNPAID_KIND } from './notices.js';
import { capPanel } from './pages/customer-panel.js';
import { fleetPage } from './pages/fleet-page.js';
import { quotaMeter } from './quota-meter.js';

export default defineAddon({
  migrations: MIGRATIONS,
  activate(context) {
    const company = context.resolve(COMPANY);
    const hours = new CompanyHours(company.timeZone);
    const tables = new LineTables(context.resolve(ADDON_TABLES));
    const found = {
      tables,
      company,
      hours,
      clock: context.resolve(CLOCK),
      usage: context.resolve(USAGE),
      services: context.resolve(SERVICES),
      customers: context.resolve(CUSTOMERS),
      transactions: context.resolve(TRANSACTIONS),
      logger: context.resolve(LOGGER),
    };
    const book = new PeriodBook({ ...found, clock: hours });
    const ledger = context.resolve(LEDGER);
    const notifications = context.resolve(NOTIFICATIONS);
    const settling = new LineSettling({
      ...found,
      book,
      quotas: context.resolve(QUOTAS),
      restrictions: context.resolve(RESTRICTIONS),
      notifications,
      overuse: new OveruseCharging({
        company,
        customers: found.customers,
        ledger,
        documents: context.resolve(DOCUMENTS),
        items: context.resolve(ONE_TIME_ITEMS),
      }),
    });
    const rounds = new LineRounds({ ...found, settling });
    const follower = new UsageFollower({ ...found, book, settling });
    const makers = (): RuleMakers => ({ currency: company.currency, channels: notifications.channels() });
    const { contribute } = context;
    contribute.planSection({
      title: 'Data cap',
      settings: CAP_SETTINGS_SCHEMA,
      check: (settings) => void newRulesOf(settings, makers()),
      wordings: wordingsOf,
      summary: capSummary,
    });
    contribute.notificationKind(NOTICE_KIND);
    contribute.notificationKind(UNPAID_KIND);
    contribute.usageReader({ id: 'lines', read: (tx, deltas) => follower.read(tx, deltas) });
    contribute.quotaMeter(quotaMeter({ ...found, book, settling }));
    contribute.job(rounds.job());
    contribute.adminPage(fleetPage(found));
    contribute.customerPanel(capPanel({ ...found, book, settling }));
    contribute.operation(simulationOperation({ ...found, book, settling, notifications, answers: context.resolve(ANSWERS) }));
    contribute.operation(dryRunOperation({ ...found, makers }));
    listen(context, rounds, new PlanFollower({ ...found, book, rounds }));
    listenToMoney(context, new BalanceFollower({ ...found, ledger, book, rounds }));
  },
});

/** Whatever happens to a line, the answer is the same: look at it. */
function listen(context: AddonContext, rounds: LineRounds, plans: PlanFollower): void {
  const settle = ({ payload }: { readonly payload: { readonly serviceId: string } }): Promise<void> => rounds.settleOne(payload.serviceId);
  context.on(EVENTS.serviceCreated, settle);
  context.on(EVENTS.serviceChanged, settle);
  context.on(EVENTS.serviceStatusChanged, settle);
  context.on(EVENTS.quotaGranted, settle);
  context.on(EVENTS.quotaWithdrawn, settle);
  context.on(EVENTS.planChanged, ({ payload }) => plans.planChanged(payload));
}

function listenToMoney(context: AddonContext, follower: BalanceFollower): void {
  const follow = ({ payload }: { readonly payload: { readonly customerId: string } }): Promise<void> =>
    follower.balanceMoved(payload.customerId);
  context.on(EVENTS.paymentRecorded, follow);
  context.on(EVENTS.paymentCancelled, follow);
  context.on(EVENTS.paymentRefunded, follow);
  context.on(EVENTS.documentIssued, async ({ payload: { kind, customerId } }) => {
    if (kind === 'credit-note') await follower.balanceMoved(customerId);
  });
  context.on(EVENTS.customerChanged, ({ payload }) => follower.customerChanged(payload));
}
