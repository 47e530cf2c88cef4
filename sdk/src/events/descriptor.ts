/**
 * An event of the past, raised in the transaction that made it true and delivered after the commit: at least once, in order per customer,
 * to every add-on that listens. A listener that throws is called again with growing pauses; one that goes on failing is parked for an admin.
 * An add-on that was disabled hears what it has missed of the last seven days.
 */
export interface EventDescriptor<Payload> {
  /** `domain.pastTense`. */
  readonly name: string;
  readonly when: string;
  readonly since: string;
  /** Carries the type only. */
  readonly types?: { readonly payload: Payload };
}

export function defineEvent<Payload>(descriptor: EventDescriptor<Payload>): EventDescriptor<Payload> {
  return Object.freeze(descriptor);
}

/** One delivery. The same event may come twice: use `id` or an idempotency key made of the payload. */
export interface EventDelivery<Payload> {
  readonly id: string;
  readonly name: string;
  readonly customerId: string | null;
  /** Business time at which it happened. */
  readonly occurredAtMs: number;
  readonly payload: Payload;
}
