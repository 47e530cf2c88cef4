import { type AmountMinor, addDays, addMonths, daysInMonth, type LocalDate, localMonthOf, monthlyPrice } from '@tapline/sdk';
import { EMPTY_TALLY, type MonthTally, monthLengthDays, nextDayCharge, withDay } from './charge-rule.js';
import { decideDay } from './day-decision.js';
import { periodFrom } from './paid-period.js';
import type { ServiceCharge } from './service-charge.js';

export interface Forecast {
  /** Whole days after today that all services are paid for; at most {@link FORECAST_DAYS}. */
  readonly daysLeft: number;
  /** The first day on which a service cannot be charged; null when that is too far away. */
  readonly blocksOn: LocalDate | null;
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

/** Goes through the coming days as the daily job will, until one of the services cannot be charged. */
export function forecast(availableMinor: AmountMinor, today: LocalDate, charges: readonly ServiceCharge[]): Forecast {
  const decision = decideDay(availableMinor, charges);
  const last = decision.waiting.at(-1);
  if (last) return { daysLeft: 0, blocksOn: today, waitingCount: decision.waiting.length, missingMinor: last.missingMinor };
  const lines = charges.map((charge) => lineAfterToday(charge, decision.charged.includes(charge), today));
  const daysLeft = payableDays(decision.availableMinor, today, lines);
  return { daysLeft, blocksOn: daysLeft === FORECAST_DAYS ? null : addDays(today, daysLeft + 1), waitingCount: 0, missingMinor: 0 };
}

function payableDays(availableMinor: AmountMinor, today: LocalDate, lines: readonly Line[]): number {
  let leftMinor = availableMinor;
  const dates = datesAfter(today);
  for (let days = 0; days < FORECAST_DAYS; days++) {
    const date = dates.next().value;
    for (const line of lines) {
      const chargeMinor = line.costOn(date);
      if (chargeMinor > leftMinor && chargeMinor > 0) return days;
      leftMinor -= chargeMinor;
      line.pay(date, chargeMinor);
    }
  }
  return FORECAST_DAYS;
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

function periodLine({ service, chargeMinor, isRest = false, ...charge }: ServiceCharge, isCharged: boolean): Line {
  let period = charge.period;
  let paidThrough = isCharged ? addDays(charge.before, -1) : charge.paidThrough;
  const isRestOpen = isRest && !isCharged;
  return {
    costOn(date) {
      if (date <= paidThrough) return 0;
      return isRestOpen && date < charge.before ? chargeMinor : monthlyPrice(service, date);
    },
    pay(date) {
      if (date <= paidThrough) return;
      period = { ...period, ...periodFrom(date, charge.period, period) };
      paidThrough = addDays(period.endsBefore, -1);
    },
  };
}
