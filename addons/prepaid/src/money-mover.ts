import {
  ACCOUNTS,
  type AmountMinor,
  addDays,
  type Company,
  type Ledger,
  type LocalDate,
  localMonthOf,
  multiplyRatio,
  type ServiceWithPlan,
  type Transaction,
} from '@tapline/sdk';
import { formatDayRange, formatMonth } from '@tapline/sdk/ui';
import { type ChargeBasis, EMPTY_TALLY, monthLengthDays, withDay } from './charge-rule.js';
import { type ChargingStore, newServiceState, type ServiceState } from './charging-store.js';
import { type PaidPeriod, paidShareOf, withPaid } from './paid-period.js';
import type { ServiceCharge } from './service-charge.js';

export interface MoneyMoverParts {
  readonly ledger: Ledger;
  readonly company: Company;
  readonly store: ChargingStore;
}

/** Money of one service that moves: under 0 it goes back to the customer. */
interface Move {
  readonly service: ServiceWithPlan;
  readonly state: ServiceState;
  readonly period: PaidPeriod;
  readonly amountMinor: AmountMinor;
  /** The day on which it counts. */
  readonly date: LocalDate;
  /** The first and last day that it is for. */
  readonly from: LocalDate;
  readonly to: LocalDate;
}

/** Charges services and gives back, with all that is remembered of it. */
export class MoneyMover {
  constructor(private readonly parts: MoneyMoverParts) {}

  /** Charges a service on a day. */
  async charge(tx: Transaction, charge: ServiceCharge, known: ServiceState | undefined, date: LocalDate): Promise<void> {
    const { service, priceMinor, chargeMinor, from, before, basis, tally } = charge;
    const state = { ...(known ?? newServiceState(service.id, service.customerId)), isInUse: true };
    const period = withPaid(charge.period, from, priceMinor);
    const to = addDays(before, -1);
    const entries = await this.move(tx, { service, state, period, amountMinor: chargeMinor, date, from, to });
    await this.parts.store.putService(tx, { ...state, chargedOn: to, period, entries });
    if (period.charging !== 'day') return;
    const place = { customerId: service.customerId, serviceId: service.id, month: localMonthOf(date), priceMinor, basis };
    await this.parts.store.putTally(tx, { ...place, ...withDay(tally, chargeMinor) });
  }

  /** Gives back what is paid of a service from a day on; answers the state that it leaves. */
  async giveBack(
    tx: Transaction,
    service: ServiceWithPlan,
    state: ServiceState,
    { from, date, basis }: { readonly from: LocalDate; readonly date: LocalDate; readonly basis: ChargeBasis },
  ): Promise<ServiceState> {
    const { period, chargedOn } = state;
    if (!period || chargedOn === null || chargedOn < from) return state;
    const amountMinor =
      period.charging === 'day'
        ? await this.takeDayBack(tx, service, { priceMinor: period.priceMinor, basis: period.basis ?? basis, date: chargedOn })
        : paidShareOf(period, from, addDays(chargedOn, 1));
    const entries = await this.move(tx, { service, state, period, amountMinor: 0 - amountMinor, date, from, to: chargedOn });
    const left = { ...state, chargedOn: addDays(from, -1), entries };
    await this.parts.store.putService(tx, left);
    return left;
  }

  /** Takes the last day out of its tally; answers what it had cost. */
  private async takeDayBack(
    tx: Transaction,
    service: ServiceWithPlan,
    day: { readonly priceMinor: AmountMinor; readonly basis: ChargeBasis; readonly date: LocalDate },
  ): Promise<AmountMinor> {
    const { customerId, id: serviceId } = service;
    const { priceMinor, basis } = day;
    const month = localMonthOf(day.date);
    const tallies = await this.parts.store.tallies(tx, [customerId], month);
    const isSame = (tally: (typeof tallies)[number]): boolean =>
      tally.serviceId === serviceId && tally.priceMinor === priceMinor && tally.basis === basis;
    const tally = tallies.find(isSame) ?? EMPTY_TALLY;
    if (tally.daysCharged === 0) return 0;
    const daysCharged = tally.daysCharged - 1;
    const chargedMinor = multiplyRatio(priceMinor, daysCharged, monthLengthDays(basis, day.date));
    await this.parts.store.putTally(tx, { customerId, serviceId, month, priceMinor, basis, daysCharged, chargedMinor });
    return tally.chargedMinor - chargedMinor;
  }

  private async move(tx: Transaction, move: Move): Promise<ServiceState['entries']> {
    const { service, state, period, amountMinor, date, from, to } = move;
    if (amountMinor === 0) return state.entries;
    const { id: serviceId, customerId, plan } = service;
    const entries = { on: date, count: state.entries.on === date ? state.entries.count + 1 : 1 };
    const isBack = amountMinor < 0;
    const [charged, revenue] = [{ customerId }, ACCOUNTS.internetRevenue];
    const days = from === to ? from : `${from} to ${to}`;
    await this.parts.ledger.post(
      tx,
      {
        kind: isBack ? 'prepaid.back' : period.charging === 'day' ? 'prepaid.day' : 'prepaid.period',
        description: isBack ? `${plan.name}, ${days}, given back` : `${plan.name}, ${days}`,
        customerId,
        serviceId,
        date,
        statement: this.statementLine(service, period),
        postings: [
          { debit: isBack ? revenue : charged, credit: isBack ? charged : revenue, amountMinor: isBack ? 0 - amountMinor : amountMinor },
        ],
      },
      { idempotencyKey: `prepaid:${serviceId}:${date}:${entries.count}` },
    );
    await this.parts.store.addToMonth(tx, { customerId, serviceId, month: localMonthOf(date), planName: plan.name, from, to, amountMinor });
    return entries;
  }

  /** A line for each service and month, or for each period. */
  private statementLine({ id, plan }: ServiceWithPlan, { charging, startsOn, endsBefore }: PaidPeriod) {
    const { locale } = this.parts.company;
    if (charging !== 'day') {
      return { key: `prepaid:${id}:${startsOn}`, title: `${plan.name}, ${formatDayRange(startsOn, addDays(endsBefore, -1), locale)}` };
    }
    const month = localMonthOf(startsOn);
    return { key: `prepaid:${id}:${month}`, title: `${plan.name}, ${formatMonth(month, locale)}` };
  }
}
