import { hostname } from 'node:os';
import { type Actor, createToken } from '@tapline/sdk';
import type { Knex } from 'knex';
import type { Database } from '../database/database.js';
import { isDuplicate } from '../database/database-error.js';
import { newId } from '../ids/id.js';

const ACTOR: Actor = { kind: 'system', id: 'lease', name: 'Leases' };

/** Names this process among all that share the database. */
export function newLeaseOwner(): string {
  return `${hostname().slice(0, 100)}:${process.pid}:${newId()}`;
}

/**
 * Leases as rows: at most one owner has a name until an instant of real time, after which anyone may take it. The machines' clocks must agree
 * within a few seconds. A process that was stopped for longer than its lease may find itself working beside another: what is done under a lease
 * still has to be safe when done twice.
 */
export class LeaseStore {
  constructor(
    private readonly database: Database,
    readonly owner: string = newLeaseOwner(),
    private readonly nowMs: () => number = Date.now,
  ) {}

  /** False when the lease is taken, by this owner too. */
  acquire(name: string, durationMs: number): Promise<boolean> {
    return this.database.transaction(ACTOR, async ({ sql }) => {
      const nowMs = this.nowMs();
      const lease = { owner: this.owner, until_ms: nowMs + durationMs };
      const taken = await sql('lease').where({ name }).where('until_ms', '<=', nowMs).update(lease);
      return taken === 1 || insertIfAbsent(sql, { name, ...lease });
    });
  }

  /** Prolongs a lease that this owner has; false when it has gone to another. */
  renew(name: string, durationMs: number): Promise<boolean> {
    return this.database.transaction(ACTOR, async ({ sql }) => {
      const renewed = await sql('lease')
        .where({ name, owner: this.owner })
        .update({ until_ms: this.nowMs() + durationMs });
      return renewed === 1;
    });
  }

  /** Lets others have it at once; nothing happens when it has gone to another. */
  async release(name: string): Promise<void> {
    await this.database.transaction(ACTOR, ({ sql }) => sql('lease').where({ name, owner: this.owner }).update({ until_ms: 0 }));
  }
}

export const LEASES = createToken<LeaseStore>('core.leases');

async function insertIfAbsent(sql: Knex, row: { name: string; owner: string; until_ms: number }): Promise<boolean> {
  if (await sql('lease').where({ name: row.name }).first('name')) return false;
  try {
    await sql('lease').insert(row);
    return true;
  } catch (error) {
    if (isDuplicate(error)) return false;
    throw error;
  }
}
