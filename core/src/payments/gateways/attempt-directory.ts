import { createToken, notFound, type Transaction } from '@tapline/sdk';
import type { AttemptEvent, AttemptSearch, AttemptStore, AttemptSummary } from './attempt-store.js';
import type { KeptAttempt } from './kept-attempt.js';
import type { Movement } from './movement.js';
import type { MovementStore, RefundRequest } from './movement-store.js';

/** An attempt with all that is known of it. */
export interface AttemptDetails {
  readonly attempt: KeptAttempt;
  readonly movements: readonly Movement[];
  readonly refundRequests: readonly RefundRequest[];
  readonly history: readonly AttemptEvent[];
}

/** Attempts as the faces show them. */
export class AttemptDirectory {
  constructor(
    private readonly attempts: AttemptStore,
    private readonly movements: MovementStore,
  ) {}

  /** Throws `ATTEMPT_UNKNOWN`. */
  async details(tx: Transaction, attemptId: string): Promise<AttemptDetails> {
    const attempt = await this.attempts.find(tx, attemptId);
    if (!attempt) throw notFound('ATTEMPT_UNKNOWN', `there is no payment attempt ${attemptId}`);
    return {
      attempt,
      movements: await this.movements.ofAttempt(tx, attemptId),
      refundRequests: await this.movements.requestsOf(tx, attemptId),
      history: await this.attempts.events(tx, attemptId),
    };
  }

  search(tx: Transaction, search: AttemptSearch): Promise<{ readonly attempts: readonly AttemptSummary[]; readonly total: number }> {
    return this.attempts.search(tx, search);
  }

  ofCustomer(tx: Transaction, customerId: string, limit: number): Promise<readonly KeptAttempt[]> {
    return this.attempts.ofCustomer(tx, customerId, limit);
  }

  /** The attempt that a payment came by. */
  ofPayment(tx: Transaction, paymentId: string): Promise<KeptAttempt | undefined> {
    return this.attempts.findByPayment(tx, paymentId);
  }
}

export const ATTEMPT_DIRECTORY = createToken<AttemptDirectory>('core.attempt-directory');
