import type { Transaction } from '@tapline/sdk';
import { databaseTransactionOf, sqlOf } from '../../kernel/database/database-transaction.js';

/** How a router takes requests; instants are business time. */
export interface CoaHealth {
  readonly routerId: string;
  readonly lastSentAtMs: number;
  readonly lastAnswerAtMs: number | null;
  /** Of the last answer. */
  readonly roundTripMs: number | null;
  /** When the first request was sent that it has not answered since; null while it answers. */
  readonly silentSinceMs: number | null;
  /** Tries in vain since its last answer. */
  readonly unanswered: number;
}

export interface CoaTry {
  readonly routerId: string;
  readonly sentAtMs: number;
  /** Null when no answer came. */
  readonly answer: { readonly atMs: number; readonly roundTripMs: number } | null;
}

type Row = Readonly<Record<string, string | number | null>>;

/** A packet or two may be lost; from then on a router is asked one thing at a time until it answers. */
const SILENT_FROM = 3;

export class CoaHealthStore {
  /** Takes in a try; whether the router answers again after it had been silent. */
  async record(tx: Transaction, { routerId, sentAtMs, answer }: CoaTry): Promise<boolean> {
    const { sql, dialect } = databaseTransactionOf(tx);
    const query = sql('router_coa_health').where('router_id', routerId);
    const [row] = (await (dialect === 'mysql' ? query.forUpdate() : query)) as Row[];
    const before = row ? toHealth(row) : undefined;
    const next = answer
      ? { last_answer_at_ms: answer.atMs, round_trip_ms: answer.roundTripMs, silent_since_ms: null, unanswered: 0 }
      : {
          last_answer_at_ms: before?.lastAnswerAtMs ?? null,
          round_trip_ms: before?.roundTripMs ?? null,
          silent_since_ms: before?.silentSinceMs ?? sentAtMs,
          unanswered: (before?.unanswered ?? 0) + 1,
        };
    await sql('router_coa_health')
      .insert({ ...next, router_id: routerId, last_sent_at_ms: sentAtMs })
      .onConflict('router_id')
      .merge();
    return answer !== null && before !== undefined && before.silentSinceMs !== null;
  }

  async list(tx: Transaction): Promise<readonly CoaHealth[]> {
    return ((await sqlOf(tx)('router_coa_health')) as Row[]).map(toHealth);
  }

  /** The ids of routers that do not answer. */
  async silent(tx: Transaction): Promise<ReadonlySet<string>> {
    const rows = (await sqlOf(tx)('router_coa_health').where('unanswered', '>=', SILENT_FROM).select('router_id')) as Row[];
    return new Set(rows.map((row) => String(row.router_id)));
  }
}

function toHealth(row: Row): CoaHealth {
  const number = (name: string): number | null => (row[name] === null ? null : Number(row[name]));
  return {
    routerId: String(row.router_id),
    lastSentAtMs: Number(row.last_sent_at_ms),
    lastAnswerAtMs: number('last_answer_at_ms'),
    roundTripMs: number('round_trip_ms'),
    silentSinceMs: number('silent_since_ms'),
    unanswered: Number(row.unanswered),
  };
}
