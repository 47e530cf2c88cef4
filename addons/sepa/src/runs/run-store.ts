import { type AddonTable, type AddonTables, notFound, type Transaction } from '@tapline/sdk';
import type { DirectDebitBatch } from '../exports/direct-debit-file.js';
import type { CollectionRun, RunFile, RunState } from './run.js';

interface RunRow {
  readonly id: string;
  readonly profile_id: string;
  readonly state: RunState;
  readonly is_told_sent: boolean | null;
  readonly creditor: CollectionRun['creditor'];
  readonly choice: CollectionRun['choice'];
  readonly items: number;
  readonly sum_minor: number;
  readonly by_name: string;
  readonly created_at_ms: number;
  readonly changed_at_ms: number;
}

interface FileRow {
  readonly id: string;
  readonly run_id: string;
  readonly message_id: string;
  readonly name: string;
  readonly items: number;
  readonly sum_minor: number;
  readonly octets: number | null;
  readonly sha256: string | null;
  readonly created_at_ms: number;
}

interface BatchRow {
  readonly id: string;
  readonly payment_information_id: string;
  readonly file_id: string;
  readonly run_id: string;
  readonly scheme: DirectDebitBatch['scheme'];
  readonly sequence: DirectDebitBatch['sequence'];
  readonly collection_date: string;
  readonly items: number;
  readonly sum_minor: number;
}

interface RunPart {
  readonly run_id: string;
  readonly number: number;
  readonly customer_ids: readonly string[];
}

interface FilePart {
  readonly file_id: string;
  readonly number: number;
  readonly content: string;
}

/** A payment information block with its place. */
export interface RunBatch extends DirectDebitBatch {
  readonly id: string;
  readonly fileId: string;
  readonly runId: string;
}

/** Base64 of so many octets is one row. */
const PART_OCTETS = 48_000;

/** Runs, their files and blocks, the customers that are still to come, and what was written. */
export class RunStore {
  private readonly runs: AddonTable<RunRow>;
  private readonly files: AddonTable<FileRow>;
  private readonly batches: AddonTable<BatchRow>;
  private readonly parts: AddonTable<RunPart>;
  private readonly fileParts: AddonTable<FilePart>;

  constructor(tables: AddonTables) {
    this.runs = tables.table('run');
    this.files = tables.table('file');
    this.batches = tables.table('batch');
    this.parts = tables.table('run_part');
    this.fileParts = tables.table('file_part');
  }

  async find(tx: Transaction, id: string): Promise<CollectionRun | undefined> {
    const row = await this.runs.findOne(tx, { id });
    return row && toRun(row);
  }

  /** Throws `SEPA_RUN_UNKNOWN`. */
  async get(tx: Transaction, id: string): Promise<CollectionRun> {
    const run = await this.find(tx, id);
    if (run) return run;
    throw notFound('SEPA_RUN_UNKNOWN', `there is no collection run "${id}"`);
  }

  /** Keeps others that hold it from going on until this transaction ends. */
  async hold(tx: Transaction, id: string): Promise<void> {
    await this.runs.update(tx, { id }, { id });
  }

  /** The newest first. */
  async newest(tx: Transaction, limit: number): Promise<readonly CollectionRun[]> {
    return (await this.runs.find(tx, {}, { orderBy: [{ column: 'created_at_ms', direction: 'desc' }], limit })).map(toRun);
  }

  async inState(tx: Transaction, state: RunState): Promise<readonly CollectionRun[]> {
    return (await this.runs.find(tx, { state }, { orderBy: [{ column: 'created_at_ms', direction: 'asc' }] })).map(toRun);
  }

  async put(tx: Transaction, run: CollectionRun): Promise<void> {
    const { id, state, creditor, choice, items } = run;
    await this.runs.put(tx, {
      id,
      state,
      creditor,
      choice,
      items,
      profile_id: run.profileId,
      is_told_sent: run.isToldSent,
      sum_minor: run.sumMinor,
      by_name: run.by,
      created_at_ms: run.createdAtMs,
      changed_at_ms: run.changedAtMs,
    });
  }

  /** Of a run that is ready: whoever answers for a part of it has its files. */
  async bankHas(tx: Transaction, runId: string, atMs: number): Promise<void> {
    const sent = { state: 'sent', is_told_sent: true, changed_at_ms: atMs } as const;
    if ((await this.runs.update(tx, { id: runId, state: 'ready' }, sent)) > 0) return;
    // Nobody takes that back while this is told.
    await this.runs.update(tx, { id: runId, state: 'sent', is_told_sent: true }, { id: runId });
  }

