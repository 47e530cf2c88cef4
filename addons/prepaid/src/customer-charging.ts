import {
  type AmountMinor,
  addDays,
  type Company,
  type Customer,
  type CustomerDirectory,
  type Ledger,
  type LocalDate,
  localDateOf,
  type Restrictions,
  type ServiceWithPlan,
  type Transaction,
  type TransactionRunner,
} from '@tapline/sdk';
import type { ChargingReader, CustomerDay } from './charging-reader.js';
import { type AccountState, type ChargingStore, newServiceState, type ServiceState } from './charging-store.js';
import { type DayDecision, decideDay } from './day-decision.js';
import { LineControl } from './line-control.js';
import { MoneyMover, type MoneyMoverParts } from './money-mover.js';
import { isPriceOld, type ServiceCharge } from './service-charge.js';
import { PREPAID, settingsOf } from './settings.js';
import type { Warnings } from './warnings.js';

export interface CustomerChargingParts extends MoneyMoverParts {
  readonly transactions: TransactionRunner;
  readonly customers: CustomerDirectory;
  readonly ledger: Ledger;
  readonly restrictions: Restrictions;
  readonly company: Company;
  readonly reader: ChargingReader;
  readonly store: ChargingStore;
  readonly warnings: Pick<Warnings, 'warn'>;
}

interface SettledDay {
  readonly day: CustomerDay;
  readonly decision: DayDecision<ServiceCharge>;
}

interface PaidService {
  readonly service: ServiceWithPlan;
  readonly state: ServiceState;
}

/** Charges prepaid customers, and opens and blocks their lines. */
export class CustomerCharging {
  private readonly lines: LineControl;
  private readonly money: MoneyMover;

  constructor(private readonly parts: CustomerChargingParts) {
    this.lines = new LineControl(parts);
    this.money = new MoneyMover(parts);
  }

  /** {@link settleCustomer}, where the customer is prepaid: after what happens to many who are not, whom a billing run holds meanwhile. */
  async settlePrepaid(customerId: string): Promise<void> {
    const { transactions, customers } = this.parts;
    const { billingType } = await transactions.run((tx) => customers.get(tx, customerId));
    if (billingType === PREPAID) await this.settleCustomer(customerId);
  }

  /**
   * Brings a customer to what today requires, whatever has happened since the last call: missed days are charged in their order, then
   * today; a line is open when today is paid. Each day is a transaction of its own. Called again it changes nothing. A customer who is
   * no longer prepaid is let go.
   */
  async settleCustomer(customerId: string): Promise<void> {
    let isSettled = false;
    while (!isSettled) {
      isSettled = await this.parts.transactions.run(async (tx) => {
        const customer = await this.parts.customers.lock(tx, customerId);
        if (customer.billingType === PREPAID) return this.settleNextDay(tx, customer);
        await this.letGo(tx, customer);
        return true;
      });
    }
  }

  /** A customer becomes prepaid: today is charged. */
  async enter(tx: Transaction, customer: Customer): Promise<void> {
    // Left while the add-on was disabled, and now back: the days in between are not its own.
    await this.letGo(tx, customer);
    await this.settleToday(tx, customer);
  }

  /** A customer, as it was, leaves: missed days are charged, what is paid of today and later is given back, and the lines are let go. */
  async leave(tx: Transaction, customer: Customer): Promise<void> {
    await this.settleUp(tx, customer, this.parts.company.today());
    await this.release(tx, customer.id);
  }

  /** Charges the days before one that are missed, and gives back what is paid from it on. */
  private async settleUp(tx: Transaction, customer: Customer, from: LocalDate): Promise<void> {
    const today = this.parts.company.today();
    await this.settleThrough(tx, customer, addDays(from, -1));
    const { services, states } = await this.parts.reader.day(tx, customer, from);
    const { basis, makesInvoices } = settingsOf(customer);
    for (const service of services) {
      const state = states.get(service.id);
      if (state) await this.money.giveBack(tx, service, state, { from, date: today, basis });
    }
    await this.parts.totals.adopt(tx, customer.id);
    await this.parts.items.decide(tx, customer.id, makesInvoices);
  }

