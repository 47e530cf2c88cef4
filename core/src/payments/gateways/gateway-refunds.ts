import { type Actor, type Clock, type Company, createToken, notFound, refused, type Transaction } from '@tapline/sdk';
import type { AuditLog } from '../../kernel/audit/audit-log.js';
import type { Database } from '../../kernel/database/database.js';
import { CORE_OWNER } from '../../kernel/hooks/owner.js';
import { newId } from '../../kernel/ids/id.js';
import type { AttemptStore } from './attempt-store.js';
import type { GatewayBooks } from './gateway-books.js';
import type { GatewayCalls } from './gateway-calls.js';
import type { GatewayReporter } from './gateway-reporter.js';
import { type KeptAttempt, shownAttempt } from './kept-attempt.js';
import type { Movement } from './movement.js';
import type { MovementStore, RefundRequest } from './movement-store.js';

/** What of a capture can still be given back. */
export interface RefundableCapture {
  readonly reference: string;
  readonly leftMinor: number;
}

/**
 * Gives money back through the gateway that it came by. The wish is kept first, under a key that the gateway knows it by, and asked until there is an
 * answer; what the gateway says is booked like any other return. So a lost answer, a kill, and the gateway's own message of it book it once.
 */
export class GatewayRefunds {
  constructor(
    private readonly parts: {
      readonly attempts: AttemptStore;
      readonly movements: MovementStore;
      readonly books: GatewayBooks;
      readonly reporter: GatewayReporter;
      readonly calls: GatewayCalls;
      readonly database: Database;
      readonly audit: AuditLog;
      readonly company: Company;
      readonly clock: Clock;
    },
  ) {}

  /**
   * The same key again asks for the same refund. A request that is still `asked` has no answer yet and goes on by itself. Throws
   * `GATEWAY_REFUND_MISSING`, `GATEWAY_REFUND_TOO_MUCH`.
   */
  async refund(
    actor: Actor,
    attemptId: string,
    wanted: { readonly amountMinor: number; readonly captureReference?: string },
    options: { readonly idempotencyKey: string },
  ): Promise<RefundRequest> {
    const { request, isRepeated } = await this.parts.database.transaction(actor, (tx) =>
      this.keep(tx, attemptId, wanted, options.idempotencyKey),
    );
    return this.ask(actor, attemptId, { requestId: request.id, isRepeated });
  }

  /** Asks for all refunds of an attempt that have no answer yet. */
  async resume(attemptId: string): Promise<void> {
    const requests = await this.parts.database.view(CORE_OWNER.actor, (tx) => this.parts.movements.requestsOf(tx, attemptId));
    for (const { id, status } of requests)
      if (status === 'asked') {
        await this.ask(CORE_OWNER.actor, attemptId, { requestId: id, isRepeated: true });
      }
  }

  requests(tx: Transaction, attemptId: string): Promise<readonly RefundRequest[]> {
    return this.parts.movements.requestsOf(tx, attemptId);
  }

  async refundable(tx: Transaction, attemptId: string): Promise<readonly RefundableCapture[]> {
    const movements = await this.parts.movements.ofAttempt(tx, attemptId);
    const requests = await this.parts.movements.requestsOf(tx, attemptId);
    return movements
      .filter(({ kind, status }) => kind === 'capture' && status === 'completed')
      .map((capture) => ({ reference: capture.reference, leftMinor: leftOf(capture, movements, requests) }))
      .filter(({ leftMinor }) => leftMinor > 0);
  }

  private async keep(
    tx: Transaction,
    attemptId: string,
    { amountMinor, captureReference }: { readonly amountMinor: number; readonly captureReference?: string },
    key: string,
  ): Promise<{ readonly request: RefundRequest; readonly isRepeated: boolean }> {
    const attempt = await this.parts.reporter.lock(tx, attemptId);
    const idempotencyKey = `refund:${attemptId}:${key}`.slice(0, 190);
    const known = await this.parts.movements.findRequest(tx, idempotencyKey);
    if (known) {
      if (known.amountMinor === amountMinor && (captureReference ?? known.captureReference) === known.captureReference)
        return { request: known, isRepeated: true };
      throw refused(
        'GATEWAY_REFUND_TOO_MUCH',
        `this key stands for a refund of ${this.parts.company.format(known.amountMinor)} of ${known.captureReference}; take a new one`,
      );
    }
    const gateway = this.parts.calls.get(attempt.gatewayId);
    if (!gateway.refund)
      throw refused('GATEWAY_REFUND_MISSING', `${gateway.title} gives nothing back from here; do it there, and it is booked by itself`);
    const captures = await this.refundable(tx, attemptId);
    const capture = captures.find(({ reference, leftMinor }) => (captureReference ?? reference) === reference && leftMinor >= amountMinor);
    if (!capture || amountMinor <= 0) {
      const most = Math.max(0, ...captures.map(({ leftMinor }) => leftMinor));
      throw refused(
        'GATEWAY_REFUND_TOO_MUCH',
        `${this.parts.company.format(most)} is left to give back, not ${this.parts.company.format(amountMinor)}`,
      );
    }
    const request: RefundRequest = {
      id: newId(),
      attemptId,
      captureReference: capture.reference,
      amountMinor,
      status: 'asked',
      reference: null,
      reason: null,
      idempotencyKey,
      askedAtMs: this.parts.clock.nowMs(),
    };
    await this.parts.movements.insertRequest(tx, request);
    await this.parts.attempts.update(tx, { ...attempt, checks: 0, checkAtMs: this.parts.clock.nowMs() + 60_000 });
    await this.parts.books.note(tx, attempt, `refund of ${this.parts.company.format(amountMinor)} asked for`);
    const details = { attemptId, amountMinor, captureReference: capture.reference };
    await this.parts.audit.record(tx, { action: 'paymentAttempt.refund', subject: `customer:${attempt.customerId}`, details });
    return { request, isRepeated: false };
  }

