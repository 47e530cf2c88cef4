import type { CapSettings } from './cap-settings.js';

const COUNTED = { both: '', download: ', download alone', upload: ', upload alone' } as const;
const UNUSED = { none: '', all: '; what is unused goes over', limited: '; what is unused goes over up to a limit' } as const;

/** What a plan's cap is, in the words of its settings: `10 GB a month: 80% slow 2M/1M, 100% block`. */
export function capSummary({
  amount = '',
  period = 'month',
  direction = 'both',
  steps = ['100% block'],
  rollover = 'none',
}: Partial<CapSettings>): string | undefined {
  if (amount === '') return undefined;
  const action = steps.length === 0 ? 'nothing happens at the limit' : steps.join(', ');
  return `${amount} a ${period}${COUNTED[direction]}: ${action}${UNUSED[rollover]}`;
}
