import type { ClosedMonth, MonthFigures } from '../../../ledger/closing/closed-month.js';
import type { NextMonth } from '../../../ledger/closing/month-closing-service.js';
import { amountMinor, array, day, flag, instant, integer, nullable, object, ref, text } from '../api-schema.js';
import { presentInstant } from './present.js';

const month = { ...text, pattern: '^\\d{4}-\\d{2}$' };
const turnover = array(object({ account: text, debitMinor: amountMinor, creditMinor: amountMinor }));
const figures = {
  from: { ...nullable(day), description: 'Null in the first closed month, which holds everything before it too.' },
  through: day,
  entryCount: integer,
  turnover,
};

export const CLOSING_SCHEMAS = {
  ClosedMonth: object({ month, ...figures, closedAt: instant, closedBy: text }),
  LedgerMonths: object({
    closedThrough: nullable(day),
    next: {
      anyOf: [object({ month, isOver: flag, ...figures }), { type: 'null' }],
      description: 'What can be closed next, with what it holds so far.',
    },
    items: array(ref('ClosedMonth')),
  }),
};

function presentFigures({ from, through, entryCount, turnover: moved }: MonthFigures) {
  return { from, through, entryCount, turnover: moved };
}

export function presentClosedMonth({ month: name, closedAtMs, closedBy, ...held }: ClosedMonth) {
  return { month: name, ...presentFigures(held), closedAt: presentInstant(closedAtMs), closedBy };
}

export function presentMonths(months: readonly ClosedMonth[], next: NextMonth | undefined) {
  return {
    closedThrough: months[0]?.through ?? null,
    next: next ? { month: next.month, isOver: next.isOver, ...presentFigures(next) } : null,
    items: months.map(presentClosedMonth),
  };
}
