import type { RestrictionEffect } from '../domain/access.js';
import type { ReplyFacts } from '../domain/reply.js';
import type { Transaction } from '../transaction.js';

/** What a router would be told of a line that logs in now with the right password and device. */
export interface AnsweredLogin {
  readonly verdict: 'accept' | 'walled-garden' | 'reject';
  /** Why not; empty when it is accepted. */
  readonly reason: string;
  /** None of a reject. */
  readonly attributes: readonly (readonly [name: string, value: string])[];
  /** The router's name; null where there is none yet, and a MikroTik is taken for it. */
  readonly router: string | null;
}

/** What this add-on might say of a line, in place of what it has said. */
export interface AssumedAccess {
  readonly restriction: { readonly effect: RestrictionEffect; readonly reason: string } | null;
  readonly facts: ReplyFacts;
}

/** What RADIUS answers, by the code that answers. */
export interface Answers {
  /** With `assumed`: what it would answer then. Throws `SERVICE_UNKNOWN`. */
  answer(tx: Transaction, serviceId: string, assumed?: AssumedAccess): Promise<AnsweredLogin>;
}
