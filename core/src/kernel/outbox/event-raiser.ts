import { type Clock, createToken, type EventDescriptor, type Transaction } from '@tapline/sdk';
import { databaseTransactionOf } from '../database/database-transaction.js';
import { insertRows } from '../database/insert-rows.js';
import { newId } from '../ids/id.js';

export interface EventToRaise<Payload> {
  /** Whose events are delivered in order. */
  readonly customerId: string | null;
  readonly payload: Payload;
}

/** Raises events inside transactions; what is delivered, and when, is the dispatcher's. */
export class EventRaiser {
  constructor(
    private readonly clock: Clock,
    /** Called after a transaction that raised events has committed. */
    private readonly nudge: () => void,
  ) {}

  raise<Payload>(tx: Transaction, event: EventDescriptor<Payload>, toRaise: EventToRaise<Payload>): Promise<void> {
    return this.raiseAll(tx, event, [toRaise]);
  }

  /** {@link raise} for many, in their order. */
  async raiseAll<Payload>(tx: Transaction, event: EventDescriptor<Payload>, toRaise: readonly EventToRaise<Payload>[]): Promise<void> {
    if (toRaise.length === 0) return;
    const occurredAtMs = this.clock.nowMs();
    await insertRows(
      tx,
      'outbox_event',
      ['id', 'name', 'customer_id', 'payload', 'occurred_at_ms'],
      toRaise.map(({ customerId, payload }) => ({
        id: newId(),
        name: event.name,
        customer_id: customerId,
        payload: JSON.stringify(payload),
        occurred_at_ms: occurredAtMs,
      })),
    );
    databaseTransactionOf(tx).afterCommit(this.nudge);
  }
}

export const EVENT_RAISER = createToken<EventRaiser>('core.event-raiser');
