import {
  type AmountMinor,
  addDays,
  addMonths,
  daysInMonth,
  type LocalDate,
  localMonthOf,
  monthlyPrice,
  type ServiceWithPlan,
} from '@tapline/sdk';
import { EMPTY_TALLY, type MonthTally, monthLengthDays, nextDayCharge, withDay } from './charge-rule.js';
import { type DayDecision, decideDay } from './day-decision.js';
import { periodFrom, shareOf } from './paid-period.js';
import type { ServiceCharge } from './service-charge.js';

export interface Forecast {
  /** Whole days after today on which no service that runs is shut; at most {@link FORECAST_DAYS}. */
  readonly daysLeft: number;
  /** The first day on which one is; null when that is too far away. Where none runs that costs anything, today. */
  readonly blocksOn: LocalDate | null;
  /** The services that are shut on that day. */
  readonly shut: readonly ServiceWithPlan[];
  /** How many services are charged, free ones with them. */
  readonly serviceCount: number;
  /** Whole days after today that all services are paid for. */
  readonly allPaidDays: number;
  /** How many services cannot be charged today. */
  readonly waitingCount: number;
  /** The payment that opens all of them; 0 when none waits. */
  readonly missingMinor: AmountMinor;
}

/** How far a forecast looks. */
export const FORECAST_DAYS = 3650;

/** A service on its way through the coming days. */
interface Line {
  /** What it costs on a day; 0 where the day is paid. */
  costOn(date: LocalDate): AmountMinor;
  pay(date: LocalDate, chargeMinor: AmountMinor): void;
}

/** A day on which services that ran are shut. */
interface ShutDay {
  readonly daysLeft: number;
  readonly date: LocalDate;
  readonly shut: readonly ServiceWithPlan[];
}

/** Goes through the coming days as the daily job will, until one of the services that run cannot be charged. Others may go on after that. */
export function forecast(availableMinor: AmountMinor, today: LocalDate, charges: readonly ServiceCharge[]): Forecast {
  const { waiting, ...decision } = decideDay(availableMinor, charges);
  const next = shutDays({ ...decision, waiting }, today, charges).next().value;
  const left = { serviceCount: charges.length, waitingCount: waiting.length, missingMinor: waiting.at(-1)?.missingMinor ?? 0 };
  const daysLeft = next?.daysLeft ?? FORECAST_DAYS;
  const isFree = ({ service }: ServiceCharge): boolean => monthlyPrice(service, today) === 0;
  const waitingCharges = new Set(waiting.map(({ charge }) => charge));
  const running = charges.filter((charge) => !waitingCharges.has(charge));
  if (waiting.length > 0 && (running.length === 0 || (!next && running.every(isFree)))) {
    return { ...left, daysLeft: 0, blocksOn: today, shut: waiting.map(({ charge }) => charge.service), allPaidDays: 0 };
  }
  return { ...left, daysLeft, blocksOn: next?.date ?? null, shut: next?.shut ?? [], allPaidDays: waiting.length > 0 ? 0 : daysLeft };
}

/** On which day each service is shut, by its id: today for those that wait. There is none for those that are not, as far as a forecast looks. */
export function blockDates(
  availableMinor: AmountMinor,
  today: LocalDate,
  charges: readonly ServiceCharge[],
): ReadonlyMap<string, LocalDate> {
  const decision = decideDay(availableMinor, charges);
  const dates = new Map(decision.waiting.map(({ charge }) => [charge.service.id, today]));
  for (const { date, shut } of shutDays(decision, today, charges)) {
    for (const { id } of shut) if (!dates.has(id)) dates.set(id, date);
    if (dates.size === charges.length) break;
  }
  return dates;
}

function* shutDays(
  { charged, waiting, availableMinor }: DayDecision<ServiceCharge>,
  today: LocalDate,
  charges: readonly ServiceCharge[],
): Generator<ShutDay, undefined> {
  const isCharged = new Set(charged);
  const shutNow = new Set(waiting.map(({ charge }) => charge));
  const lines = charges.map((charge) => ({ ...lineAfterToday(charge, isCharged.has(charge), today), isShut: shutNow.has(charge), charge }));
  let leftMinor = availableMinor;
  const dates = datesAfter(today);
  for (let daysLeft = 0; daysLeft < FORECAST_DAYS; daysLeft++) {
    const date = dates.next().value;
    const shut: ServiceWithPlan[] = [];
    for (const line of lines) {
      const chargeMinor = line.costOn(date);
      const isPossible = chargeMinor <= leftMinor || chargeMinor === 0;
      if (isPossible) {
        leftMinor -= chargeMinor;
        line.pay(date, chargeMinor);
      } else if (!line.isShut) shut.push(line.charge.service);
      line.isShut = !isPossible;
    }
    if (shut.length > 0) yield { daysLeft, date, shut };
  }
}

/** Calendar arithmetic for every day would be most of the work. */
function* datesAfter(today: LocalDate): Generator<LocalDate, never> {
  let monthStart = `${today.slice(0, 7)}-01`;
  let monthDays = daysInMonth(monthStart);
  let dayOfMonth = Number(today.slice(8));
  for (;;) {
    if (++dayOfMonth > monthDays) {
      dayOfMonth = 1;
      monthStart = addMonths(monthStart, 1);
      monthDays = daysInMonth(monthStart);
    }
    yield `${monthStart.slice(0, 8)}${String(dayOfMonth).padStart(2, '0')}`;
  }
}

function lineAfterToday(charge: ServiceCharge, isCharged: boolean, today: LocalDate): Line {
  return charge.period.charging === 'day' ? dayLine(charge, isCharged, today) : periodLine(charge, isCharged);
}

function dayLine({ service, basis, paidThrough, ...charge }: ServiceCharge, isCharged: boolean, today: LocalDate): Line {
  const tallies = new Map(charge.tallies);
  if (isCharged) tallies.set(charge.priceMinor, withDay(charge.tally, charge.chargeMinor));
  const tallyAt = (priceMinor: AmountMinor): MonthTally => tallies.get(priceMinor) ?? EMPTY_TALLY;
  let month = localMonthOf(today);
  let lengthDays = monthLengthDays(basis, today);
  return {
    costOn(date) {
      if (date <= paidThrough) return 0;
      if (localMonthOf(date) !== month) {
        month = localMonthOf(date);
        tallies.clear();
        lengthDays = monthLengthDays(basis, date);
      }
      const priceMinor = monthlyPrice(service, date);
      return nextDayCharge(priceMinor, lengthDays, tallyAt(priceMinor));
    },
    pay(date, paidMinor) {
      if (date <= paidThrough) return;
      const priceMinor = monthlyPrice(service, date);
      tallies.set(priceMinor, withDay(tallyAt(priceMinor), paidMinor));
    },
  };
}

function periodLine({ service, priceMinor, isUnderWay, before, ...charge }: ServiceCharge, isCharged: boolean): Line {
  let period = charge.period;
  let paidThrough = isCharged ? addDays(before, -1) : charge.paidThrough;
  const isRestOpen = isUnderWay && !isCharged;
  const isOfRest = (date: LocalDate): boolean => isRestOpen && date < before;
  return {
    costOn(date) {
      if (date <= paidThrough) return 0;
      return isOfRest(date) ? shareOf(charge.period, priceMinor, date, before) : monthlyPrice(service, date);
    },
    pay(date) {
      if (date <= paidThrough) return;
      if (!isOfRest(date)) period = { ...period, ...periodFrom(date, charge.period, period) };
      paidThrough = addDays(period.endsBefore, -1);
    },
  };
}
