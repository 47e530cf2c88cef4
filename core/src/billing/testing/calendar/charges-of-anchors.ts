// Bills a customer of each anchor over some years, days that are not bill dates among them, and prints every piece that was charged: what a time zone of the process could change.
import { localDateOf, startOfDayMs } from '@tapline/sdk';
import { USUAL_SALE } from '../../../plans/plan-sale.js';
import { blockingInstantMs } from '../../blocking/blocking-calendar.js';
import { billDateAfter, customerCharges, type ServicePiece } from '../../engine/customer-charges.js';
import { type DayNumber, dayNumber, localDate } from '../../engine/day-number.js';
import { type Dated, timelineOf } from '../../engine/timeline.js';
import type { ServiceTerms } from '../../engine/wanted-charges.js';

const FIRST_DAY = dayNumber('2026-12-31');
const LAST_DAY = dayNumber('2031-03-01');
const ZONES = ['Europe/Prague', 'America/Sao_Paulo', 'Africa/Cairo', 'Pacific/Apia'] as const;

function* piecesOf(anchorDay: number, periodMonths: 1 | 3, timing: 'advance' | 'arrears'): Generator<ServicePiece> {
  const cycle = { anchorDay, periodMonths, timing, proration: 'calendar' } as const;
  const states = timelineOf([{ from: FIRST_DAY, value: {} }], { status: 'active', cycle, isBilledWhileBlocked: true } as const);
  const terms: ServiceTerms = { planId: 'basic', status: 'active', quantity: 1, unitPriceMinor: null, discounts: [] };
  const changes: readonly Dated<Partial<ServiceTerms>>[] = [
    { from: FIRST_DAY + 3, value: {} },
    { from: FIRST_DAY + 400, value: { unitPriceMinor: 7001 } },
    { from: FIRST_DAY + 800, value: { status: 'paused' } },
    { from: FIRST_DAY + 850, value: { status: 'active' } },
  ];
  const charged: ServicePiece[] = [];
  let settledBefore: DayNumber | null = null;
  let lastBilled: DayNumber | null = null;
  for (let day = FIRST_DAY; day <= LAST_DAY; day++) {
    if (day !== billDateAfter(states, lastBilled) && day % 97 !== 0) continue;
    const timeline = timelineOf(
      changes.filter(({ from }) => from <= day),
      terms,
    );
    const services = [{ serviceId: '1', timeline, charged: charged.filter(({ period }) => period.end > (settledBefore ?? 0)) }];
    const result = customerCharges({ states, services, settledBefore }, () => ({ priceMinor: 4000, sale: USUAL_SALE }), day);
    charged.push(...result.pieces);
    yield* result.pieces;
    ({ settledBefore } = result);
    lastBilled = day;
  }
}

for (let anchorDay = 1; anchorDay <= 31; anchorDay++) {
  for (const [months, timing] of [
    [1, 'advance'],
    [3, 'arrears'],
  ] as const) {
    for (const { from, to, amountMinor, isCredit, period } of piecesOf(anchorDay, months, timing)) {
      const days = [period.start, from, to].map(localDate).join(' ');
      console.log(`${anchorDay} ${months} ${days} ${isCredit ? 'back' : ''} ${amountMinor}`);
    }
  }
}

// Instants of company days, those among them that begin late or do not exist because clocks are moved at midnight.
for (const timeZone of ZONES) {
  for (let day = FIRST_DAY; day < FIRST_DAY + 366; day++) {
    const date = localDate(day);
    const calendar = { timeZone, blockingHour: 0, blocksOnWeekends: true, holidays: [] };
    const startMs = startOfDayMs(date, timeZone);
    console.log(`${timeZone} ${date} ${startMs} ${localDateOf(startMs, timeZone)} ${blockingInstantMs(date, calendar)}`);
  }
}
