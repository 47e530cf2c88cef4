import { type EventDelivery, type Logger, TaplineError } from '@tapline/sdk';
import type { CallMarker } from '../hooks/call-marker.js';
import { withDeadline } from '../hooks/deadline.js';
import type { OutboxEvent } from './outbox-event.js';

export type Listener = (delivery: EventDelivery<never>) => Promise<void>;

export interface CallOptions {
  readonly marker: CallMarker;
  readonly logger: Logger;
  readonly listenerDeadlineMs: number;
}

/** `gone`: the consumer was unsubscribed meanwhile, and nothing may be concluded. */
export type DeliveryOutcome = 'delivered' | 'gone' | { readonly error: string };

/** One listener to the outbox, with a cursor of its own: an add-on, or a part of the core. */
export class Consumer {
  readonly #listeners = new Map<string, Listener[]>();
  isGone = false;

  constructor(
    readonly id: string,
    private readonly options: CallOptions,
  ) {}

  get eventNames(): readonly string[] {
    return [...this.#listeners.keys()];
  }

  add(eventName: string, listener: Listener): void {
    this.#listeners.set(eventName, [...(this.#listeners.get(eventName) ?? []), listener]);
  }

  async deliver({ position: _position, ...delivery }: OutboxEvent): Promise<DeliveryOutcome> {
    try {
      for (const listener of this.#listeners.get(delivery.name) ?? []) {
        if (this.isGone) return 'gone';
        await this.call(listener, delivery);
      }
      return this.isGone ? 'gone' : 'delivered';
    } catch (error) {
      if (this.isGone) return 'gone';
      const message = error instanceof Error ? error.message : String(error);
      this.options.logger.warn({ consumer: this.id, event: delivery.name, eventId: delivery.id, err: error }, 'an event was not taken');
      return { error: message };
    }
  }

  private call(listener: Listener, delivery: EventDelivery<unknown>): Promise<void> {
    const { listenerDeadlineMs, marker } = this.options;
    const error = (): Error =>
      new TaplineError(
        'OUTBOX_LISTENER_TIMED_OUT',
        'unavailable',
        `${this.id} did not finish ${delivery.name} within ${listenerDeadlineMs} ms`,
      );
    return withDeadline({ ms: listenerDeadlineMs, error }, () =>
      marker.run(this.id, `listener ${delivery.name}`, () => listener(delivery as EventDelivery<never>)),
    );
  }
}
