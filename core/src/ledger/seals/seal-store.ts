import type { Transaction } from '@tapline/sdk';
import { sqlOf } from '../../kernel/database/database-transaction.js';
import { type EntryColumns, entryHash, type PostingColumns } from '../entry-hash.js';
import type { HashedEntry, Seal } from './seal.js';

export type StoredEntry = EntryColumns & { readonly sequence: number | string; readonly content_hash: string | null };

/** An entry as it is stored, with its postings by line. */
export interface WholeEntry {
  readonly sequence: number;
  readonly row: StoredEntry;
  readonly postings: readonly PostingColumns[];
}

export class SealStore {
  async last(tx: Transaction): Promise<Seal | undefined> {
    const [row] = (await sqlOf(tx)('ledger_seal').orderBy('number', 'desc').limit(1)) as SealRow[];
    return row && toSeal(row);
  }

  async after(tx: Transaction, number: number, limit: number): Promise<readonly Seal[]> {
    const rows = (await sqlOf(tx)('ledger_seal').where('number', '>', number).orderBy('number').limit(limit)) as SealRow[];
    return rows.map(toSeal);
  }

  async head(tx: Transaction): Promise<{ readonly number: number; readonly hash: string } | undefined> {
    const [row] = (await sqlOf(tx)('ledger_seal_head').where('name', 'last')) as { number: number | string; hash: string }[];
    return row && { number: Number(row.number), hash: row.hash };
  }

  async append(tx: Transaction, seal: Seal): Promise<void> {
    await sqlOf(tx)('ledger_seal').insert({
      number: seal.number,
      through_sequence: seal.throughSequence,
      members: JSON.stringify(seal.members),
      gaps: JSON.stringify(seal.gaps),
      digest: seal.digest,
      previous_hash: seal.previousHash,
      hash: seal.hash,
      sealed_at_ms: seal.sealedAtMs,
    });
    await sqlOf(tx)('ledger_seal_head').insert({ name: 'last', number: seal.number, hash: seal.hash }).onConflict('name').merge();
  }

  /** Entries above a number, and those that have come to fill gaps; in the order of their numbers. */
  async unsealed(tx: Transaction, last: Seal | undefined, limit: number): Promise<readonly HashedEntry[]> {
    const gaps = (last?.gaps ?? []).map(([sequence]) => sequence);
    const late = await this.numbered(tx, gaps);
    const fresh = await this.between(tx, last?.throughSequence ?? 0, Number.MAX_SAFE_INTEGER, limit);
    return [...late, ...fresh].sort((a, b) => a.sequence - b.sequence).map(hashed);
  }

  async numbered(tx: Transaction, sequences: readonly number[]): Promise<readonly WholeEntry[]> {
    if (sequences.length === 0) return [];
    const rows = (await sqlOf(tx)('journal_entry').whereIn('sequence', sequences).orderBy('sequence')) as StoredEntry[];
    return this.whole(tx, rows);
  }

  /** Above `after` and up to `through`. */
  async between(tx: Transaction, after: number, through: number, limit: number): Promise<readonly WholeEntry[]> {
    const rows = (await sqlOf(tx)('journal_entry')
      .where('sequence', '>', after)
      .where('sequence', '<=', through)
      .orderBy('sequence')
      .limit(limit)) as StoredEntry[];
    return this.whole(tx, rows);
  }

  private async whole(tx: Transaction, rows: readonly StoredEntry[]): Promise<readonly WholeEntry[]> {
    if (rows.length === 0) return [];
    const ids = rows.map(({ id }) => id as string);
    const postings = (await sqlOf(tx)('posting').whereIn('entry_id', ids).orderBy('entry_id').orderBy('line')) as PostingColumns[];
    const byEntry = new Map<string, PostingColumns[]>();
    for (const posting of postings) {
      const own = byEntry.get(String(posting.entry_id));
      if (own) own.push(posting);
      else byEntry.set(String(posting.entry_id), [posting]);
    }
    return rows.map((row) => ({ sequence: Number(row.sequence), row, postings: byEntry.get(String(row.id)) ?? [] }));
  }
}

export function hashed({ sequence, row, postings }: WholeEntry): HashedEntry {
  return { sequence, hash: entryHash(row, postings) };
}

const UNREADABLE = [[-1, 'unreadable']];

type SealRow = Readonly<Record<string, string | number>>;

function toSeal(row: SealRow): Seal {
  return {
    number: Number(row.number),
    throughSequence: Number(row.through_sequence),
    members: listOf(row.members) as Seal['members'],
    gaps: listOf(row.gaps) as Seal['gaps'],
    digest: String(row.digest),
    previousHash: String(row.previous_hash),
    hash: String(row.hash),
    sealedAtMs: Number(row.sealed_at_ms),
  };
}

/** A list that cannot be read any more is another list, so that its seal's hash tells of it. */
function listOf(text: string | number | undefined): readonly unknown[] {
  try {
    const list: unknown = JSON.parse(String(text));
    return Array.isArray(list) ? list : UNREADABLE;
  } catch {
    return UNREADABLE;
  }
}
