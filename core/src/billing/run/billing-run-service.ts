import { setImmediate as breathe } from 'node:timers/promises';
import {
  type Actor,
  type AmountMinor,
  type Clock,
  type Company,
  conflict,
  createToken,
  invalid,
  type LocalDate,
  type Logger,
  notFound,
  parseLocalDate,
  refused,
  TaplineError,
  type Transaction,
} from '@tapline/sdk';
import type { AuditLog } from '../../kernel/audit/audit-log.js';
import type { Database } from '../../kernel/database/database.js';
import { CORE_OWNER } from '../../kernel/hooks/owner.js';
import { newId } from '../../kernel/ids/id.js';
import { holdLease } from '../../kernel/leases/hold-lease.js';
import type { LeaseStore } from '../../kernel/leases/lease-store.js';
import { type BillService, reasonOf, sumOf } from '../bills/bill-service.js';
import type { BillingStore } from '../bills/billing-store.js';
import type { BillRules, CustomerPlan } from '../bills/plan-bills.js';
import { RECURRING } from '../recurring/recurring-settings.js';
import {
  BILLS_TO_COMPARE,
  type BillingRun,
  boundsProblem,
  FEWEST_TO_COMPARE,
  monthBeforeDiscounts,
  type RunCustomer,
  type RunLine,
  type RunTotals,
  type RunTrouble,
  timesLargestBill,
} from './billing-run.js';
import type { BillingRunStore } from './billing-run-store.js';
import { inTurn, type Step } from './in-turn.js';

export interface BillingRunParts {
  readonly store: BillingRunStore;
  readonly billing: BillingStore;
  readonly bills: BillService;
  readonly database: Database;
  readonly leases: LeaseStore;
  readonly audit: AuditLog;
  readonly company: Company;
  readonly clock: Clock;
  readonly logger: Logger;
  /** By how much the average bill may differ from the last run's before a person must look. */
  readonly largestDeviationPercent: number;
  /** How many times the largest of a customer's latest bills is parked; 0 for none. */
  readonly largestBillFactor: number;
  /** Planned, and written, in one transaction. */
  readonly customersPerStep: number;
}

/** Some customers of a run, planned and written in one transaction. */
interface RunStep {
  readonly run: BillingRun;
  readonly ids: readonly string[];
  readonly rules: BillRules;
  /** Resolves when those before them are written: progress is kept, and numbers are given, in the order of customers. */
  readonly turn: Promise<unknown>;
}

interface PreviewStep extends RunStep {
  /** How far the preview had come before it. */
  readonly afterId: string | null;
}

export interface RunSummary {
  readonly run: BillingRun;
  readonly totals: RunTotals;
  /** The last run that was issued before it. */
  readonly previous: { readonly run: BillingRun; readonly totals: RunTotals } | null;
}

const MOST_DOCUMENTS = 24;
const OPEN_STATES = ['previewing', 'previewed', 'stopped', 'issuing'] as const;
const ACTOR: Actor = CORE_OWNER.actor;

/**
 * Bills all customers that have a bill date: preview, confirm, issue. Every step is one transaction that notes how far it came, so a run that is
 * killed goes on where it was; nothing is issued that the preview did not say.
 */
export class BillingRunService {
  constructor(private readonly parts: BillingRunParts) {}

  /** Begins a preview; {@link work} does it. Throws `BILLING_RUN_OPEN` while another run waits or works, `BILLING_RUN_DATE`. */
  async start(tx: Transaction, through?: LocalDate): Promise<BillingRun> {
    const today = this.parts.company.today();
    const date = through === undefined ? today : parseLocalDate(through, 'through');
    if (date > today)
      throw invalid('BILLING_RUN_DATE', `${date} is after today, ${today}; bills are made when their day has come`, 'through');
    const [open] = await this.parts.store.inState(tx, OPEN_STATES);
    if (open) throw conflict('BILLING_RUN_OPEN', `the run of ${open.through} is ${open.state}; confirm or discard it first`);
    const run: BillingRun = {
      id: newId(),
      through: date,
      state: 'previewing',
      startedAtMs: this.parts.clock.nowMs(),
      previewedAtMs: null,
      endedAtMs: null,
      startedBy: tx.actor.name,
      problem: null,
      progressCustomerId: null,
      expectedCustomers: await this.parts.billing.countDue(tx, date),
    };
    await this.parts.store.insert(tx, run);
    await this.parts.audit.record(tx, { action: 'billing.preview', subject: `billing-run:${run.id}`, details: { through: date } });
    return run;
  }