  /** Settles the days that are not yet, up to one: as missed days, so nothing is opened or blocked. At most so many. */
  async settleThrough(tx: Transaction, customer: Customer, date: LocalDate, mostDays = Number.POSITIVE_INFINITY): Promise<void> {
    let account = await this.parts.store.account(tx, customer.id);
    for (let days = 0; account && account.settledOn < date && days < mostDays; days++) {
      await this.settleMissedDay(tx, customer, account);
      account = await this.parts.store.account(tx, customer.id);
    }
  }

  /** Of a service that changes from the beginning of the day that was settled last: that day is given back, and settled anew. */
  async reopenDay(tx: Transaction, customer: Customer, serviceId: string, date: LocalDate): Promise<void> {
    const { reader, store } = this.parts;
    const account = await store.account(tx, customer.id);
    if (account?.settledOn !== date) return;
    const { services, states } = await reader.day(tx, customer, date);
    const givenBackMinor = await this.givenBack(tx, customer, async () => {
      for (const service of services) {
        const state = states.get(service.id);
        if (service.id !== serviceId || !state?.isInUse) continue;
        await this.money.giveBack(tx, service, state, { from: date, date, basis: settingsOf(customer).basis });
      }
    });
    const balanceMinor = account.balanceMinor + givenBackMinor;
    await store.putAccount(tx, { customerId: customer.id, settledOn: addDays(date, -1), balanceMinor });
  }

  /** Settles the first day that is not; answers whether none is left. */
  private async settleNextDay(tx: Transaction, customer: Customer): Promise<boolean> {
    const today = this.parts.company.today();
    const account = await this.parts.store.account(tx, customer.id);
    if (account && addDays(account.settledOn, 1) < today) {
      await this.settleMissedDay(tx, customer, account);
      return false;
    }
    await this.settleToday(tx, customer, account);
    return true;
  }

  private async settleMissedDay(tx: Transaction, customer: Customer, account: AccountState): Promise<void> {
    const date = addDays(account.settledOn, 1);
    const day = await this.parts.reader.day(tx, customer, date);
    const unused = unusedOf(day);
    if (unused.length === 0) return void (await this.settleDay(tx, customer, { date, day }, account));
    const givenBackMinor = await this.givenBack(tx, customer, () => this.giveBack(tx, customer, unused, { date, from: date }));
    const missedSince = { ...account, balanceMinor: account.balanceMinor + givenBackMinor };
    await this.settleDay(tx, customer, { date, day: await this.parts.reader.day(tx, customer, date) }, missedSince);
  }

  /** How much the work gives back. */
  private async givenBack(tx: Transaction, { id }: Customer, work: () => Promise<void>): Promise<AmountMinor> {
    const beforeMinor = await this.parts.ledger.balance(tx, id);
    await work();
    return (await this.parts.ledger.balance(tx, id)) - beforeMinor;
  }

  private async settleToday(tx: Transaction, customer: Customer, account?: AccountState): Promise<void> {
    const today = this.parts.company.today();
    const { reader } = this.parts;
    const known = await reader.day(tx, customer, today);
    const unused = unusedOf(known);
    await this.giveBack(tx, customer, unused, { date: today, from: account && account.settledOn < today ? today : addDays(today, 1) });
    const left = unused.length > 0 ? await reader.day(tx, customer, today) : known;
    const isUnpaid = await this.giveBackUnpaid(tx, customer, left, today);
    const settled = isUnpaid ? await reader.day(tx, customer, today) : left;
    const { day, decision } = await this.settleDay(tx, customer, { date: today, day: settled });
    await this.lines.apply(tx, { day, decision, settings: settingsOf(customer), today });
    // The round of warnings may come only after the block.
    if (isUnpaid) await this.parts.warnings.warn(tx, customer.id);
  }

  private async giveBack(
    tx: Transaction,
    customer: Customer,
    paid: readonly PaidService[],
    { date, from }: { readonly date: LocalDate; readonly from: LocalDate },
  ): Promise<void> {
    const { basis } = settingsOf(customer);
    for (const { service, state } of paid) await this.money.giveBack(tx, service, state, { from, date, basis });
  }

