import type { Transaction } from '@tapline/sdk';
import type { Knex } from 'knex';
import { sqlOf } from '../kernel/database/database-transaction.js';
import type { RouterGroup } from './router-login-schema.js';

export interface StoredRouterLogin {
  readonly adminId: string;
  readonly group: RouterGroup;
  readonly passwordSealed: string;
}

/** A router login as RADIUS reads it. */
export interface RouterLoginRow {
  readonly login: string;
  readonly name: string;
  readonly router_group: string;
  readonly password_sealed: string;
}

export class RouterLoginStore {
  async find(tx: Transaction, adminId: string): Promise<StoredRouterLogin | undefined> {
    const [row] = (await sqlOf(tx)('account_router_login').where('admin_id', adminId)) as Record<string, string>[];
    return row && { adminId, group: row.router_group as RouterGroup, passwordSealed: String(row.password_sealed) };
  }

  /** By admin. */
  async groups(tx: Transaction): Promise<ReadonlyMap<string, RouterGroup>> {
    const rows = (await sqlOf(tx)('account_router_login').select('admin_id', 'router_group')) as Record<string, string>[];
    return new Map(rows.map((row) => [String(row.admin_id), row.router_group as RouterGroup]));
  }

  async put(tx: Transaction, { adminId, group, passwordSealed }: StoredRouterLogin): Promise<void> {
    const row = { admin_id: adminId, router_group: group, password_sealed: passwordSealed };
    await sqlOf(tx)('account_router_login').insert(row).onConflict('admin_id').merge();
  }

  /** False when there was none. */
  async remove(tx: Transaction, adminId: string): Promise<boolean> {
    return (await sqlOf(tx)('account_router_login').where('admin_id', adminId).delete()) > 0;
  }
}

/** All of them, outside of any operation. */
export async function readRouterLogins(knex: Knex): Promise<readonly RouterLoginRow[]> {
  return (await knex('account_router_login as r')
    .join('account_admin as a', 'a.id', 'r.admin_id')
    .orderBy('a.login')
    .select('a.login', 'a.name', 'r.router_group', 'r.password_sealed')) as RouterLoginRow[];
}
