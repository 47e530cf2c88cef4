import type { Transaction } from '@tapline/sdk';
import { databaseTransactionOf, sqlOf } from '../../kernel/database/database-transaction.js';
import { insertValues } from '../../kernel/database/insert-rows.js';
import type { DeviceHearing } from './device-hearings.js';

/** Nobody asks about a silence that has lasted for longer. */
const KEPT_FOR_MS = 86_400_000;
const TABLE = 'radius_accounting_device';

/** Which devices of routers send accounting, as all RADIUS servers have heard it. */
export class DeviceHearingStore {
  /** Goes on from what is known where the pause was not too long. */
  async write(tx: Transaction, hearings: readonly DeviceHearing[], longestPauseMs: number): Promise<void> {
    if (hearings.length === 0) return;
    const { dialect } = databaseTransactionOf(tx);
    const given = (column: string): string => (dialect === 'mysql' ? `VALUES(${column})` : `excluded.${column}`);
    // In this order: MySQL uses what it has just assigned.
    const changes = [
      `hearing_since_ms = CASE WHEN ${given('hearing_since_ms')} - heard_at_ms > ${longestPauseMs} THEN ${given('hearing_since_ms')} ELSE hearing_since_ms END`,
      `heard_at_ms = CASE WHEN ${given('heard_at_ms')} > heard_at_ms THEN ${given('heard_at_ms')} ELSE heard_at_ms END`,
    ].join(', ');
    await insertValues(tx, {
      table: TABLE,
      columns: ['router_id', 'nas_device', 'hearing_since_ms', 'heard_at_ms'],
      rows: hearings
        .map(({ routerId, nasDevice, sinceMs, untilMs }) => [routerId, nasDevice, sinceMs, untilMs] as const)
        // In one order everywhere, so that two writers wait for each other instead of deadlocking.
        .sort(([router, device], [otherRouter, otherDevice]) => (`${router} ${device}` < `${otherRouter} ${otherDevice}` ? -1 : 1)),
      otherwise: dialect === 'mysql' ? `ON DUPLICATE KEY UPDATE ${changes}` : `ON CONFLICT(router_id, nas_device) DO UPDATE SET ${changes}`,
    });
    const newestMs = Math.max(...hearings.map(({ untilMs }) => untilMs));
    await sqlOf(tx)(TABLE)
      .where('heard_at_ms', '<', newestMs - KEPT_FOR_MS)
      .delete();
  }

  async ofRouters(tx: Transaction, routerIds: readonly string[]): Promise<readonly DeviceHearing[]> {
    const rows = (await sqlOf(tx)(TABLE).whereIn('router_id', routerIds)) as Readonly<Record<string, string | number>>[];
    return rows.map((row) => ({
      routerId: String(row.router_id),
      nasDevice: String(row.nas_device),
      sinceMs: Number(row.hearing_since_ms),
      untilMs: Number(row.heard_at_ms),
    }));
  }
}