  /**
   * Where the balance is under its minimum, the money that has paid for a period has gone: its coming days are given back until the balance is
   * at the minimum, of the service first that was made last. Today is served and stays paid, as where a day is charged by itself. Answers whether
   * anything was given back.
   */
  private async giveBackUnpaid(tx: Transaction, customer: Customer, { services, states }: CustomerDay, today: LocalDate): Promise<boolean> {
    const { ledger } = this.parts;
    const { basis, minimalBalanceMinor } = settingsOf(customer);
    const paid = services.flatMap((service) => {
      const state = states.get(service.id);
      return state?.chargedOn && state.chargedOn > today ? [{ service, state }] : [];
    });
    let isGivenBack = false;
    for (const { service, state } of paid.toReversed()) {
      if ((await ledger.balance(tx, customer.id)) >= minimalBalanceMinor) break;
      await this.money.giveBack(tx, service, state, { from: addDays(today, 1), date: today, basis });
      isGivenBack = true;
    }
    return isGivenBack;
  }

  /**
   * Charges one day. A missed day is charged as it would have been on that day: the services that were in use before it, from the balance
   * that there was. It opens and blocks nothing: that is for today to decide.
   */
  private async settleDay(
    tx: Transaction,
    customer: Customer,
    { date, day }: { readonly date: LocalDate; readonly day: CustomerDay },
    missedSince?: AccountState,
  ): Promise<SettledDay> {
    const { ledger, store } = this.parts;
    const { minimalBalanceMinor } = settingsOf(customer);
    const balanceMinor = await ledger.balance(tx, customer.id);
    const usableMinor = missedSince ? Math.min(balanceMinor, missedSince.balanceMinor) : balanceMinor;
    const charges = missedSince ? day.charges.filter(({ service }) => day.states.get(service.id)?.isInUse) : day.charges;
    const decision = decideDay(usableMinor - minimalBalanceMinor, charges);
    for (const charge of decision.charged) await this.money.charge(tx, charge, day.states.get(charge.service.id), date);
    const charged = new Set(decision.charged);
    for (const charge of charges) if (!charged.has(charge)) await this.remember(tx, day, charge);
    const leftMinor = decision.availableMinor + minimalBalanceMinor;
    await store.putAccount(tx, { customerId: customer.id, settledOn: date, balanceMinor: leftMinor });
    return { day, decision };
  }

  private async remember(tx: Transaction, day: CustomerDay, { service }: ServiceCharge): Promise<void> {
    const known = day.states.get(service.id) ?? { ...newServiceState(service.id, service.customerId), isInUse: false };
    if (!known.isInUse) await this.parts.store.putService(tx, { ...known, isInUse: true });
  }

  /** Lets go of who left while the add-on was disabled, as if it had been there on the day. */
  private async letGo(tx: Transaction, customer: Customer): Promise<void> {
    if (!(await this.parts.store.account(tx, customer.id))) return;
    const left = await this.leaving(tx, customer);
    if (left) await this.settleUp(tx, left.customer, left.date);
    await this.release(tx, customer.id);
  }

  /** When the customer has got another billing type last, and as what. */
  private async leaving(
    tx: Transaction,
    customer: Customer,
  ): Promise<{ readonly customer: Customer; readonly date: LocalDate } | undefined> {
    const history = await this.parts.customers.billingHistory(tx, customer.id);
    const next = history.findLastIndex(({ billingType }, index) => billingType !== PREPAID && history[index - 1]?.billingType === PREPAID);
    const [before, after] = [history[next - 1], history[next]];
    if (!before || !after) return undefined;
    const { status, billingType, billingSettings } = before;
    const date = localDateOf(after.sinceMs, this.parts.company.timeZone);
    return { customer: { ...customer, status, billingType, billingSettings }, date };
  }

  private async release(tx: Transaction, customerId: string): Promise<void> {
    await this.lines.letGo(tx, { states: await this.parts.store.serviceStates(tx, [customerId]) });
    await this.parts.store.removeAccount(tx, customerId);
  }
}

/**
 * Those that have paid for a period, of which the coming days go back: the service is not charged any more or costs something else by now. A day that
 * was settled before that stays paid: changes have settled first what was due before they count.
 */
function unusedOf({ services, charges, states }: CustomerDay): readonly PaidService[] {
  const charged = new Set(charges.map(({ service }) => service.id));
  return services.flatMap((service) => {
    const state = states.get(service.id);
    if (!state?.isInUse || state.period?.charging === 'day') return [];
    return charged.has(service.id) && !isPriceOld({ service }, state) ? [] : [{ service, state }];
  });
}
