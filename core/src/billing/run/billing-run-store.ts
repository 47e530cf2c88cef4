import type { LocalDate, Transaction } from '@tapline/sdk';
import { databaseTransactionOf, sqlOf } from '../../kernel/database/database-transaction.js';
import { insertRows } from '../../kernel/database/insert-rows.js';
import type { BilledSums, BillingRun, BillingRunState, RunCustomer, RunCustomerState, RunLine, RunTotals } from './billing-run.js';

type Row = Readonly<Record<string, string | number | null>>;

const COLUMNS = ['run_id', 'customer_id', 'state', 'invoiced_minor', 'credited_minor', 'document_count', 'digest', 'reason'] as const;

export class BillingRunStore {
  async insert(tx: Transaction, run: BillingRun): Promise<void> {
    await sqlOf(tx)('billing_run').insert({
      id: run.id,
      through_date: run.through,
      state: run.state,
      started_at_ms: run.startedAtMs,
      previewed_at_ms: run.previewedAtMs,
      ended_at_ms: run.endedAtMs,
      started_by: run.startedBy,
      problem: run.problem,
      progress_customer_id: run.progressCustomerId,
      expected_customers: run.expectedCustomers,
    });
  }

  async find(tx: Transaction, id: string, options: { readonly lock: boolean } = { lock: false }): Promise<BillingRun | undefined> {
    const query = sqlOf(tx)('billing_run').where({ id });
    const isLockable = options.lock && databaseTransactionOf(tx).dialect === 'mysql';
    const [row] = (await (isLockable ? query.forUpdate() : query)) as Row[];
    return row && toRun(row);
  }

