import type { EventDelivery } from '@tapline/sdk';

/** An event with its place in the order of delivery. */
export interface OutboxEvent extends EventDelivery<unknown> {
  readonly position: number;
}

export interface EventRow {
  readonly position: number | string;
  readonly id: string;
  readonly name: string;
  readonly customer_id: string | null;
  readonly payload: string;
  readonly occurred_at_ms: number | string;
}

export const EVENT_COLUMNS = ['position', 'id', 'name', 'customer_id', 'payload', 'occurred_at_ms'].map(
  (column) => `outbox_event.${column}`,
);

export function eventOf(row: EventRow): OutboxEvent {
  return {
    position: Number(row.position),
    id: row.id,
    name: row.name,
    customerId: row.customer_id,
    occurredAtMs: Number(row.occurred_at_ms),
    payload: JSON.parse(row.payload) as unknown,
  };
}