  /** Lets a preview be issued; `force` also one that was stopped. Throws `BILLING_RUN_STATE`, `BILLING_RUN_STOPPED`. */
  async confirm(tx: Transaction, runId: string, { force = false }: { readonly force?: boolean } = {}): Promise<BillingRun> {
    const run = await this.known(tx, runId, { lock: true });
    if (run.state === 'issuing' || run.state === 'issued') return run;
    if (run.state === 'stopped' && !force) throw refused('BILLING_RUN_STOPPED', `this run was stopped: ${run.problem}`);
    if (run.state !== 'previewed' && run.state !== 'stopped') throw wrongState(run, 'confirmed');
    await this.parts.store.update(tx, runId, { state: 'issuing' });
    await this.parts.audit.record(tx, {
      action: 'billing.confirm',
      subject: `billing-run:${runId}`,
      details: { through: run.through, force },
    });
    return { ...run, state: 'issuing' };
  }

  /** Throws `BILLING_RUN_STATE` for one that issues or has issued. */
  async discard(tx: Transaction, runId: string): Promise<BillingRun> {
    const run = await this.known(tx, runId, { lock: true });
    if (run.state === 'discarded') return run;
    if (run.state === 'issuing' || run.state === 'issued') throw wrongState(run, 'discarded');
    await this.parts.store.update(tx, runId, { state: 'discarded', endedAtMs: this.parts.clock.nowMs() });
    await this.parts.audit.record(tx, { action: 'billing.discard', subject: `billing-run:${runId}` });
    return { ...run, state: 'discarded' };
  }

  list(tx: Transaction, limit: number): Promise<readonly BillingRun[]> {
    return this.parts.store.list(tx, limit);
  }

  /** What of the latest run waits for a person: that it has stopped itself, and whom it could not bill. */
  async trouble(tx: Transaction): Promise<RunTrouble | null> {
    const [run] = await this.parts.store.list(tx, 1);
    if (!run || run.state === 'discarded') return null;
    const parkedCount = await this.parts.store.countIn(tx, run.id, 'parked');
    return run.state === 'stopped' || parkedCount > 0 ? { run, isStopped: run.state === 'stopped', parkedCount } : null;
  }

  /** Throws `BILLING_RUN_UNKNOWN`. */
  async summary(tx: Transaction, runId: string): Promise<RunSummary> {
    const run = await this.known(tx, runId);
    const before = await this.parts.store.previousIssued(tx, run);
    return {
      run,
      totals: await this.parts.store.totals(tx, runId),
      previous: before ? { run: before, totals: await this.parts.store.totals(tx, before.id) } : null,
    };
  }

  /** The customers of a run, what needs a look first. */
  async lines(tx: Transaction, runId: string, page: { readonly limit: number; readonly offset: number }): Promise<readonly RunLine[]> {
    const run = await this.known(tx, runId);
    const before = await this.parts.store.previousIssued(tx, run);
    return this.parts.store.lines(tx, { runId, previousRunId: before?.id ?? null, ...page });
  }

  /** Whether a run of today would have a customer to bill. */
  async isAnybodyDue(signal: AbortSignal): Promise<boolean> {
    await this.welcomeCustomers(signal);
    return (await this.view((tx) => this.parts.billing.countDue(tx, this.parts.company.today()))) > 0;
  }

  /** Does what is to be done of every run, by one process at a time; what another process does is left to it. */
  async work(signal: AbortSignal = new AbortController().signal): Promise<void> {
    await holdLease(this.parts.leases, 'billing-run', async (lease) => {
      const stop = AbortSignal.any([signal, lease.signal]);
      const open = await this.view((tx) => this.parts.store.inState(tx, ['previewing', 'issuing']));
      for (const run of open) await (run.state === 'previewing' ? this.preview(run, stop) : this.issue(run, stop));
    });
  }

