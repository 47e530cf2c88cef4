import {
  ACCOUNTS,
  type AmountMinor,
  addDays,
  type Company,
  type Ledger,
  type LocalDate,
  localMonthOf,
  multiplyRatio,
  type Posting,
  type ServiceWithPlan,
  type Transaction,
} from '@tapline/sdk';
import { formatDayRange, formatMonth } from '@tapline/sdk/ui';
import { type ChargeBasis, EMPTY_TALLY, monthLengthDays, withDay } from './charge-rule.js';
import { ChargedItems, type ChargedItemsParts, type EntryName, type GivenBack } from './charged-items.js';
import { type ChargingStore, newServiceState, type ServiceState } from './charging-store.js';
import { type PaidPart, type PaidPeriod, paidPartsOf, withPaid } from './paid-period.js';
import type { ServiceCharge } from './service-charge.js';

export interface MoneyMoverParts extends ChargedItemsParts {
  readonly ledger: Ledger;
  readonly company: Company;
  readonly store: ChargingStore;
}

/** Money of one service that moves, on the day on which it counts. */
interface Move {
  readonly service: ServiceWithPlan;
  readonly period: PaidPeriod;
  readonly entry: EntryName;
  readonly kind: 'prepaid.back' | 'prepaid.day' | 'prepaid.period';
  readonly description: string;
  readonly postings: readonly Posting[];
}

/** The accounts of what is sold. */
export const REVENUE = { internet: ACCOUNTS.internetRevenue, recurring: ACCOUNTS.recurringRevenue, other: ACCOUNTS.otherRevenue } as const;

/** Charges services and gives back, with all that is remembered of it. */
export class MoneyMover {
  private readonly items: ChargedItems;

  constructor(private readonly parts: MoneyMoverParts) {
    this.items = new ChargedItems(parts);
  }

  /** Charges a service on a day. */
  async charge(tx: Transaction, charge: ServiceCharge, known: ServiceState | undefined, date: LocalDate): Promise<void> {
    const { service, priceMinor, chargeMinor, from, before, basis, tally } = charge;
    const state = { ...(known ?? newServiceState(service.id, service.customerId)), isInUse: true };
    const days = { from, to: addDays(before, -1), amountMinor: chargeMinor };
    const { entries, entry } = nextEntry(state, date);
    const isFree = chargeMinor === 0;
    const period = withPaid(charge.period, { from, priceMinor, itemId: isFree ? null : entry.key });
    if (!isFree) {
      const { customerId, plan } = service;
      await this.move(tx, {
        service,
        period,
        entry,
        kind: period.charging === 'day' ? 'prepaid.day' : 'prepaid.period',
        description: `${plan.name}, ${daysText(days)}`,
        postings: [{ debit: { customerId }, credit: REVENUE[plan.revenue], amountMinor: chargeMinor }],
      });
      await this.items.keep(tx, service, days, entry);
    }
    await this.parts.store.putService(tx, { ...state, chargedOn: days.to, period, entries: isFree ? state.entries : entries });
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
    const parts =
      period.charging === 'day'
        ? [await this.takeDayBack(tx, service, { priceMinor: period.priceMinor, basis: period.basis ?? basis, date: chargedOn }, period)]
        : paidPartsOf(period, from, addDays(chargedOn, 1));
    const { entries, entry } = nextEntry(state, date);
    const isGiven = await this.giveBackParts(tx, { service, period, entry, parts });
    const left = { ...state, chargedOn: addDays(from, -1), entries: isGiven ? entries : state.entries };
    await this.parts.store.putService(tx, left);
    return left;
  }

  /** Answers whether any money has moved. */
  private async giveBackParts(
    tx: Transaction,
    { service, period, entry, parts }: Pick<Move, 'service' | 'period' | 'entry'> & { readonly parts: readonly PaidPart[] },
  ): Promise<boolean> {
    const { customerId } = service;
    const given: (GivenBack & Pick<PaidPart, 'from' | 'to'>)[] = [];
    for (const part of parts) {
      if (part.amountMinor > 0) given.push({ ...part, ...(await this.items.giveBack(tx, service, part, entry)) });
    }
    const moved = given.filter(({ amountMinor }) => amountMinor > 0);
    const [first, last] = [moved[0], moved.at(-1)];
    if (!first || !last) return false;
    await this.move(tx, {
      service,
      period,
      entry,
      kind: 'prepaid.back',
      description: `${last.planName}, ${daysText({ from: first.from, to: last.to })}, given back`,
      postings: moved.map(({ revenue, amountMinor }) => ({ debit: REVENUE[revenue], credit: { customerId }, amountMinor })),
    });
    return true;
  }

  /** Takes the last day out of its tally; answers it, with what it had cost. */
  private async takeDayBack(
    tx: Transaction,
    service: ServiceWithPlan,
    day: { readonly priceMinor: AmountMinor; readonly basis: ChargeBasis; readonly date: LocalDate },
    { itemId }: PaidPeriod,
  ): Promise<PaidPart> {
    const { customerId, id: serviceId } = service;
    const { priceMinor, basis } = day;
    const month = localMonthOf(day.date);
    const tallies = await this.parts.store.tallies(tx, [customerId], month);
    const isSame = (tally: (typeof tallies)[number]): boolean =>
      tally.serviceId === serviceId && tally.priceMinor === priceMinor && tally.basis === basis;
    const tally = tallies.find(isSame) ?? EMPTY_TALLY;
    const part = { from: day.date, to: day.date, itemId };
    if (tally.daysCharged === 0) return { ...part, amountMinor: 0 };
    const daysCharged = tally.daysCharged - 1;
    const chargedMinor = multiplyRatio(priceMinor, daysCharged, monthLengthDays(basis, day.date));
    await this.parts.store.putTally(tx, { customerId, serviceId, month, priceMinor, basis, daysCharged, chargedMinor });
    return { ...part, amountMinor: tally.chargedMinor - chargedMinor };
  }

  private async move(tx: Transaction, { service, period, entry, kind, description, postings }: Move): Promise<void> {
    const { id: serviceId, customerId } = service;
    const statement = this.statementLine(service, period);
    const draft = { kind, description, customerId, serviceId, date: entry.date, statement, postings };
    await this.parts.ledger.post(tx, draft, { idempotencyKey: entry.key });
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

/**
 * The name of a service's next entry, and the count with it. No name comes twice: day and count only rise, so after a clock that went back entries of
 * an earlier day are named by the latest one.
 */
function nextEntry(
  { serviceId, entries }: ServiceState,
  date: LocalDate,
): { readonly entries: ServiceState['entries']; readonly entry: EntryName } {
  const next = date > entries.on ? { on: date, count: 1 } : { on: entries.on, count: entries.count + 1 };
  return { entries: next, entry: { key: `prepaid:${serviceId}:${next.on}:${next.count}`, date } };
}

function daysText({ from, to }: Pick<PaidPart, 'from' | 'to'>): string {
  return from === to ? from : `${from} to ${to}`;
}
