import { type Actor, addDays, type Customer, daysBetween, type LocalDate, startOfDayMs } from '@tapline/sdk';
import type { DependencyContainer } from '@tapline/sdk/di';
import { ONE_TIME_ITEMS } from '../billing/bills/one-time-item-service.js';
import { DUNNING_ROUND } from '../billing/blocking/dunning-round.js';
import { RECURRING } from '../billing/recurring/recurring-settings.js';
import { BILLING_RUNS } from '../billing/run/billing-run-service.js';
import { CUSTOMER_SERVICE } from '../customers/customer-service.js';
import { DATABASE } from '../kernel/database/database.js';
import type { DatabaseTransaction } from '../kernel/database/database-transaction.js';
import type { MovableClock } from './movable-clock.js';
import type { Random } from './random.js';

const DAY_TO_PAY = 14;
const MORNING_MS = 6 * 3_600_000;
const INSTALLATION_MINOR = 4_900;
const FIRST = 1;
const MIDDLE = 15;

/** The jobs of a running server that would bill and block the demo's customers by its own clock, while their past is played. */
export const BILLING_JOBS: readonly string[] = ['core/billing-run', 'core/blocking'];

/** A day of the month on which customers are billed. */
export type BillingDay = typeof FIRST | typeof MIDDLE;

/** Bills, reminders and blocks of the demo's customers of recurring billing, through the services that do it in life. */
export class DemoBilling {
  constructor(
    private readonly container: DependencyContainer,
    private readonly clock: MovableClock,
    private readonly timeZone: string,
    private readonly actor: Actor,
  ) {}

  inventDay(random: Random): BillingDay {
    return random.chance(0.25) ? MIDDLE : FIRST;
  }

  /** What makes a customer one of recurring billing. */
  termsOf(anchorDay: BillingDay): Pick<Customer, 'billingType' | 'billingSettings'> {
    return { billingType: RECURRING, billingSettings: { anchorDay, paymentDueDays: DAY_TO_PAY } };
  }

  /** Bills customers from the clock's day on. */
  async begin(tx: DatabaseTransaction, customers: readonly { readonly id: string; readonly anchorDay: BillingDay }[]): Promise<void> {
    for (const { id, anchorDay } of customers) await this.container.resolve(CUSTOMER_SERVICE).change(tx, id, this.termsOf(anchorDay));
  }

  async sellInstallation(tx: DatabaseTransaction, customerId: string): Promise<void> {
    const item = { customerId, description: 'Installation', unitPriceMinor: INSTALLATION_MINOR };
    await this.container.resolve(ONE_TIME_ITEMS).add(tx, item, { idempotencyKey: `demo.installation:${customerId}` });
  }

  /** What a day brings up to today: a run on billing days, but for the latest, which waits for somebody; reminders and blocks when they fall due. */
  async play(day: LocalDate, today: LocalDate): Promise<void> {
    this.clock.set(startOfDayMs(day, this.timeZone) + MORNING_MS);
    const dayOfMonth = Number(day.slice(8));
    if (isBillingDay(day) && daysUpTo(addDays(day, 1), today).some(isBillingDay)) await this.run();
    const sinceBill = dayOfMonth >= MIDDLE + DAY_TO_PAY - 3 ? dayOfMonth - MIDDLE : dayOfMonth - FIRST;
    if (sinceBill >= DAY_TO_PAY - 3 && sinceBill <= DAY_TO_PAY + 1)
      await this.container.resolve(DUNNING_ROUND).go(new AbortController().signal);
  }

  private async run(): Promise<void> {
    const runs = this.container.resolve(BILLING_RUNS);
    const database = this.container.resolve(DATABASE);
    const { id } = await database.transaction(this.actor, (tx) => runs.start(tx));
    await runs.work();
    // Few customers more or less in the middle of a month are no reason to stop a demo.
    await database.transaction(this.actor, (tx) => runs.confirm(tx, id, { force: true }));
    await runs.work();
  }
}

function isBillingDay(day: LocalDate): boolean {
  const dayOfMonth = Number(day.slice(8));
  return dayOfMonth === FIRST || dayOfMonth === MIDDLE;
}

/** Both among them; none where the last is before the first. */
function daysUpTo(first: LocalDate, last: LocalDate): readonly LocalDate[] {
  return Array.from({ length: Math.max(0, daysBetween(first, last) + 1) }, (_, at) => addDays(first, at));
}
