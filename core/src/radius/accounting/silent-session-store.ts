import type { Transaction } from '@tapline/sdk';
import { sqlOf } from '../../kernel/database/database-transaction.js';
import { LOST_AFTER_MS_PER_SECOND, LOST_STOP } from './silence.js';

/** Between two instants all that routers said is in the database. */
export interface Hearing {
  readonly sinceMs: number;
  readonly untilMs: number;
}

export interface ReportingRouter {
  readonly routerId: string;
  /** Between the reports of its sessions. */
  readonly intervalSeconds: number;
}

export interface ClosedSessions {
  readonly count: number;
  /** Of the services that they were of. */
  readonly serviceIds: readonly (string | null)[];
}

const SESSIONS_PER_STEP = 200;
const NONE: ClosedSessions = { count: 0, serviceIds: [] };

/** What is needed to close sessions that nobody speaks of any more. */
export class SilentSessionStore {
  /** Of each journal that was applied after an instant: those of a machine that was taken away are not waited for. */
  async hearings(tx: Transaction, afterMs: number): Promise<readonly Hearing[]> {
    const rows = (await sqlOf(tx)('radius_journal').where('heard_at_ms', '>', afterMs).select('heard_at_ms', 'hearing_since_ms')) as {
      heard_at_ms: number | string;
      hearing_since_ms: number | string;
    }[];
    return rows.map((row) => ({ sinceMs: Number(row.hearing_since_ms), untilMs: Number(row.heard_at_ms) }));
  }

  /** The routers that have a session open which was not heard of since an instant, with what was observed of their interval, else 0. */
  async routersWithSilence(tx: Transaction, sinceMs: number): Promise<readonly ReportingRouter[]> {
    const sql = sqlOf(tx);
    const rows = (await sql('radius_session')
      .whereNull('stopped_at_ms')
      .groupBy('router_id')
      .havingRaw('MIN(last_seen_ms) < ?', [sinceMs])
      .select('router_id', sql.raw('AVG(NULLIF(report_interval_seconds, 0)) AS interval_seconds'))) as {
      router_id: string;
      interval_seconds: number | string | null;
    }[];
    return rows.map((row) => ({ routerId: row.router_id, intervalSeconds: Math.round(Number(row.interval_seconds ?? 0)) }));
  }

  /** Ends some of a router's lost sessions with what was heard last; none when none is left. */
  async closeSome(
    tx: Transaction,
    { routerId, intervalSeconds, hearing }: ReportingRouter & { readonly hearing: Hearing },
  ): Promise<ClosedSessions> {
    const sql = sqlOf(tx);
    // Whoever reports at longer intervals, by itself or on a router that does so, is given longer.
    const patienceMs = 'CASE WHEN report_interval_seconds > ? THEN report_interval_seconds ELSE ? END * ?';
    const patience = [intervalSeconds, intervalSeconds, LOST_AFTER_MS_PER_SECOND];
    const lost = () =>
      sql('radius_session')
        .whereNull('stopped_at_ms')
        .whereRaw(`${patienceMs} < ? - last_seen_ms`, [...patience, hearing.untilMs])
        .whereRaw(`${patienceMs} <= ?`, [...patience, hearing.untilMs - hearing.sinceMs]);
    const rows = (await lost().where('router_id', routerId).limit(SESSIONS_PER_STEP).select('id', 'service_id')) as {
      id: string;
      service_id: string | null;
    }[];
    if (rows.length === 0) return NONE;
    const count = await lost()
      .whereIn(
        'id',
        rows.map(({ id }) => id),
      )
      .update({ stopped_at_ms: sql.ref('last_seen_ms'), terminate_cause: LOST_STOP });
    return { count, serviceIds: rows.map(({ service_id }) => service_id) };
  }
}
