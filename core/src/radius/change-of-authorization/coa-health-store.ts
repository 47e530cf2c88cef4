import type { Transaction } from '@tapline/sdk';
import { databaseTransactionOf, sqlOf } from '../../kernel/database/database-transaction.js';

/** Who takes requests: a router, or a device of one that is a network. */
export interface CoaDevice {
  readonly routerId: string;
  /** Empty for a router of one address. */
  readonly deviceAddress: string;
}

/** How a device takes requests; instants are business time. */
export interface CoaHealth extends CoaDevice {
  readonly lastSentAtMs: number;
  readonly lastAnswerAtMs: number | null;
  /** Of the last answer. */
  readonly roundTripMs: number | null;
  /** When the first request was sent that it has not answered since; null while it answers. */
  readonly silentSinceMs: number | null;
  /** Tries in vain since its last answer. */
  readonly unanswered: number;
}

export interface CoaTry extends CoaDevice {
  readonly sentAtMs: number;
  /** Null when no answer came. */
  readonly answer: { readonly atMs: number; readonly roundTripMs: number } | null;
}

type Row = Readonly<Record<string, string | number | null>>;

/** A packet or two may be lost; from then on a device is asked one thing at a time until it answers. */
const SILENT_FROM = 3;

export class CoaHealthStore {
  /** Takes in a try; whether the device answers again after it had been silent. */
  async record(tx: Transaction, { routerId, deviceAddress, sentAtMs, answer }: CoaTry): Promise<boolean> {
    const { sql, dialect } = databaseTransactionOf(tx);
    const key = { router_id: routerId, device_address: deviceAddress };
    const query = sql('device_coa_health').where(key);
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
    await sql('device_coa_health')
      .insert({ ...next, ...key, last_sent_at_ms: sentAtMs })
      .onConflict(['router_id', 'device_address'])
      .merge();
    return answer !== null && before !== undefined && before.silentSinceMs !== null;
  }

  async list(tx: Transaction): Promise<readonly CoaHealth[]> {
    const rows: readonly Row[] = await sqlOf(tx)('device_coa_health');
    return rows.map(toHealth);
  }

  /** Those that do not answer, by {@link deviceKeyOf}. */
  async silent(tx: Transaction): Promise<ReadonlySet<string>> {
    const rows = (await sqlOf(tx)('device_coa_health').where('unanswered', '>=', SILENT_FROM)) as Row[];
    return new Set(rows.map((row) => deviceKeyOf(toHealth(row))));
  }
}

export function deviceKeyOf({ routerId, deviceAddress }: CoaDevice): string {
  return `${routerId} ${deviceAddress}`;
}

function toHealth(row: Row): CoaHealth {
  const number = (name: string): number | null => (row[name] === null ? null : Number(row[name]));
  return {
    routerId: String(row.router_id),
    deviceAddress: String(row.device_address),
    lastSentAtMs: Number(row.last_sent_at_ms),
    lastAnswerAtMs: number('last_answer_at_ms'),
    roundTripMs: number('round_trip_ms'),
    silentSinceMs: number('silent_since_ms'),
    unanswered: Number(row.unanswered),
  };
}
