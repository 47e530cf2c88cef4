import type { OneTimeItem } from '../../../billing/bills/billing-store.js';
import type { TimelineStep } from '../../../billing/blocking/billing-timeline.js';
import type { BillingRun, RunLine } from '../../../billing/run/billing-run.js';
import type { RunSummary } from '../../../billing/run/billing-run-service.js';
import type { ScheduledChange } from '../../../services/service-history.js';
import { amountMinor, array, day, freeObject, instant, integer, nullable, object, oneOf, ref, text } from '../api-schema.js';
import { presentInstant } from './present.js';

const totals = object({
  customers: integer,
  documents: integer,
  invoicedMinor: amountMinor,
  creditedMinor: amountMinor,
  issued: integer,
  parked: integer,
  changed: integer,
});

export const BILLING_SCHEMAS = {
  BillingRun: object({
    id: text,
    through: { ...day, description: 'All bill dates up to this day.' },
    state: oneOf('previewing', 'previewed', 'stopped', 'issuing', 'issued', 'discarded'),
    startedAt: instant,
    previewedAt: nullable(instant),
    endedAt: nullable(instant),
    startedBy: text,
    problem: { ...nullable(text), description: 'Why it was stopped.' },
    expectedCustomers: integer,
  }),
  BillingRunTotals: totals,
  BillingRunSummary: object({
    run: ref('BillingRun'),
    totals: ref('BillingRunTotals'),
    previous: {
      ...nullable(object({ run: ref('BillingRun'), totals: ref('BillingRunTotals') })),
      description: 'The last run that was issued.',
    },
  }),
  BillingRunCustomer: object({
    customerId: text,
    customerNumber: integer,
    customerName: text,
    state: oneOf('previewed', 'issued', 'changed', 'parked'),
    invoicedMinor: amountMinor,
    creditedMinor: amountMinor,
    documentCount: integer,
    previousMinor: { ...nullable(amountMinor), description: 'What the last run asked of the customer.' },
    reason: nullable(text),
  }),
  TimelineStep: object({
    date: day,
    kind: oneOf('invoice', 'due', 'block', 'deactivate'),
    amountMinor: nullable(amountMinor),
    number: nullable(text),
    at: { ...nullable(instant), description: 'Of what happens at an hour; null for what is of the whole day.' },
  }),
  OneTimeItem: object({
    id: text,
    customerId: text,
    serviceId: nullable(text),
    description: text,
    quantity: integer,
    unitPriceMinor: amountMinor,
    date: day,
    state: oneOf('waiting', 'billed', 'cancelled'),
  }),
  ScheduledChange: object({
    id: text,
    serviceId: text,
    customerId: text,
    date: day,
    changes: freeObject,
    state: oneOf('waiting', 'done', 'cancelled', 'failed'),
    problem: nullable(text),
  }),
  CustomerBilling: {
    ...object({ timeline: array(ref('TimelineStep')), items: array(ref('OneTimeItem')), scheduledChanges: array(ref('ScheduledChange')) }),
    description: 'What will happen to the customer if nothing is paid and nothing changes.',
  },
  ChangePreview: object({
    date: day,
    totalMinor: { ...amountMinor, description: 'Under 0 is given back.' },
    lines: array(object({ description: text, from: nullable(day), to: nullable(day), amountMinor })),
  }),
};

export function presentRun(run: BillingRun) {
  const { id, through, state, startedBy, problem, expectedCustomers } = run;
  const at = (instantMs: number | null): string | null => (instantMs === null ? null : presentInstant(instantMs));
  return {
    id,
    through,
    state,
    startedAt: presentInstant(run.startedAtMs),
    previewedAt: at(run.previewedAtMs),
    endedAt: at(run.endedAtMs),
    startedBy,
    problem,
    expectedCustomers,
  };
}

export function presentRunSummary({ run, totals: sums, previous }: RunSummary) {
  return { run: presentRun(run), totals: sums, previous: previous && { run: presentRun(previous.run), totals: previous.totals } };
}

export function presentRunLine({ digest: _digest, ...line }: RunLine) {
  return line;
}

export function presentItem({ createdAtMs: _createdAtMs, billNumber: _billNumber, ...item }: OneTimeItem) {
  return item;
}

export function presentScheduledChange({ recordedAtMs: _recordedAtMs, endedAtMs: _endedAtMs, ...change }: ScheduledChange) {
  return change;
}

export function presentStep({ atMs, ...step }: TimelineStep) {
  return { ...step, at: atMs === null ? null : presentInstant(atMs) };
}