  /** {@link work}, begun in the background: what goes wrong is logged, and the job of billing runs tries again. */
  workSoon(): void {
    this.work().catch((error: unknown) =>
      this.parts.logger.error({ err: error }, 'a billing run stopped on the way and is taken up again'),
    );
  }

  private async preview(run: BillingRun, signal: AbortSignal): Promise<void> {
    await this.welcomeCustomers(signal);
    const rules = await this.view((tx) => this.parts.bills.rules(tx));
    await inTurn(this.stepsOfPreview(run, rules, signal), { isSideBySide: this.parts.database.hasManyWriters });
    if (!signal.aborted) await this.transaction((tx) => this.endPreview(tx, run.id));
  }

  private async *stepsOfPreview(run: BillingRun, rules: BillRules, signal: AbortSignal): AsyncGenerator<Step> {
    const { billing } = this.parts;
    for (let afterId = run.progressCustomerId; !signal.aborted; await breathe()) {
      const page = { through: run.through, afterId: afterId ?? '', limit: this.parts.customersPerStep };
      const ids = await this.view((tx) => billing.dueCustomers(tx, page));
      if (ids.length === 0) return;
      const step = { run, ids, rules, afterId };
      afterId = ids.at(-1) as string;
      yield (turn) => this.transaction((tx) => this.previewSome(tx, { ...step, turn }));
    }
  }

  /** Customers who are new to recurring billing get their first bill date. */
  private async welcomeCustomers(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const count = await this.transaction(async (tx) => {
        const ids = await this.parts.billing.unknownCustomers(tx, RECURRING, this.parts.customersPerStep);
        await this.parts.bills.refresh(tx, ids);
        return ids.length;
      });
      if (count < this.parts.customersPerStep) return;
    }
  }

  private async previewSome(tx: Transaction, { run, ids, rules, afterId, turn }: PreviewStep): Promise<void> {
    const { store, bills, billing, largestBillFactor } = this.parts;
    const { plans, parked } = await bills.plan(tx, ids, run.through, rules);
    const latest = await billing.latestBills(tx, ids, BILLS_TO_COMPARE);
    const toCustomer = (plan: CustomerPlan): RunCustomer => toRunCustomer(plan, latest.get(plan.customerId) ?? [], largestBillFactor);
    await turn;
    const { state, progressCustomerId } = await this.known(tx, run.id, { lock: true });
    // It was discarded meanwhile, or is another process's work by now.
    if (state !== 'previewing' || progressCustomerId !== afterId) return;
    await store.insertCustomers(tx, run.id, [...plans.map(toCustomer), ...parked.map(toParked)]);
    await store.update(tx, run.id, { progressCustomerId: ids.at(-1) ?? null });
  }

  private async endPreview(tx: Transaction, runId: string): Promise<void> {
    const run = await this.known(tx, runId, { lock: true });
    const isMore = await this.parts.billing.dueCustomers(tx, { through: run.through, afterId: run.progressCustomerId ?? '', limit: 1 });
    if (run.state !== 'previewing' || isMore.length > 0) return;
    const { store, largestDeviationPercent } = this.parts;
    const before = await store.previousIssued(tx, run, FEWEST_TO_COMPARE);
    const sumsBefore = before && { through: before.through, ...(await store.billedSums(tx, before.id)) };
    const problem = boundsProblem(await store.billedSums(tx, run.id), sumsBefore, largestDeviationPercent);
    const state = problem === null ? 'previewed' : 'stopped';
    await store.update(tx, run.id, { state, problem, previewedAtMs: this.parts.clock.nowMs() });
  }

  private async issue(run: BillingRun, signal: AbortSignal): Promise<void> {
    const rules = await this.view((tx) => this.parts.bills.rules(tx));
    const { store, database, clock } = this.parts;
    await inTurn(this.stepsOfIssue(run, rules, signal), { isSideBySide: database.hasManyWriters });
    if (signal.aborted) return;
    await this.transaction((tx) => store.update(tx, run.id, { state: 'issued', endedAtMs: clock.nowMs() }));
  }

  private async *stepsOfIssue(run: BillingRun, rules: BillRules, signal: AbortSignal): AsyncGenerator<Step> {
    for (let afterId = ''; !signal.aborted; await breathe()) {
      const page = { runId: run.id, afterId, limit: this.parts.customersPerStep };
      const ids = await this.view((tx) => this.parts.store.waiting(tx, page));
      if (ids.length === 0) return;
      afterId = ids.at(-1) as string;
      yield (turn) => this.issueSome({ run, ids, rules, turn });
    }
  }

  /** All at once, and where one of them is refused, one after another, so that it alone is parked. */
  private async issueSome(step: RunStep): Promise<void> {
    const { run, ids } = step;
    try {
      await this.transaction((tx) => this.issueCustomers(tx, step));
    } catch (error) {
      if (!isOfTheCustomer(error)) throw error;
      if (ids.length > 1) {
        for (const id of ids) await this.issueSome({ ...step, ids: [id] });
        return;
      }
      this.parts.logger.warn({ run: run.id, customer: ids[0], err: error }, 'a customer could not be billed and is parked');
      await this.transaction((tx) => this.parts.store.mark(tx, run.id, ids, 'parked', reasonOf(error)));
    }
  }

  private async issueCustomers(tx: Transaction, { run, ids, rules, turn }: RunStep): Promise<void> {
    const { bills, store } = this.parts;
    const customers = await bills.lock(tx, ids);
    const previewed = await store.customers(tx, run.id, ids);
    const waiting = ids.filter((id) => previewed.get(id)?.state === 'previewed');
    const { plans, parked } = await bills.plan(tx, waiting, run.through, rules);
    const isAsPreviewed = (plan: CustomerPlan): boolean => previewed.get(plan.customerId)?.digest === plan.digest;
    const kept = plans.filter(isAsPreviewed);
    const prepared = await bills.prepare(tx, kept, customers);
    await turn;
    await bills.issue(tx, prepared);
    const idsOf = (list: readonly { readonly customerId: string }[]): string[] => list.map(({ customerId }) => customerId);
    await store.mark(tx, run.id, idsOf(kept), 'issued');
    await store.mark(tx, run.id, idsOf(plans.filter((plan) => !isAsPreviewed(plan))), 'changed', CHANGED);
    for (const { customerId, reason } of parked) await store.mark(tx, run.id, [customerId], 'parked', reason);
  }

  private async known(tx: Transaction, runId: string, options: { readonly lock: boolean } = { lock: false }): Promise<BillingRun> {
    const run = await this.parts.store.find(tx, runId, options);
    if (!run) throw notFound('BILLING_RUN_UNKNOWN', `there is no billing run ${runId}`);
    return run;
  }

  private view<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.parts.database.view(ACTOR, work);
  }

  private transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.parts.database.transaction(ACTOR, work);
  }
}

