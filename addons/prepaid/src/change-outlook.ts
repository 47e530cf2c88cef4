import {
  type AmountMinor,
  addDays,
  type ChangeOutlook,
  type Customer,
  type LocalDate,
  monthlyPrice,
  type ServiceWithPlan,
  type Transaction,
} from '@tapline/sdk';
import { type CustomerDay, dayOf } from './charging-reader.js';
import type { ServiceState } from './charging-store.js';
import type { Expected, OutlookReader, OutlookReaderParts } from './outlook.js';
import { paidPartsOf } from './paid-period.js';

/** A day as it will be once a service is changed, and what the change gives back. */
interface ChangedDay {
  readonly day: CustomerDay;
  readonly givenBackMinor: AmountMinor;
}

/** Foretells what a change of a service does to a customer, by the rules that will charge it; changes nothing. */
export class ChangeOutlookReader {
  constructor(
    private readonly parts: OutlookReaderParts,
    private readonly outlooks: Pick<OutlookReader, 'expect'>,
  ) {}

  async read(tx: Transaction, customer: Customer, changed: ServiceWithPlan): Promise<ChangeOutlook> {
    const { company, reader, ledger } = this.parts;
    const today = company.today();
    const day = await reader.day(tx, customer, today);
    const balanceMinor = await ledger.balance(tx, customer.id);
    const { day: next, givenBackMinor } = changedDay(customer, day, changed, today);
    const expectWith = (paidMinor: AmountMinor) => this.outlooks.expect(customer, next, today, balanceMinor + givenBackMinor + paidMinor);
    const before = this.outlooks.expect(customer, day, today, balanceMinor);
    const isTodayPaid = (day.states.get(changed.id)?.chargedOn ?? '') >= today;
    return {
      before: before.outlook,
      after: expectWith(0).outlook,
      chargedFrom: isTodayPaid ? addDays(today, 1) : today,
      givenBackMinor,
      missingMinor: leastPayment((paidMinor) => allPaidDays(expectWith(paidMinor)) >= (before.forecast?.allPaidDays ?? 0)),
    };
  }
}

function changedDay(
  customer: Customer,
  { services, states, tallies }: CustomerDay,
  changed: ServiceWithPlan,
  today: LocalDate,
): ChangedDay {
  const state = states.get(changed.id);
  const { state: left, givenBackMinor } = state ? withoutOldDays(state, changed, today) : { state, givenBackMinor: 0 };
  const known = {
    services: services.map((service) => (service.id === changed.id ? changed : service)),
    states: left ? new Map([...states, [changed.id, left]]) : states,
    tallies,
  };
  return { day: dayOf(customer, known, today), givenBackMinor };
}

/** Coming days of a period are given back where the service is not charged any more, or at another price: then they are charged anew. */
function withoutOldDays(
  state: ServiceState,
  changed: ServiceWithPlan,
  today: LocalDate,
): { readonly state: ServiceState; readonly givenBackMinor: AmountMinor } {
  const { period, chargedOn } = state;
  const isKept = !period || period.charging === 'day' || chargedOn === null || chargedOn <= today;
  const isCharged = changed.status === 'active';
  if (isKept || (isCharged && monthlyPrice(changed, period.startsOn) === period.priceMinor)) return { state, givenBackMinor: 0 };
  const parts = paidPartsOf(period, addDays(today, 1), addDays(chargedOn, 1));
  return { state: { ...state, chargedOn: today }, givenBackMinor: parts.reduce((sum, { amountMinor }) => sum + amountMinor, 0) };
}

/** What costs nothing lasts for ever. */
function allPaidDays({ forecast }: Expected): number {
  return forecast?.allPaidDays ?? Number.POSITIVE_INFINITY;
}

/** More money never buys fewer days of all services; of those that run it may, as it opens dearer ones that take from the same balance. */
function leastPayment(isEnough: (paidMinor: AmountMinor) => boolean): AmountMinor {
  if (isEnough(0)) return 0;
  let tooLittle = 0;
  let enough = 1;
  while (!isEnough(enough)) [tooLittle, enough] = [enough, enough * 2];
  while (enough - tooLittle > 1) {
    const middle = Math.floor((tooLittle + enough) / 2);
    if (isEnough(middle)) enough = middle;
    else tooLittle = middle;
  }
  return enough;
}
