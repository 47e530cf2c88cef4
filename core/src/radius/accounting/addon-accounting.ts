import { type Accounting, type Clock, createToken, type SessionReport, type SessionReportOutcome, type Transaction } from '@tapline/sdk';
import { databaseTransactionOf, sqlOf } from '../../kernel/database/database-transaction.js';
import type { RouterService } from '../../network/router-service.js';
import { UsageFeedStore } from '../../usage/feed/usage-feed-store.js';
import type { SessionQueries } from '../../usage/session-queries.js';
import type { SessionChangeQueue } from '../change-of-authorization/session-change-queue.js';
import { applyBatch } from './accounting-batch.js';
import type { SessionRecord } from './accounting-record.js';
import { AccountingStore } from './accounting-store.js';
import type { CompanyDay } from './company-day.js';
import { ANY_ADDON_DEVICE, addonDeviceOf, ENDED_BY_RADIUS, recordOfReport } from './reported-session.js';
import { sessionEndOf } from './session-ends.js';

export interface AddonAccountingOptions {
  readonly routers: Pick<RouterService, 'get'>;
  readonly sessions: Pick<SessionQueries, 'onlineOfService' | 'get'>;
  readonly changes: Pick<SessionChangeQueue, 'onReported' | 'endSession'>;
  readonly day: CompanyDay;
  readonly clock: Clock;
  readonly interimIntervalSeconds: number;
}

interface ReportedLine {
  readonly login: string;
  /** When RADIUS accounting spoke of it last; `Infinity` while it has a session that is online. */
  readonly byRadiusUntilMs: number;
}

const IDS_PER_QUERY = 500;

/** The way of add-ons into the sessions and usage that RADIUS accounting keeps: the same code applies what they report. */
export class AddonAccounting {
  readonly #store = new AccountingStore();
  readonly #feed = new UsageFeedStore();

  constructor(private readonly options: AddonAccountingOptions) {}

  accountingOf(addonId: string): Accounting {
    return {
      report: (tx, reports) => this.report(tx, addonId, reports),
      countedByRadius: async (tx, { serviceIds, sinceMs }) => {
        const lines = await reportedLines(tx, serviceIds);
        return new Set([...lines].flatMap(([id, { byRadiusUntilMs }]) => (byRadiusUntilMs > sinceMs ? [id] : [])));
      },
      online: (tx, serviceId) => this.options.sessions.onlineOfService(tx, serviceId),
      session: (tx, sessionId) => this.options.sessions.get(tx, sessionId),
    };
  }

  private async report(tx: Transaction, addonId: string, reports: readonly SessionReport[]): Promise<readonly SessionReportOutcome[]> {
    for (const routerId of new Set(reports.map((report) => report.routerId))) await this.options.routers.get(tx, routerId);
    const journalId = addonDeviceOf(addonId);
    await this.#feed.lock(tx, journalId);
    const lines = await reportedLines(tx, [...new Set(reports.map(({ serviceId }) => serviceId))]);
    const before = await lastReports(tx, addonId, reports);
    const records: SessionRecord[] = [];
    const overtaken: Overtaken[] = [];
    const outcomes = reports.map((report): SessionReportOutcome => {
      const line = lines.get(report.serviceId);
      if (!line) return 'unknown';
      const known = before.get(keyOf(report));
      if (line.byRadiusUntilMs > (known?.lastSeenMs ?? report.startedAtMs)) {
        if (known) overtaken.push({ id: known.id, serviceId: report.serviceId });
        return 'by-radius';
      }
      records.push(recordOfReport(addonId, line.login, report));
      return 'counted';
    });
    await closeOvertaken(tx, overtaken);
    const { day, changes, clock, interimIntervalSeconds } = this.options;
    const deltas = await applyBatch(tx, { store: this.#store, day, records, interimIntervalSeconds, changes });
    const nowMs = clock.nowMs();
    const ends = overtaken.map(({ serviceId }) => sessionEndOf(serviceId, day.hourStartMs(nowMs)));
    await this.#feed.append(tx, journalId, [...deltas, ...ends], nowMs);
    return outcomes;
  }
}

export const ADDON_ACCOUNTING = createToken<AddonAccounting>('core.addon-accounting');

async function reportedLines(tx: Transaction, serviceIds: readonly string[]): Promise<ReadonlyMap<string, ReportedLine>> {
  const sql = sqlOf(tx);
  const found = new Map<string, ReportedLine>();
  for (let at = 0; at < serviceIds.length; at += IDS_PER_QUERY) {
    const ids = serviceIds.slice(at, at + IDS_PER_QUERY);
    const services = (await sql('service').whereIn('id', ids).select('id', 'login')) as { id: string; login: string }[];
    const told = (await sql('radius_session')
      .whereIn('service_id', ids)
      .where((its) => void its.whereNull('nas_device').orWhereNot('nas_device', 'like', ANY_ADDON_DEVICE))
      .groupBy('service_id')
      .select('service_id', sql.raw('MAX(last_seen_ms) AS seen_ms'), sql.raw('COUNT(*) - COUNT(stopped_at_ms) AS online'))) as {
      service_id: string;
      seen_ms: number | string;
      online: number | string;
    }[];
    const byRadius = new Map(told.map((row) => [row.service_id, Number(row.online) > 0 ? Infinity : Number(row.seen_ms)]));
    for (const { id, login } of services) found.set(id, { login, byRadiusUntilMs: byRadius.get(id) ?? 0 });
  }
  return found;
}

interface LastReport {
  readonly id: string;
  readonly lastSeenMs: number;
}

/** A session of which RADIUS accounting speaks now. */
interface Overtaken {
  readonly id: string;
  readonly serviceId: string;
}

/** What this add-on has reported of these sessions before. */
async function lastReports(tx: Transaction, addonId: string, reports: readonly SessionReport[]): Promise<ReadonlyMap<string, LastReport>> {
  const found = new Map<string, LastReport>();
  const serviceIds = [...new Set(reports.map(({ serviceId }) => serviceId))];
  for (let at = 0; at < serviceIds.length; at += IDS_PER_QUERY) {
    const rows = (await sqlOf(tx)('radius_session')
      .whereIn('service_id', serviceIds.slice(at, at + IDS_PER_QUERY))
      .where('nas_device', addonDeviceOf(addonId))
      .whereNull('stopped_at_ms')
      .select('id', 'router_id', 'acct_session_id', 'last_seen_ms')) as Record<string, string | number>[];
    for (const row of rows) {
      const key = keyOf({ routerId: String(row.router_id), sessionId: String(row.acct_session_id) });
      found.set(key, { id: String(row.id), lastSeenMs: Number(row.last_seen_ms) });
    }
  }
  return found;
}

async function closeOvertaken(tx: Transaction, overtaken: readonly Overtaken[]): Promise<void> {
  const { sql } = databaseTransactionOf(tx);
  for (let at = 0; at < overtaken.length; at += IDS_PER_QUERY) {
    await sql('radius_session')
      .whereIn(
        'id',
        overtaken.slice(at, at + IDS_PER_QUERY).map(({ id }) => id),
      )
      .update({ stopped_at_ms: sql.ref('last_seen_ms'), terminate_cause: ENDED_BY_RADIUS });
  }
}

function keyOf({ routerId, sessionId }: Pick<SessionReport, 'routerId' | 'sessionId'>): string {
  return `${routerId} ${sessionId}`;
}
