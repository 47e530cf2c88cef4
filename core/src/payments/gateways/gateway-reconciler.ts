import { type Clock, createToken, type Job, type Logger } from '@tapline/sdk';
import type { Database } from '../../kernel/database/database.js';
import { CORE_OWNER } from '../../kernel/hooks/owner.js';
import type { AttemptStore } from './attempt-store.js';
import type { CheckoutService } from './checkout-service.js';
import type { GatewayRefunds } from './gateway-refunds.js';
import type { KeptAttempt } from './kept-attempt.js';

const AT_ONCE = 100;

/** Asks gateways about what nobody has told: payers who closed the window, messages that were lost, refunds without an answer. */
export class GatewayReconciler {
  constructor(
    private readonly attempts: AttemptStore,
    private readonly checkout: CheckoutService,
    private readonly refunds: GatewayRefunds,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** Asks about everything that is due. */
  async reconcile(signal: AbortSignal): Promise<void> {
    const asked = new Set<string>();
    for (;;) {
      const due = await this.database.view(CORE_OWNER.actor, (tx) => this.attempts.toCheck(tx, this.clock.nowMs(), AT_ONCE));
      const fresh = due.filter(({ id }) => !asked.has(id));
      if (fresh.length === 0 || signal.aborted) return;
      for (const attempt of fresh) {
        if (signal.aborted) return;
        asked.add(attempt.id);
        await this.checkOrPostpone(attempt);
      }
    }
  }

  /** One that cannot be booked must not keep the others waiting. */
  private async checkOrPostpone(attempt: KeptAttempt): Promise<void> {
    try {
      await this.refunds.resume(attempt.id);
      await this.checkout.ask(attempt, 'reconcile');
    } catch (error) {
      this.logger.warn({ err: error, attemptId: attempt.id }, 'what a payment gateway said could not be booked; it is asked again');
      await this.checkout.postpone(attempt);
    }
  }

  /** Asks about one, whatever its time. */
  async check(attemptId: string): Promise<void> {
    await this.refunds.resume(attemptId);
    const attempt = await this.database.view(CORE_OWNER.actor, (tx) => this.attempts.find(tx, attemptId));
    if (attempt) await this.checkout.ask(attempt, 'reconcile');
  }
}

export const GATEWAY_RECONCILER = createToken<GatewayReconciler>('core.gateway-reconciler');

export function reconcileJob(reconciler: () => GatewayReconciler): Job {
  return {
    id: 'ask-gateways',
    title: 'Ask payment gateways what became of payments under way',
    schedule: '*/2 * * * *',
    catchUp: 'latest',
    run: ({ signal }) => reconciler().reconcile(signal),
  };
}