  /** All that was told of it was a mistake. */
  async bankHasNot(tx: Transaction, runId: string, atMs: number): Promise<void> {
    await this.runs.update(
      tx,
      { id: runId, state: 'sent', is_told_sent: true },
      { state: 'ready', is_told_sent: false, changed_at_ms: atMs },
    );
  }

  async filesOf(tx: Transaction, runId: string): Promise<readonly RunFile[]> {
    return (await this.files.find(tx, { run_id: runId }, { orderBy: [{ column: 'name', direction: 'asc' }] })).map(toFile);
  }

  /** Throws `SEPA_FILE_UNKNOWN`. */
  async file(tx: Transaction, id: string): Promise<RunFile> {
    const row = await this.files.findOne(tx, { id });
    if (row) return toFile(row);
    throw notFound('SEPA_FILE_UNKNOWN', `there is no file "${id}"`);
  }

  async putFile(tx: Transaction, file: RunFile): Promise<void> {
    const { id, name, items, octets, sha256 } = file;
    await this.files.put(tx, {
      id,
      name,
      items,
      octets,
      sha256,
      run_id: file.runId,
      message_id: file.messageId,
      sum_minor: file.sumMinor,
      created_at_ms: file.createdAtMs,
    });
  }

  async batchesOf(tx: Transaction, runId: string): Promise<readonly RunBatch[]> {
    const orderBy = [{ column: 'payment_information_id', direction: 'asc' }] as const;
    return (await this.batches.find(tx, { run_id: runId }, { orderBy })).map((row) => ({
      id: row.id,
      fileId: row.file_id,
      runId: row.run_id,
      paymentInformationId: row.payment_information_id,
      scheme: row.scheme,
      sequence: row.sequence,
      collectionDate: row.collection_date,
      items: row.items,
      sumMinor: row.sum_minor,
    }));
  }

  async putBatch(tx: Transaction, batch: RunBatch): Promise<void> {
    const { id, scheme, sequence, items } = batch;
    await this.batches.put(tx, {
      id,
      scheme,
      sequence,
      items,
      payment_information_id: batch.paymentInformationId,
      file_id: batch.fileId,
      run_id: batch.runId,
      collection_date: batch.collectionDate,
      sum_minor: batch.sumMinor,
    });
  }

  async keepPart(tx: Transaction, runId: string, number: number, customerIds: readonly string[]): Promise<void> {
    await this.parts.insert(tx, { run_id: runId, number, customer_ids: customerIds });
  }

  /** The next customers; `undefined` when all have been looked at. */
  async nextPart(
    tx: Transaction,
    runId: string,
  ): Promise<{ readonly number: number; readonly customerIds: readonly string[] } | undefined> {
    const [part] = await this.parts.find(tx, { run_id: runId }, { orderBy: [{ column: 'number', direction: 'asc' }], limit: 1 });
    return part && { number: part.number, customerIds: part.customer_ids };
  }

  async removePart(tx: Transaction, runId: string, number: number): Promise<void> {
    await this.parts.remove(tx, { run_id: runId, number });
  }

  /** The compressed octets of a file, in place of those that were there. */
  async keepContent(tx: Transaction, fileId: string, content: Buffer): Promise<void> {
    await this.fileParts.remove(tx, { file_id: fileId });
    for (let at = 0; at < content.length; at += PART_OCTETS) {
      const part = content.subarray(at, at + PART_OCTETS).toString('base64');
      await this.fileParts.insert(tx, { file_id: fileId, number: at / PART_OCTETS, content: part });
    }
  }

  async content(tx: Transaction, fileId: string): Promise<Buffer> {
    const parts = await this.fileParts.find(tx, { file_id: fileId }, { orderBy: [{ column: 'number', direction: 'asc' }] });
    return Buffer.concat(parts.map(({ content }) => Buffer.from(content, 'base64')));
  }
}

function toRun(row: RunRow): CollectionRun {
  const { id, state, creditor, choice, items } = row;
  return {
    id,
    state,
    creditor,
    choice,
    items,
    profileId: row.profile_id,
    isToldSent: row.is_told_sent ?? false,
    sumMinor: row.sum_minor,
    by: row.by_name,
    createdAtMs: row.created_at_ms,
    changedAtMs: row.changed_at_ms,
  };
}

function toFile(row: FileRow): RunFile {
  const { id, name, items, octets, sha256 } = row;
  return {
    id,
    name,
    items,
    octets,
    sha256,
    runId: row.run_id,
    messageId: row.message_id,
    sumMinor: row.sum_minor,
    createdAtMs: row.created_at_ms,
  };
}
