import type { Transaction } from '@tapline/sdk';
import { sqlOf } from '../../kernel/database/database-transaction.js';
import { addCounts, laterFacts, latestOf, type RouterCount } from './router-counters.js';

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
        ...laterFacts(known ?? count, count),
      });
      await sql('radius_router_health').insert(row).onConflict(['instance', 'router_id']).merge();
    }
  }

  /** Where a router's newest packet came from, whichever process it came to. */
  async lastAddressOf(tx: Transaction, routerId: string): Promise<string | undefined> {
    const rows = (await sqlOf(tx)('radius_router_health').where('router_id', routerId)) as Row[];
    return addCounts(rows.map(toCount))[0]?.lastAddress ?? undefined;
  }

  /** All instances together. */
  async counts(tx: Transaction): Promise<readonly RouterCount[]> {
    const rows: readonly Row[] = await sqlOf(tx)('radius_router_health');
    return addCounts(rows.map(toCount));
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
    misnamed_as: count.misnamedAs,
    last_misnamed_at_ms: count.lastMisnamedAtMs,
    clock_skew_seconds: count.clockSkewSeconds,
    last_clock_at_ms: count.lastClockAtMs,
  };
}

function toCount(row: Row): RouterCount {
  const number = (name: string): number | null => (row[name] === null ? null : Number(row[name]));
  const words = (name: string): string | null => (row[name] === null ? null : String(row[name]));
  return {
    routerId: String(row.router_id),
    requests: Number(row.requests),
    accountingRequests: Number(row.accounting_requests),
    wrongSecrets: Number(row.wrong_secrets),
    lastRequestAtMs: number('last_request_at_ms'),
    lastAcceptAtMs: number('last_accept_at_ms'),
    lastAccountingAtMs: number('last_accounting_at_ms'),
    lastWrongSecretAtMs: number('last_wrong_secret_at_ms'),
    lastAddress: words('last_address'),
    misnamedAs: words('misnamed_as'),
    lastMisnamedAtMs: number('last_misnamed_at_ms'),
    clockSkewSeconds: number('clock_skew_seconds'),
    lastClockAtMs: number('last_clock_at_ms'),
  };
}
