import type { RunTrouble } from '../../billing/run/billing-run.js';
import type { Series } from './series.js';

/** What of billing waits for a person. */
export function billingSeries(trouble: RunTrouble | null): readonly Series[] {
  return [
    {
      name: 'tapline_billing_run_stopped',
      help: '1 when the latest billing run has stopped itself: no other begins until somebody confirms or discards it.',
      type: 'gauge',
      samples: [{ labels: {}, value: trouble?.isStopped ? 1 : 0 }],
    },
    {
      name: 'tapline_billing_parked_customers',
      help: 'Customers whom the latest billing run could not bill.',
      type: 'gauge',
      samples: [{ labels: {}, value: trouble?.parkedCount ?? 0 }],
    },
  ];
}
