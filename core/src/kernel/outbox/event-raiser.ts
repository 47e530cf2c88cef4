import { type Clock, createToken, type EventDescriptor, type Transaction } from '@tapline/sdk';
import { databaseTransactionOf } from '../database/database-transaction.js';
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

  async raise<Payload>(tx: Transaction, event: EventDescriptor<Payload>, { customerId, payload }: EventToRaise<Payload>): Promise<void> {
    const transaction = databaseTransactionOf(tx);
    await transaction.sql('outbox_event').insert({
      id: newId(),
      name: event.name,
      customer_id: customerId,
      payload: JSON.stringify(payload),
      occurred_at_ms: this.clock.nowMs(),
    });
    transaction.afterCommit(this.nudge);
  }
}

export const EVENT_RAISER = createToken<EventRaiser>('core.event-raiser');