  async list(tx: Transaction, limit: number): Promise<readonly BillingRun[]> {
    const rows = (await sqlOf(tx)('billing_run')
      .orderBy([
        { column: 'started_at_ms', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .limit(limit)) as Row[];
    return rows.map(toRun);
  }

  async inState(tx: Transaction, states: readonly BillingRunState[]): Promise<readonly BillingRun[]> {
    const rows = (await sqlOf(tx)('billing_run').whereIn('state', states).orderBy(['started_at_ms', 'id'])) as Row[];
    return rows.map(toRun);
  }

  /** The last run that was issued before one; with `fewestCustomers` the last that billed so many. */
  async previousIssued(tx: Transaction, run: BillingRun, fewestCustomers = 0): Promise<BillingRun | undefined> {
    // The last of them rather than their number, which would count the customers of every run.
    const lastOfFewest =
      "(SELECT c.customer_id FROM billing_run_customer c WHERE c.run_id = billing_run.id AND c.state = 'issued' LIMIT 1 OFFSET ?)";
    const [row] = (await sqlOf(tx)('billing_run')
      .where({ state: 'issued' })
      .where('started_at_ms', '<=', run.startedAtMs)
      .whereNot({ id: run.id })
      .modify((query) => void (fewestCustomers > 0 && query.whereRaw(`${lastOfFewest} IS NOT NULL`, [fewestCustomers - 1])))
      .orderBy([
        { column: 'through_date', order: 'desc' },
        { column: 'started_at_ms', order: 'desc' },
      ])
      .limit(1)) as Row[];
    return row && toRun(row);
  }

  async update(
    tx: Transaction,
    id: string,
    changes: Partial<Pick<BillingRun, 'state' | 'previewedAtMs' | 'endedAtMs' | 'problem' | 'progressCustomerId'>>,
  ): Promise<void> {
    const columns = {
      state: changes.state,
      previewed_at_ms: changes.previewedAtMs,
      ended_at_ms: changes.endedAtMs,
      problem: changes.problem,
      progress_customer_id: changes.progressCustomerId,
    };
    await sqlOf(tx)('billing_run')
      .where({ id })
      .update(Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined)));
  }

  insertCustomers(tx: Transaction, runId: string, customers: readonly RunCustomer[]): Promise<void> {
    const rows = customers.map((each) => ({
      run_id: runId,
      customer_id: each.customerId,
      state: each.state,
      invoiced_minor: each.invoicedMinor,
      credited_minor: each.creditedMinor,
      document_count: each.documentCount,
      digest: each.digest,
      reason: each.reason,
    }));
    return insertRows(tx, 'billing_run_customer', COLUMNS, rows);
  }

  /** Customers that were previewed and not issued yet, in pages by id. */
  async waiting(
    tx: Transaction,
    { runId, afterId, limit }: { readonly runId: string; readonly afterId: string; readonly limit: number },
  ): Promise<readonly string[]> {
    const rows = (await sqlOf(tx)('billing_run_customer')
      .where({ run_id: runId, state: 'previewed' })
      .where('customer_id', '>', afterId)
      .orderBy('customer_id')
      .limit(limit)
      .select('customer_id')) as { customer_id: string }[];
    return rows.map((row) => row.customer_id);
  }

  async customers(tx: Transaction, runId: string, customerIds: readonly string[]): Promise<ReadonlyMap<string, RunCustomer>> {
    const rows = (await sqlOf(tx)('billing_run_customer').where({ run_id: runId }).whereIn('customer_id', customerIds)) as Row[];
    return new Map(rows.map((row) => [String(row.customer_id), toRunCustomer(row)]));
  }

  async mark(
    tx: Transaction,
    runId: string,
    customerIds: readonly string[],
    state: RunCustomerState,
    reason: string | null = null,
  ): Promise<void> {
    if (customerIds.length === 0) return;
    await sqlOf(tx)('billing_run_customer').where({ run_id: runId }).whereIn('customer_id', customerIds).update({ state, reason });
  }

  async totals(tx: Transaction, runId: string): Promise<RunTotals> {
    const rows = (await sqlOf(tx)('billing_run_customer')
      .where({ run_id: runId })
      .groupBy('state')
      .select('state')
      .count({ customers: '*' })
      .sum({ documents: 'document_count', invoiced: 'invoiced_minor', credited: 'credited_minor' })) as Row[];
    const count = (state: RunCustomerState): number => Number(rows.find((row) => row.state === state)?.customers ?? 0);
    const sum = (column: string): number => rows.reduce((total, row) => total + Number(row[column] ?? 0), 0);
    return {
      customers: sum('customers'),
      documents: sum('documents'),
      invoicedMinor: sum('invoiced'),
      creditedMinor: sum('credited'),
      issued: count('issued'),
      parked: count('parked'),
      changed: count('changed'),
    };
  }

  async billedSums(tx: Transaction, runId: string): Promise<BilledSums> {
    const [row] = (await sqlOf(tx)('billing_run_customer')
      .where({ run_id: runId })
      .whereIn('state', ['previewed', 'issued'])
      .count({ customers: '*' })
      .sum({ invoiced: 'invoiced_minor' })) as Row[];
    return { customers: Number(row?.customers ?? 0), invoicedMinor: Number(row?.invoiced ?? 0) };
  }

  async countIn(tx: Transaction, runId: string, state: RunCustomerState): Promise<number> {
    const [row] = (await sqlOf(tx)('billing_run_customer').where({ run_id: runId, state }).count({ customers: '*' })) as Row[];
    return Number(row?.customers ?? 0);
  }

  /** What needs a look comes first, then the largest differences to the last run. */
  async lines(
    tx: Transaction,
    query: { readonly runId: string; readonly previousRunId: string | null; readonly limit: number; readonly offset: number },
  ): Promise<readonly RunLine[]> {
    const sql = sqlOf(tx);
    const rows = (await sql('billing_run_customer as r')
      .join('customer as c', 'c.id', 'r.customer_id')
      .leftJoin('billing_run_customer as p', (join) => {
        void join.on('p.customer_id', 'r.customer_id').andOn('p.run_id', sql.raw('?', [query.previousRunId ?? '']));
      })
      .where('r.run_id', query.runId)
      .orderByRaw("CASE r.state WHEN 'parked' THEN 0 WHEN 'changed' THEN 1 ELSE 2 END")
      .orderByRaw('ABS(r.invoiced_minor - r.credited_minor - COALESCE(p.invoiced_minor - p.credited_minor, 0)) DESC')
      .orderBy('c.number')
      .limit(query.limit)
      .offset(query.offset)
      .select('r.*', 'c.number', 'c.name', sql.raw('p.invoiced_minor - p.credited_minor AS previous_minor'))) as Row[];
    return rows.map((row) => ({
      ...toRunCustomer(row),
      customerNumber: Number(row.number),
      customerName: String(row.name),
      previousMinor: row.previous_minor === null || row.previous_minor === undefined ? null : Number(row.previous_minor),
    }));
  }

  async lastThrough(tx: Transaction): Promise<LocalDate | undefined> {
    const [row] = (await sqlOf(tx)('billing_run').whereNot({ state: 'discarded' }).max({ through: 'through_date' })) as {
      through: string | null;
    }[];
    return row?.through ?? undefined;
  }
}

function toRun(row: Row): BillingRun {
  const instant = (value: string | number | null | undefined): number | null =>
    value === null || value === undefined ? null : Number(value);
  return {
    id: String(row.id),
    through: String(row.through_date),
    state: row.state as BillingRunState,
    startedAtMs: Number(row.started_at_ms),
    previewedAtMs: instant(row.previewed_at_ms),
    endedAtMs: instant(row.ended_at_ms),
    startedBy: String(row.started_by),
    problem: row.problem as string | null,
    progressCustomerId: row.progress_customer_id as string | null,
    expectedCustomers: Number(row.expected_customers),
  };
}

function toRunCustomer(row: Row): RunCustomer {
  return {
    customerId: String(row.customer_id),
    state: row.state as RunCustomerState,
    invoicedMinor: Number(row.invoiced_minor),
    creditedMinor: Number(row.credited_minor),
    documentCount: Number(row.document_count),
    digest: String(row.digest),
    reason: row.reason as string | null,
  };
}
