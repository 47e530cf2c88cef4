import type { Transaction } from '@tapline/sdk';
import { sqlOf } from '../kernel/database/database-transaction.js';
import type { Notification, NotificationContent, NotificationState } from './notification.js';

type Row = Readonly<Record<string, string | number | null>>;

export interface NotificationFilter {
  readonly customerId?: string;
  readonly kind?: string;
  readonly state?: NotificationState;
  /** Goes on behind this one of an earlier page. */
  readonly before?: Pick<Notification, 'id' | 'wantedAtMs'>;
  readonly limit: number;
}

export interface NotificationResult {
  readonly id: string;
  readonly claim: string;
  readonly state: NotificationState;
  readonly nextTryAtMs: number | null;
  readonly reason: string | null;
  readonly reference: string | null;
  readonly concludedAtMs: number | null;
}

const LONGEST_REASON = 500;
const LONGEST_REFERENCE = 190;

export class NotificationStore {
  /** Whether the occasion has had its messages, on whichever channels there were then. */
  async isKnown(tx: Transaction, kind: string, occasion: string): Promise<boolean> {
    const rows = (await sqlOf(tx)('notification').where({ kind, occasion }).limit(1).select('id')) as Row[];
    return rows.length > 0;
  }

  async findOn(tx: Transaction, channel: string, kind: string, occasion: string): Promise<Notification | undefined> {
    const [row] = (await sqlOf(tx)('notification').where({ kind, occasion, channel })) as Row[];
    return row && toNotification(row);
  }

  async insert(tx: Transaction, notification: Notification): Promise<void> {
    await sqlOf(tx)('notification')
      .insert({
        id: notification.id,
        kind: notification.kind,
        occasion: notification.occasion,
        channel: notification.channel,
        customer_id: notification.customerId,
        address: notification.address,
        subject: notification.subject,
        content: JSON.stringify(notification.content),
        state: notification.state,
        tries: notification.tries,
        next_try_at_ms: notification.nextTryAtMs,
        reason: notification.reason?.slice(0, LONGEST_REASON) ?? null,
        wanted_at_ms: notification.wantedAtMs,
        concluded_at_ms: notification.concludedAtMs,
      })
      // Another transaction may have wanted the same a moment ago.
      .onConflict(['kind', 'occasion', 'channel'])
      .ignore();
  }

  async find(tx: Transaction, id: string): Promise<Notification | undefined> {
    const [row] = (await sqlOf(tx)('notification').where('id', id)) as Row[];
    return row && toNotification(row);
  }

  /** The newest first. */
  async list(tx: Transaction, { customerId, kind, state, before, limit }: NotificationFilter): Promise<readonly Notification[]> {
    const query = sqlOf(tx)('notification').orderBy([
      { column: 'wanted_at_ms', order: 'desc' },
      { column: 'id', order: 'desc' },
    ]);
    if (customerId !== undefined) query.where('customer_id', customerId);
    if (kind !== undefined) query.where('kind', kind);
    if (state !== undefined) query.where('state', state);
    if (before) {
      const { wantedAtMs, id } = before;
      query.whereRaw('(wanted_at_ms < ? or (wanted_at_ms = ? and id < ?))', [wantedAtMs, wantedAtMs, id]);
    }
    return ((await query.limit(limit)) as Row[]).map(toNotification);
  }

  async countByState(tx: Transaction): Promise<Readonly<Partial<Record<NotificationState, number>>>> {
    const rows = (await sqlOf(tx)('notification').groupBy('state').select('state').count({ total: '*' })) as unknown as Row[];
    return Object.fromEntries(rows.map((row) => [String(row.state), Number(row.total)]));
  }

  /** Takes what is due for this sender alone. */
  async claim(
    tx: Transaction,
    { claim, nowMs, untilMs, limit }: { readonly claim: string; readonly nowMs: number; readonly untilMs: number; readonly limit: number },
  ): Promise<readonly Notification[]> {
    const sql = sqlOf(tx);
    const due = (await sql('notification')
      .where('state', 'queued')
      .andWhere('next_try_at_ms', '<=', nowMs)
      .orderBy('next_try_at_ms')
      .limit(limit)
      .select('id')) as Row[];
    if (due.length === 0) return [];
    const ids = due.map(({ id }) => String(id));
    await sql('notification')
      .whereIn('id', ids)
      .andWhere('state', 'queued')
      .update({ state: 'sending', claim, claimed_until_ms: untilMs, tries: sql.raw('tries + 1') });
    return ((await sql('notification').where({ claim, state: 'sending' })) as Row[]).map(toNotification);
  }

  /** What died in the middle of a try: nobody knows whether it was sent. */
  async abandon(tx: Transaction, { nowMs, atMs }: { readonly nowMs: number; readonly atMs: number }): Promise<number> {
    return sqlOf(tx)('notification').where('state', 'sending').andWhere('claimed_until_ms', '<', nowMs).update({
      state: 'uncertain',
      reason: 'Tapline was ended while it was being sent; look whether it has arrived before you send it again',
      concluded_at_ms: atMs,
    });
  }

  async record(tx: Transaction, { id, claim, ...result }: NotificationResult): Promise<void> {
    await sqlOf(tx)('notification')
      .where({ id, claim, state: 'sending' })
      .update({
        state: result.state,
        next_try_at_ms: result.nextTryAtMs,
        reason: result.reason?.slice(0, LONGEST_REASON) ?? null,
        reference: result.reference?.slice(0, LONGEST_REFERENCE) ?? null,
        concluded_at_ms: result.concludedAtMs,
      });
  }

  async requeue(
    tx: Transaction,
    id: string,
    { address, nextTryAtMs }: { readonly address: string; readonly nextTryAtMs: number },
  ): Promise<void> {
    await sqlOf(tx)('notification')
      .where('id', id)
      .update({ state: 'queued', address, tries: 0, next_try_at_ms: nextTryAtMs, reason: null, reference: null, concluded_at_ms: null });
  }
}

function toNotification(row: Row): Notification {
  const textOf = (value: string | number | null | undefined): string | null =>
    value === null || value === undefined ? null : String(value);
  const numberOf = (value: string | number | null | undefined): number | null =>
    value === null || value === undefined ? null : Number(value);
  return {
    id: String(row.id),
    kind: String(row.kind),
    occasion: String(row.occasion),
    channel: String(row.channel),
    customerId: String(row.customer_id),
    address: textOf(row.address),
    subject: String(row.subject),
    content: JSON.parse(String(row.content)) as NotificationContent,
    state: row.state as NotificationState,
    tries: Number(row.tries),
    nextTryAtMs: numberOf(row.next_try_at_ms),
    reason: textOf(row.reason),
    reference: textOf(row.reference),
    wantedAtMs: Number(row.wanted_at_ms),
    concludedAtMs: numberOf(row.concluded_at_ms),
  };
}
