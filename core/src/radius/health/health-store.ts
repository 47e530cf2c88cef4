import type { Transaction } from '@tapline/sdk';
import { sqlOf } from '../../kernel/database/database-transaction.js';
import { addCounts, latestOf, type RouterCount } from './router-counters.js';

type Row = Readonly<Record<string, string | number | null>>;

/** The counters of all RADIUS processes, as each has last written them. */
export class HealthStore {
  /** Puts an instance's counters in the place of its last ones; an instant of before its start stays until there is a later one. */
  async write(tx: Transaction, instance: string, counts: readonly RouterCount[]): Promise<void> {
    const sql = sqlOf(tx);
    const rows = (await sql('radius_router_health').where({ instance })) as Row[];
    const before = new Map(rows.map((row) => [String(row.router_id), toCount(row)]));
    for (const count of counts) {
      const known = before.get(count.routerId);
      const row = toRow(instance, {
        ...count,
        ...latestOf(known ?? count, count),
        lastAddress: count.lastAddress ?? known?.lastAddress ?? null,
      });
      await sql('radius_router_health').insert(row).onConflict(['instance', 'router_id']).merge();
    }
  }

  /** All instances together. */
  async counts(tx: Transaction): Promise<readonly RouterCount[]> {
    return addCounts(((await sqlOf(tx)('radius_router_health')) as Row[]).map(toCount));
  }
}

function toRow(instance: string, count: RouterCount) {
  return {
    instance,
    router_id: count.routerId,
    requests: count.requests,
    accounting_requests: count.accountingRequests,
    wrong_secrets: count.wrongSecrets,
    last_request_at_ms: count.lastRequestAtMs,
    last_accept_at_ms: count.lastAcceptAtMs,
    last_accounting_at_ms: count.lastAccountingAtMs,
    last_wrong_secret_at_ms: count.lastWrongSecretAtMs,
    last_address: count.lastAddress,
  };
}

function toCount(row: Row): RouterCount {
  const instant = (name: string): number | null => (row[name] === null ? null : Number(row[name]));
  return {
    routerId: String(row.router_id),
    requests: Number(row.requests),
    accountingRequests: Number(row.accounting_requests),
    wrongSecrets: Number(row.wrong_secrets),
    lastRequestAtMs: instant('last_request_at_ms'),
    lastAcceptAtMs: instant('last_accept_at_ms'),
    lastAccountingAtMs: instant('last_accounting_at_ms'),
    lastWrongSecretAtMs: instant('last_wrong_secret_at_ms'),
    lastAddress: row.last_address === null ? null : String(row.last_address),
  };
}
