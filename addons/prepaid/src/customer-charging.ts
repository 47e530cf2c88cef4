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
import type { ChargingReader, CustomerDay, ServiceDay } from './charging-reader.js';
import type { AccountState, ChargingStore } from './charging-store.js';
import { type DayDecision, decideDay } from './day-decision.js';
import { postDay } from './day-posting.js';
import { LineControl } from './line-control.js';
import { PREPAID, settingsOf } from './settings.js';

export interface CustomerChargingParts {
  readonly transactions: TransactionRunner;
  readonly customers: CustomerDirectory;
  readonly ledger: Ledger;
  readonly restrictions: Restrictions;
  readonly company: Company;
  readonly reader: ChargingReader;
  readonly store: ChargingStore;
}

interface SettledDay {
  readonly day: CustomerDay;
  readonly decision: DayDecision<ServiceDay>;
}

/** Charges prepaid customers, and opens and blocks their lines. */
export class CustomerCharging {
  private readonly lines: LineControl;

  constructor(private readonly parts: CustomerChargingParts) {
    this.lines = new LineControl(parts);
  }

  /**
   * Brings a customer to what today requires, whatever has happened since the last call: missed days are charged in their order, then
   * today; a line is open when today is charged. Each day is a transaction of its own. Called again it changes nothing. A customer who is
   * no longer prepaid is let go.
   */
  async settleCustomer(customerId: string): Promise<void> {
    let isSettled = false;
    while (!isSettled) isSettled = await this.parts.transactions.run((tx) => this.settleNextDay(tx, customerId));
  }

  /** Settles the first day that is not; answers whether none is left. */
  private async settleNextDay(tx: Transaction, customerId: string): Promise<boolean> {
    const { customers, store, company } = this.parts;
    const customer = await customers.lock(tx, customerId);
    const account = await store.account(tx, customerId);
    if (customer.billingType !== PREPAID) {
      if (account) await this.letGo(tx, customerId);
      return true;
    }
    const today = company.today();
    const missedDay = account && addDays(account.settledOn, 1);
    if (missedDay !== undefined && missedDay < today) {
      await this.settleDay(tx, customer, missedDay, account);
      return false;
    }
    await this.settleToday(tx, customer, today);
    return true;
  }

  private async settleToday(tx: Transaction, customer: Customer, today: LocalDate): Promise<void> {
    const { day, decision } = await this.settleDay(tx, customer, today);
    await this.lines.apply(tx, day, decision, settingsOf(customer).minimalBalanceMinor);
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
    for (const charge of decision.charged) await postDay(this.parts, tx, charge, date);
    for (const charge of charges) await this.remember(tx, day, charge, decision.charged.includes(charge) ? date : undefined);
    const leftMinor = decision.availableMinor + minimalBalanceMinor;
    await store.putAccount(tx, { customerId: customer.id, settledOn: date, balanceMinor: leftMinor });
    return { day, decision };
  }

  private async remember(tx: Transaction, day: CustomerDay, { service }: ServiceDay, chargedOn: LocalDate | undefined): Promise<void> {
    const { id: serviceId, customerId } = service;
    const known = day.states.get(serviceId);
    if (known?.isInUse && chargedOn === undefined) return;
    await this.parts.store.putService(tx, { serviceId, customerId, isInUse: true, chargedOn: chargedOn ?? known?.chargedOn ?? null });
  }

  private async letGo(tx: Transaction, customerId: string): Promise<void> {
    await this.lines.letGo(tx, { states: await this.parts.store.serviceStates(tx, customerId) });
    await this.parts.store.removeAccount(tx, customerId);
  }
}
