import { type Clock, createToken, type Transaction } from '@tapline/sdk';
import { sqlOf } from '../database/database-transaction.js';
import type { MigrationStep } from '../database/migrations.js';
import { newId } from '../ids/id.js';

export const AUDIT_MIGRATIONS: readonly MigrationStep[] = [
  {
    id: 'audit-0001-record',
    createTable: 'audit_record',
    columns: (columns, table) => {
      columns.id('id').primary();
      columns.instant('at_ms').notNullable();
      columns.key('actor_kind', 20).notNullable();
      columns.key('actor_id').notNullable();
      columns.words('actor_name', 200).notNullable();
      columns.key('action', 80).notNullable();
      columns.key('subject').notNullable();
      columns.json('details').notNullable();
      table.index(['at_ms'], 'audit_record_at');
      table.index(['subject'], 'audit_record_subject');
    },
  },
];

export interface AuditEntry {
  /** `customer.change` */
  readonly action: string;
  /** `customer:<id>` */
  readonly subject: string;
  /** What was changed; never a secret. */
  readonly details?: Readonly<Record<string, unknown>>;
}

export interface AuditRecord extends Required<AuditEntry> {
  readonly atMs: number;
  readonly actorKind: string;
  readonly actorName: string;
}

/** Who did what, kept in the transaction that did it. */
export class AuditLog {
  constructor(private readonly clock: Clock) {}

  async record(tx: Transaction, entry: AuditEntry): Promise<void> {
    await sqlOf(tx)('audit_record').insert({
      id: newId(),
      at_ms: this.clock.nowMs(),
      actor_kind: tx.actor.kind,
      actor_id: tx.actor.id,
      actor_name: tx.actor.name,
      action: entry.action,
      subject: entry.subject,
      details: JSON.stringify(entry.details ?? {}),
    });
  }

  async latest(tx: Transaction, query: { readonly subject?: string; readonly limit: number }): Promise<readonly AuditRecord[]> {
    const rows = await sqlOf(tx)('audit_record')
      .modify((select) => {
        if (query.subject !== undefined) void select.where('subject', query.subject);
      })
      .orderBy([
        { column: 'at_ms', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .limit(query.limit);
    return (rows as Record<string, string>[]).map((row) => ({
      atMs: Number(row.at_ms),
      actorKind: String(row.actor_kind),
      actorName: String(row.actor_name),
      action: String(row.action),
      subject: String(row.subject),
      details: JSON.parse(String(row.details)) as Record<string, unknown>,
    }));
  }
}

export const AUDIT_LOG = createToken<AuditLog>('core.audit-log');
