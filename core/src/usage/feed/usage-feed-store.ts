import type { Transaction, UsageDelta } from '@tapline/sdk';
import { databaseTransactionOf, sqlOf } from '../../kernel/database/database-transaction.js';

/** How far a reader has come in a journal. */
export interface FeedCursor {
  readonly journalId: string;
  readonly number: number;
}

export interface FeedBatch extends FeedCursor {
  readonly deltas: readonly UsageDelta[];
}

type PackedDelta = readonly [serviceId: string, hourMs: number, downloadOctets: string, uploadOctets: string, isSessionEnd: 0 | 1];

/**
 * What accounting has added to usage, for those who read along: a row for each batch that was applied, numbered by journal. A journal is applied by one
 * process after the other, so that its numbers are in the order of commits and a reader that follows them misses none.
 */
export class UsageFeedStore {
  /** Costs one look at an empty table while nobody reads along. */
  async append(tx: Transaction, journalId: string, deltas: readonly UsageDelta[], writtenAtMs: number): Promise<void> {
    if (deltas.length === 0) return;
    const sql = sqlOf(tx);
    if ((await sql('usage_feed_reader').first('reader')) === undefined) return;
    const last = await this.lastNumber(tx, journalId);
    const number = (last ?? 0) + 1;
    if (last === undefined) await sql('usage_feed_number').insert({ journal_id: journalId, number });
    else await sql('usage_feed_number').where('journal_id', journalId).update({ number });
    const packed: readonly PackedDelta[] = deltas.map((delta) => [
      delta.serviceId,
      delta.hourMs,
      String(delta.downloadOctets),
      String(delta.uploadOctets),
      delta.isSessionEnd ? 1 : 0,
    ]);
    await sql('usage_feed').insert({ journal_id: journalId, number, deltas: JSON.stringify(packed), written_at_ms: writtenAtMs });
  }

  /** Makes a reader known; one that is new begins with what is applied from now on. */
  async start(tx: Transaction, reader: string, nowMs: number): Promise<void> {
    const sql = sqlOf(tx);
    if ((await sql('usage_feed_reader').where({ reader }).first('reader')) !== undefined) return;
    await sql('usage_feed_reader').insert({ reader, since_ms: nowMs });
    const journals: readonly { readonly journal_id: string; readonly number: number }[] = await sql('usage_feed_number').select(
      'journal_id',
      'number',
    );
    for (const { journal_id, number } of journals) {
      await sql('usage_feed_cursor').insert({ reader, journal_id, number });
    }
  }

  /** The journals in which there is something that a reader has not read, each with where it stands; held until the transaction ends. */
  async behind(tx: Transaction, reader: string): Promise<readonly FeedCursor[]> {
    const { sql, dialect } = databaseTransactionOf(tx);
    const query = sql('usage_feed_cursor').where({ reader }).select('journal_id', 'number');
    const read = (await (dialect === 'mysql' ? query.forUpdate() : query)) as Record<string, string | number>[];
    const last = (await sql('usage_feed_number').select('journal_id', 'number')) as Record<string, string | number>[];
    const numbers = new Map(read.map((row) => [String(row.journal_id), Number(row.number)]));
    return last.flatMap((row) => {
      const journalId = String(row.journal_id);
      const number = numbers.get(journalId) ?? 0;
      return number < Number(row.number) ? [{ journalId, number }] : [];
    });
  }

  async after(tx: Transaction, { journalId, number }: FeedCursor, limit: number): Promise<readonly FeedBatch[]> {
    const rows = (await sqlOf(tx)('usage_feed')
      .where('journal_id', journalId)
      .where('number', '>', number)
      .orderBy('number')
      .limit(limit)
      .select('number', 'deltas')) as { number: number | string; deltas: string }[];
    return rows.map((row) => ({ journalId, number: Number(row.number), deltas: (JSON.parse(row.deltas) as PackedDelta[]).map(toDelta) }));
  }

  async advance(tx: Transaction, reader: string, { journalId, number }: FeedCursor): Promise<void> {
    await sqlOf(tx)('usage_feed_cursor').insert({ reader, journal_id: journalId, number }).onConflict(['reader', 'journal_id']).merge();
  }

  /** Lets no other transaction append to a journal until this one ends: for what is appended to by several processes. */
  async lock(tx: Transaction, journalId: string): Promise<void> {
    const { sql, dialect } = databaseTransactionOf(tx);
    await sql('usage_feed_number').insert({ journal_id: journalId, number: 0 }).onConflict('journal_id').ignore();
    if (dialect === 'mysql') await sql('usage_feed_number').where('journal_id', journalId).forUpdate().first('number');
  }

  /** The number of the newest batch; `undefined` before there was any. */
  async lastNumber(tx: Transaction, journalId: string): Promise<number | undefined> {
    const row = (await sqlOf(tx)('usage_feed_number').where('journal_id', journalId).first('number')) as
      | { number: number | string }
      | undefined;
    return row && Number(row.number);
  }
}

function toDelta([serviceId, hourMs, download, upload, isSessionEnd]: PackedDelta): UsageDelta {
  return { serviceId, hourMs, downloadOctets: BigInt(download), uploadOctets: BigInt(upload), isSessionEnd: isSessionEnd === 1 };
}
