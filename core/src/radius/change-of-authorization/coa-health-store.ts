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
  /** Its last refusal to end a session that it has; null since it has ended one, was changed here, or was found to take such requests by a test. */
  readonly refusal: CoaRefusal | null;
}

export interface CoaRefusal {
  readonly atMs: number;
  /** In the words of RFC 5176 s3.5, empty when it gave none. */
  readonly errorCause: string;
}

export interface CoaTry extends CoaDevice {
  readonly sentAtMs: number;
  /** Null when no answer came. */
  readonly answer: { readonly atMs: number; readonly roundTripMs: number } | null;
  /** Why it will not end the session that it was to end, null when it would; left out when the answer does not tell. */
  readonly refusal?: string | null;
}

type Row = Readonly<Record<string, string | number | null>>;

/** One try in vain may be a lost packet; the next one follows within seconds. */
const NAMED_SILENT_FROM = 2;
/** From then on a device is asked one thing at a time until it answers. */
const SILENT_FROM = 3;

export class CoaHealthStore {
  /** Takes in a try; whether the device answers again after it had been silent. */
  async record(tx: Transaction, { routerId, deviceAddress, sentAtMs, answer, refusal }: CoaTry): Promise<boolean> {
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
    const refused =
      refusal === undefined ? {} : { refused_cause: refusal, refused_at_ms: refusal === null ? null : (answer?.atMs ?? sentAtMs) };
    await sql('device_coa_health')
      .insert({ ...next, ...refused, ...key, last_sent_at_ms: sentAtMs })
      .onConflict(['router_id', 'device_address'])
      .merge();
    return answer !== null && before !== undefined && before.silentSinceMs !== null;
  }

  async list(tx: Transaction): Promise<readonly CoaHealth[]> {
    const rows = (await sqlOf(tx)('device_coa_health as h')
      .leftJoin('router as r', 'r.id', 'h.router_id')
      .select('h.*', 'r.changed_at_ms', 'r.coa_tested_at_ms')) as Row[];
    return rows.map((row) => {
      const health = toHealth(row);
      const isOutdated = health.refusal !== null && health.refusal.atMs < mendedAtMs(row);
      return isOutdated ? { ...health, refusal: null } : health;
    });
  }

  /** Keeps that a test has found that a router takes Disconnect-Requests: what it has refused before, it is asked again. */
  async tested(tx: Transaction, routerId: string, atMs: number): Promise<void> {
    await sqlOf(tx)('router').where('id', routerId).update({ coa_tested_at_ms: atMs });
  }

  /** Those that do not answer, by {@link deviceKeyOf}. */
  async silent(tx: Transaction): Promise<ReadonlySet<string>> {
    const rows = (await sqlOf(tx)('device_coa_health').where('unanswered', '>=', SILENT_FROM)) as Row[];
    return new Set(rows.map((row) => deviceKeyOf(toHealth(row))));
  }
}

/** Whether that it does not answer is a router's problem. */
export function isSilent({ unanswered }: Pick<CoaHealth, 'unanswered'>): boolean {
  return unanswered >= NAMED_SILENT_FROM;
}

/** By the router's columns: when it was last changed here or found to take Disconnect-Requests, so that a refusal of before tells nothing any more. */
export function mendedAtMs({ changed_at_ms: changedAtMs, coa_tested_at_ms: testedAtMs }: Row): number {
  return Math.max(Number(changedAtMs ?? 0), Number(testedAtMs ?? 0));
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
    refusal: row.refused_at_ms === null ? null : { atMs: Number(row.refused_at_ms), errorCause: String(row.refused_cause ?? '') },
  };
}