export const BILLING_RUNS = createToken<BillingRunService>('core.billing-runs');

const CHANGED = 'something was changed after the preview; the next preview shows it';

function toRunCustomer(plan: CustomerPlan, latestMinor: readonly AmountMinor[], largestBillFactor: number): RunCustomer {
  const documentCount = plan.bills.filter(({ draft }) => draft !== null).length;
  const charged = plan.bills.map(({ pieces }) => pieces.reduce((sum, piece) => sum + monthBeforeDiscounts(piece), 0));
  const times = timesLargestBill(charged, latestMinor, largestBillFactor);
  const oddity =
    documentCount > MOST_DOCUMENTS
      ? `${documentCount} documents at once`
      : times !== null
        ? `${times} times what the largest of the last bills has charged a month`
        : null;
  return {
    customerId: plan.customerId,
    state: oddity === null ? 'previewed' : 'parked',
    ...sumOf(plan),
    documentCount,
    digest: plan.digest,
    reason: oddity === null ? null : `${oddity}; look at the customer's services, and bill the customer by hand`,
  };
}

function toParked({ customerId, reason }: { readonly customerId: string; readonly reason: string }): RunCustomer {
  return { customerId, state: 'parked', invoicedMinor: 0, creditedMinor: 0, documentCount: 0, digest: '', reason };
}

function isOfTheCustomer(error: unknown): boolean {
  return error instanceof TaplineError ? error.kind !== 'unavailable' : error instanceof RangeError;
}

function wrongState(run: BillingRun, wanted: string): Error {
  return conflict('BILLING_RUN_STATE', `the run of ${run.through} is ${run.state} and cannot be ${wanted}`);
}