  private async ask(
    actor: Actor,
    attemptId: string,
    { requestId, isRepeated }: { readonly requestId: string; readonly isRepeated: boolean },
  ): Promise<RefundRequest> {
    const { database } = this.parts;
    const { attempt, request, isRest } = await database.view(actor, (tx) => this.read(tx, attemptId, requestId));
    if (request.status !== 'asked') return request;
    const { captureReference, amountMinor, id: key } = request;
    const what = { key, attempt: shownAttempt(attempt), captureReference, amountMinor, isRest, isRepeated };
    const outcome = await this.parts.calls.refund(what);
    if (!outcome) return request;
    return database.transaction(actor, async (tx) => {
      await this.parts.reporter.lock(tx, attemptId);
      const { request: current } = await this.read(tx, attemptId, requestId);
      // One call may be told no while another with the same key gives the money back: that counts.
      if (current.status === 'taken' || (current.status === 'refused' && outcome.kind === 'refused')) return current;
      if (outcome.kind === 'refused') {
        const answered = { ...current, status: 'refused', reason: outcome.reason } as const;
        await this.parts.movements.updateRequest(tx, answered);
        await this.parts.books.note(tx, attempt, `refund of ${this.parts.company.format(amountMinor)} refused: ${outcome.reason}`);
        return answered;
      }
      const { reference, status, feeMinor } = outcome;
      const answered = { ...current, status: 'taken', reference } as const;
      await this.parts.movements.updateRequest(tx, answered);
      const back = { reference, captureReference, kind: 'refund', status, amountMinor, currency: attempt.currency } as const;
      const returns = [{ ...back, ...(feeMinor === undefined ? {} : { feeMinor }) }];
      await this.parts.reporter.report(tx, attempt.gatewayId, { attempt: { id: attemptId }, returns });
      return answered;
    });
  }

  private async read(
    tx: Transaction,
    attemptId: string,
    requestId: string,
  ): Promise<{ readonly attempt: KeptAttempt; readonly request: RefundRequest; readonly isRest: boolean }> {
    const attempt = await this.parts.reporter.get(tx, attemptId);
    const requests = await this.parts.movements.requestsOf(tx, attemptId);
    const request = requests.find(({ id }) => id === requestId);
    if (!request) throw notFound('ATTEMPT_UNKNOWN', `there is no refund ${requestId}`);
    const movements = await this.parts.movements.ofAttempt(tx, attemptId);
    const capture = movements.find(({ kind, reference }) => kind === 'capture' && reference === request.captureReference);
    const others = requests.filter(({ id }) => id !== requestId);
    return { attempt, request, isRest: capture !== undefined && leftOf(capture, movements, others) === request.amountMinor };
  }
}

export const GATEWAY_REFUNDS = createToken<GatewayRefunds>('core.gateway-refunds');

/** Less what went back, what is going back, and what was asked for; a request whose refund is known counts once. */
function leftOf(capture: Movement, movements: readonly Movement[], requests: readonly RefundRequest[]): number {
  const returns = movements.filter(
    ({ kind, captureReference, status }) =>
      kind === 'return' && captureReference === capture.reference && (status === 'completed' || status === 'pending'),
  );
  const asked = requests.filter(({ captureReference, status }) => captureReference === capture.reference && status === 'asked');
  const sum = (some: readonly { readonly amountMinor: number }[]): number =>
    some.reduce((total, { amountMinor }) => total + amountMinor, 0);
  return capture.amountMinor - sum(returns) - sum(asked);
}
