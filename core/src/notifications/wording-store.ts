import type { NotificationTemplate, Transaction } from '@tapline/sdk';
import { sqlOf } from '../kernel/database/database-transaction.js';

/** One of the further ways in which admins word a kind of message. */
export interface NotificationWording {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly template: NotificationTemplate;
}

type Row = Readonly<Record<string, string | number | null>>;

export class WordingStore {
  /** By name. */
  async list(tx: Transaction, kind: string): Promise<readonly NotificationWording[]> {
    return ((await sqlOf(tx)('notification_wording').where('kind', kind).orderBy('name_key')) as Row[]).map(toWording);
  }

  async find(tx: Transaction, kind: string, name: string): Promise<NotificationWording | undefined> {
    const [row] = (await sqlOf(tx)('notification_wording').where({ kind, name })) as Row[];
    return row && toWording(row);
  }

  async findById(tx: Transaction, kind: string, id: string): Promise<NotificationWording | undefined> {
    const [row] = (await sqlOf(tx)('notification_wording').where({ kind, id })) as Row[];
    return row && toWording(row);
  }

  async countByKind(tx: Transaction): Promise<ReadonlyMap<string, number>> {
    const rows = (await sqlOf(tx)('notification_wording').groupBy('kind').select('kind').count({ total: '*' })) as unknown as Row[];
    return new Map(rows.map(({ kind, total }) => [String(kind), Number(total)]));
  }

  async insert(tx: Transaction, { id, kind, name, template }: NotificationWording, nowMs: number): Promise<void> {
    const row = { id, kind, name, name_key: name.toLowerCase(), template: JSON.stringify(template), changed_at_ms: nowMs };
    await sqlOf(tx)('notification_wording').insert(row);
  }

  async setTemplate(tx: Transaction, id: string, template: NotificationTemplate, nowMs: number): Promise<void> {
    await sqlOf(tx)('notification_wording')
      .where('id', id)
      .update({ template: JSON.stringify(template), changed_at_ms: nowMs });
  }

  async remove(tx: Transaction, id: string): Promise<void> {
    await sqlOf(tx)('notification_wording').where('id', id).delete();
  }
}

function toWording(row: Row): NotificationWording {
  return {
    id: String(row.id),
    kind: String(row.kind),
    name: String(row.name),
    template: JSON.parse(String(row.template)) as NotificationTemplate,
  };
}
