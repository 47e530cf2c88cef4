import {
  addDays,
  type Company,
  type Customer,
  type CustomerDirectory,
  type Ledger,
  type LocalDate,
  type Restrictions,
  type Transaction,
  type TransactionRunner,
} from '@tapline/sdk';
import type { ChargingReader, CustomerDay } from './charging-reader.js';
import { type AccountState, type ChargingStore, newServiceState } from './charging-store.js';
import { type DayDecision, decideDay } from './day-decision.js';
import { LineControl } from './line-control.js';
import { MoneyMover } from './money-mover.js';
import { isPriceOld, type ServiceCharge } from './service-charge.js';
import { PREPAID, settingsOf } from './settings.js';
import type { Warnings } from './warnings.js';

export interface CustomerChargingParts {
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
        await this.letGo(tx, customerId);
        return true;
      });
    }
  }

  /** A customer becomes prepaid: today is charged. */
  async enter(tx: Transaction, customer: Customer): Promise<void> {
    // Left while the add-on was disabled, and now back: the days in between are not its own.
    await this.letGo(tx, customer.id);
    await this.settleToday(tx, customer);
  }

  /** A customer, as it was, leaves: missed days are charged, what is paid of today and later is given back, and the lines are let go. */
  async leave(tx: Transaction, customer: Customer): Promise<void> {
    const today = this.parts.company.today();
    let account = await this.parts.store.account(tx, customer.id);
    while (account && addDays(account.settledOn, 1) < today) {
      await this.settleDay(tx, customer, addDays(account.settledOn, 1), account);
      account = await this.parts.store.account(tx, customer.id);
    }
    const { services, states } = await this.parts.reader.day(tx, customer, today);
    const { basis } = settingsOf(customer);
    for (const service of services) {
      const state = states.get(service.id);
      if (state) await this.money.giveBack(tx, service, state, { from: today, date: today, basis });
    }
    await this.letGo(tx, customer.id);
  }

  /** Settles the first day that is not; answers whether none is left. */
  private async settleNextDay(tx: Transaction, customer: Customer): Promise<boolean> {
    const account = await this.parts.store.account(tx, customer.id);
    const missedDay = account && addDays(account.settledOn, 1);
    if (missedDay !== undefined && missedDay < this.parts.company.today()) {
      await this.settleDay(tx, customer, missedDay, account);
      return false;
    }
    await this.settleToday(tx, customer);
    return true;
  }

  private async settleToday(tx: Transaction, customer: Customer): Promise<void> {
    const today = this.parts.company.today();
    await this.giveBackUnused(tx, customer, today);
    const isUnpaid = await this.giveBackUnpaid(tx, customer, today);
    const { day, decision } = await this.settleDay(tx, customer, today);
    await this.lines.apply(tx, { day, decision, settings: settingsOf(customer), today });
    // The round of warnings may come only after the block.
    if (isUnpaid) await this.parts.warnings.warn(tx, customer.id);
  }

  /** Of a period that is paid: its coming days, where the service is not charged any more or costs something else by now. Today stays paid. */
  private async giveBackUnused(tx: Transaction, customer: Customer, today: LocalDate): Promise<void> {
    const { services, charges, states } = await this.parts.reader.day(tx, customer, today);
    const { basis } = settingsOf(customer);
    for (const service of services) {
      const state = states.get(service.id);
      if (!state?.isInUse || state.period?.charging === 'day') continue;
      const isCharged = charges.some((charge) => charge.service.id === service.id);
      if (isCharged && !isPriceOld({ service }, state)) continue;
      await this.money.giveBack(tx, service, state, { from: addDays(today, 1), date: today, basis });
    }
  }

  /**
   * Where the balance is under its minimum, the money that has paid for a period has gone: its coming days are given back until the balance is
   * at the minimum, of the service first that was made last. Today is served and stays paid, as where a day is charged by itself. Answers whether
   * anything was given back.
   */
  private async giveBackUnpaid(tx: Transaction, customer: Customer, today: LocalDate): Promise<boolean> {
    const { ledger, reader } = this.parts;
    const { basis, minimalBalanceMinor } = settingsOf(customer);
    const { services, states } = await reader.day(tx, customer, today);
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
  private async settleDay(tx: Transaction, customer: Customer, date: LocalDate, missedSince?: AccountState): Promise<SettledDay> {
    const { ledger, reader, store } = this.parts;
    const { minimalBalanceMinor } = settingsOf(customer);
    const balanceMinor = await ledger.balance(tx, customer.id);
    const usableMinor = missedSince ? Math.min(balanceMinor, missedSince.balanceMinor) : balanceMinor;
    const day = await reader.day(tx, customer, date);
    const charges = missedSince ? day.charges.filter(({ service }) => day.states.get(service.id)?.isInUse) : day.charges;
    const decision = decideDay(usableMinor - minimalBalanceMinor, charges);
    for (const charge of decision.charged) await this.money.charge(tx, charge, day.states.get(charge.service.id), date);
    for (const charge of charges) if (!decision.charged.includes(charge)) await this.remember(tx, day, charge);
    const leftMinor = decision.availableMinor + minimalBalanceMinor;
    await store.putAccount(tx, { customerId: customer.id, settledOn: date, balanceMinor: leftMinor });
    return { day, decision };
  }

  private async remember(tx: Transaction, day: CustomerDay, { service }: ServiceCharge): Promise<void> {
    const known = day.states.get(service.id) ?? { ...newServiceState(service.id, service.customerId), isInUse: false };
    if (!known.isInUse) await this.parts.store.putService(tx, { ...known, isInUse: true });
  }

  private async letGo(tx: Transaction, customerId: string): Promise<void> {
    if (!(await this.parts.store.account(tx, customerId))) return;
    await this.lines.letGo(tx, { states: await this.parts.store.serviceStates(tx, [customerId]) });
    await this.parts.store.removeAccount(tx, customerId);
  }
}
