import { type AmountMinor, addDays, addMonths, daysInMonth, type LocalDate, monthlyPrice } from '@tapline/sdk';
import { EMPTY_TALLY, type MonthTally, monthLengthDays, nextDayCharge, withDay } from './charge-rule.js';
import type { ServiceDay } from './charging-reader.js';
import { decideDay } from './day-decision.js';

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

interface Line {
  readonly charge: ServiceDay;
  tally: MonthTally;
  lengthDays: number;
}

/** Goes through the coming days as the daily job will, until one of the services cannot be charged. */
export function forecast(availableMinor: AmountMinor, today: LocalDate, charges: readonly ServiceDay[]): Forecast {
  const decision = decideDay(availableMinor, charges);
  const last = decision.waiting.at(-1);
  if (last) return { daysLeft: 0, blocksOn: today, waitingCount: decision.waiting.length, missingMinor: last.missingMinor };
  const daysLeft = payableDays(decision.availableMinor, today, charges);
  return { daysLeft, blocksOn: daysLeft === FORECAST_DAYS ? null : addDays(today, daysLeft + 1), waitingCount: 0, missingMinor: 0 };
}

function payableDays(availableMinor: AmountMinor, today: LocalDate, charges: readonly ServiceDay[]): number {
  const lines = charges.map((charge) => lineAfterToday(charge, today));
  let leftMinor = availableMinor;
  let monthStart = `${today.slice(0, 7)}-01`;
  let monthDays = daysInMonth(monthStart);
  let dayOfMonth = Number(today.slice(8));
  for (let days = 0; days < FORECAST_DAYS; days++) {
    if (++dayOfMonth > monthDays) {
      dayOfMonth = 1;
      monthStart = addMonths(monthStart, 1);
      monthDays = daysInMonth(monthStart);
      for (const line of lines) {
        line.tally = EMPTY_TALLY;
        line.lengthDays = monthLengthDays(line.charge.basis, monthStart);
      }
    }
    const date = `${monthStart.slice(0, 8)}${String(dayOfMonth).padStart(2, '0')}`;
    for (const line of lines) {
      const chargeMinor = nextDayCharge(monthlyPrice(line.charge.service, date), line.lengthDays, line.tally);
      if (chargeMinor > leftMinor && chargeMinor > 0) return days;
      leftMinor -= chargeMinor;
      line.tally = withDay(line.tally, chargeMinor);
    }
  }
  return FORECAST_DAYS;
}

function lineAfterToday(charge: ServiceDay, today: LocalDate): Line {
  const tally = charge.isPaid ? charge.tally : withDay(charge.tally, charge.chargeMinor);
  return { charge, tally, lengthDays: monthLengthDays(charge.basis, today) };
}
