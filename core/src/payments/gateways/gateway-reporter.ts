import {
  type Clock,
  type Company,
  conflict,
  createToken,
  type GatewayReport,
  notFound,
  type PaymentAttempt,
  type ReceivedMoney,
  type ReportOutcome,
  refused,
  type Transaction,
} from '@tapline/sdk';
import type { CustomerService } from '../../customers/customer-service.js';
import { newId } from '../../kernel/ids/id.js';
import { compileValidator } from '../../kernel/validation/validator.js';
import type { AttemptMaker, GatewayIdentity } from './attempt-maker.js';
import type { AttemptStore } from './attempt-store.js';
import type { GatewayBooks } from './gateway-books.js';
import { COLLECTION_SCHEMA, GATEWAY_REPORT_SCHEMA } from './gateway-schema.js';
import { isFurtherStep, type KeptAttempt, shownAttempt } from './kept-attempt.js';
import { type Movement, mergeReport, toldByCapture, toldByReturn } from './movement.js';
import type { MovementStore } from './movement-store.js';

const validateReport = compileValidator<GatewayReport>(GATEWAY_REPORT_SCHEMA, 'GATEWAY_REPORT_INVALID');
const validateMoney = compileValidator<ReceivedMoney>(COLLECTION_SCHEMA, 'GATEWAY_REPORT_INVALID');

/** What gateways tell: kept, merged with what was known, and booked, in one transaction. */
export class GatewayReporter {
  constructor(
    private readonly parts: {
      readonly attempts: AttemptStore;
      readonly movements: MovementStore;
      readonly books: GatewayBooks;
      readonly maker: AttemptMaker;
      readonly customers: CustomerService;
      readonly company: Company;
      readonly clock: Clock;
    },
  ) {}

  async report(
    tx: Transaction,
    gatewayId: string,
    untrusted: GatewayReport,
    message?: { readonly id: string; readonly type: string },
  ): Promise<ReportOutcome> {
    const report = validateReport(untrusted);
    const found = await this.attemptOf(tx, gatewayId, report.attempt);
    if (!found) return { kind: 'unknown-attempt' };
    await this.parts.customers.lock(tx, found.customerId);
    if (message && (await this.parts.attempts.isMessageKnown(tx, gatewayId, message.id))) return { kind: 'repeated' };
    const { attempt, isNew } = await this.apply(tx, found.id, report);
    if (message) {
      const atMs = this.parts.clock.nowMs();
      await this.parts.attempts.keepMessage(tx, { gatewayId, ...message, attemptId: attempt.id, atMs });
    }
    return { kind: 'applied', isNew, attempt: shownAttempt(attempt) };
  }

  /** An amount that is being collected. */
  async collect(tx: Transaction, gateway: GatewayIdentity, untrusted: ReceivedMoney): Promise<PaymentAttempt> {
    const money = validateMoney(untrusted);
    return shownAttempt(await this.made(tx, gateway, money, 'open'));
  }

  /** Money that came without being asked for. */
  async receive(tx: Transaction, gateway: GatewayIdentity, untrusted: ReceivedMoney): Promise<PaymentAttempt> {
    const money = validateMoney(untrusted);
    // Money counts over words: once it is undone, this attempt is over.
    const { id } = await this.made(tx, gateway, money, 'cancelled');
    const { reference, amountMinor, feeMinor, valueDate } = money;
    const capture = { reference, status: 'completed', amountMinor, currency: this.parts.company.currency } as const;
    const fee = feeMinor === undefined ? {} : { feeMinor };
    const captures = [{ ...capture, ...fee, ...(valueDate === undefined ? {} : { valueDate }) }];
    return shownAttempt((await this.apply(tx, id, { attempt: { id }, captures })).attempt);
  }

  async undo(
    tx: Transaction,
    gatewayId: string,
    { kind, reference, reason }: { readonly kind: 'capture' | 'return'; readonly reference: string; readonly reason: string },
  ): Promise<PaymentAttempt> {
    const known = await this.parts.movements.find(tx, gatewayId, kind, reference);
    if (!known) throw notFound('GATEWAY_MOVEMENT_UNKNOWN', `${gatewayId} has told of no ${kind} ${reference}`);
    const attempt = await this.lock(tx, known.attemptId);
    const all = await this.parts.movements.ofAttempt(tx, attempt.id);
    const movement = all.find(({ id }) => id === known.id) as Movement;
    const back = all.find(({ captureReference, isBooked }) => kind === 'capture' && captureReference === reference && isBooked);
    if (back) throw refused('GATEWAY_UNDO_ORDER', `the return ${back.reference} is booked on the capture ${reference}; undo it first`);
    if (movement.status === 'undone') return shownAttempt(attempt);
    await this.parts.movements.update(tx, { ...movement, status: 'undone', problem: null, reason: reason.slice(0, 500) });
    await this.parts.books.note(tx, attempt, `${kind} ${reference} undone: ${reason}`);
    return shownAttempt(await this.parts.books.settle(tx, attempt));
  }

  /** A person's word that what came is to be booked as it came. Throws `GATEWAY_NOTHING_TO_ACCEPT`, `GATEWAY_CURRENCY_FOREIGN`. */
  async accept(tx: Transaction, attemptId: string): Promise<KeptAttempt> {
    const attempt = await this.lock(tx, attemptId);
    const doubtful = (await this.parts.movements.ofAttempt(tx, attemptId)).filter(({ problem }) => problem !== null);
    if (doubtful.length === 0) throw refused('GATEWAY_NOTHING_TO_ACCEPT', 'nothing of this attempt waits for a decision');
    for (const movement of doubtful) {
      if (movement.currency !== this.parts.company.currency) {
        throw refused(
          'GATEWAY_CURRENCY_FOREIGN',
          `${movement.reference} is in ${movement.currency}, and the books are in ${this.parts.company.currency}; refund it at the gateway`,
        );
      }
      await this.parts.movements.update(tx, { ...movement, problem: null });
      await this.parts.books.note(tx, attempt, `${movement.kind} ${movement.reference} accepted as it came`);
    }
    return this.parts.books.settle(tx, attempt);
  }

  /** Locks the customer first: what is read then stays so. Throws `ATTEMPT_UNKNOWN`. */
  async lock(tx: Transaction, attemptId: string): Promise<KeptAttempt> {
    const { customerId } = await this.get(tx, attemptId);
    await this.parts.customers.lock(tx, customerId);
    return this.get(tx, attemptId);
  }

  async get(tx: Transaction, attemptId: string): Promise<KeptAttempt> {
    const attempt = await this.parts.attempts.find(tx, attemptId);
    if (!attempt) throw notFound('ATTEMPT_UNKNOWN', `there is no payment attempt ${attemptId}`);
    return attempt;
  }

  private async attemptOf(tx: Transaction, gatewayId: string, named: GatewayReport['attempt']): Promise<KeptAttempt | undefined> {
    if ('id' in named) {
      const attempt = await this.parts.attempts.find(tx, named.id);
      return attempt?.gatewayId === gatewayId ? attempt : undefined;
    }
    const attempt = await this.parts.attempts.findByReference(tx, gatewayId, named.reference);
    if (attempt) return attempt;
    const capture = await this.parts.movements.find(tx, gatewayId, 'capture', named.reference);
    return capture && this.parts.attempts.find(tx, capture.attemptId);
  }

  private async apply(
    tx: Transaction,
    attemptId: string,
    report: GatewayReport,
  ): Promise<{ readonly attempt: KeptAttempt; readonly isNew: boolean }> {
    const before = await this.get(tx, attemptId);
    const movements = await this.parts.movements.ofAttempt(tx, attemptId);
    let isNew = false;
    for (const capture of report.captures ?? []) {
      const known = movements.find(({ kind, reference }) => kind === 'capture' && reference === capture.reference);
      const first = { kind: 'capture', returnKind: null, captureReference: null, reference: capture.reference } as const;
      if (await this.take(tx, before, known, first, toldByCapture(capture))) isNew = true;
    }
    for (const back of report.returns ?? []) {
      const known = movements.find(({ kind, reference }) => kind === 'return' && reference === back.reference);
      const first = { kind: 'return', returnKind: back.kind, captureReference: back.captureReference, reference: back.reference } as const;
      if (await this.take(tx, before, known, first, toldByReturn(back))) isNew = true;
    }
    const { step } = report;
    const isStep = step !== undefined && isFurtherStep(step, before.step);
    if (!isNew && !isStep) return { attempt: before, isNew: false };
    const why = { stepReason: report.reason ?? null, stepReasonCode: report.reasonCode ?? null };
    return { attempt: await this.parts.books.settle(tx, isStep ? { ...before, step, ...why } : before), isNew: true };
  }

  /** Keeps what a report says of one movement; false where it was known. */
  private async take(
    tx: Transaction,
    attempt: KeptAttempt,
    known: Movement | undefined,
    first: Pick<Movement, 'kind' | 'returnKind' | 'captureReference' | 'reference'>,
    told: Parameters<typeof mergeReport>[1],
  ): Promise<boolean> {
    const movement: Movement = known
      ? (mergeReport(known, told) ?? known)
      : {
          id: newId(),
          attemptId: attempt.id,
          gatewayId: attempt.gatewayId,
          ...first,
          ...told,
          problem: null,
          isBooked: false,
          round: 0,
          feeBookedMinor: 0,
          feeRound: 0,
          chargeDocumentId: null,
          seenAtMs: this.parts.clock.nowMs(),
        };
    if (movement === known) return false;
    const isNowCompleted = movement.status === 'completed' && known?.status !== 'completed';
    const checked = isNowCompleted ? { ...movement, problem: this.problemOf(attempt, movement) } : movement;
    if (known) await this.parts.movements.update(tx, checked);
    else await this.parts.movements.insert(tx, checked);
    const { kind, reference, status, amountMinor, currency } = checked;
    const amount = currency === this.parts.company.currency ? this.parts.company.format(amountMinor) : `${amountMinor} ${currency}`;
    await this.parts.books.note(tx, attempt, `${checked.returnKind ?? kind} ${reference} ${status}: ${amount}`);
    return true;
  }

  private problemOf(attempt: KeptAttempt, { kind, amountMinor, currency }: Movement): string | null {
    const { company } = this.parts;
    if (currency !== company.currency) return `it is in ${currency} instead of ${company.currency}`;
    if (kind === 'capture' && amountMinor !== attempt.totalMinor) {
      return `${company.format(amountMinor)} came in place of ${company.format(attempt.totalMinor)}`;
    }
    return null;
  }

  /** Where no money of it stands, what it names now counts: it was undone, and the same money is meant for other documents. */
  private async namedAnew(tx: Transaction, attempt: KeptAttempt, { customerId, documentIds }: ReceivedMoney): Promise<KeptAttempt> {
    const { attempts, maker } = this.parts;
    if (attempt.paidMinor > 0) return attempt;
    const named: KeptAttempt = { ...attempt, documentIds: await maker.payable(tx, customerId, documentIds ?? []) };
    await attempts.update(tx, named);
    return named;
  }

  private async made(tx: Transaction, gateway: GatewayIdentity, money: ReceivedMoney, step: 'open' | 'cancelled'): Promise<KeptAttempt> {
    await this.parts.customers.lock(tx, money.customerId);
    const known = await this.parts.attempts.findByReference(tx, gateway.id, money.reference);
    if (known) {
      const isSame = known.customerId === money.customerId && known.amountMinor === money.amountMinor;
      if (isSame) return step === 'cancelled' ? this.namedAnew(tx, known, money) : known;
      throw conflict(
        'ATTEMPT_REFERENCE_TAKEN',
        `${gateway.id} has used the reference ${money.reference} for another customer or amount`,
        'reference',
      );
    }
    return this.parts.maker.make(tx, gateway, {
      ...money,
      step,
      idempotencyKey: `${gateway.id}:${money.reference}`,
      surcharge: null,
      surchargeMinor: 0,
    });
  }
}

export const GATEWAY_REPORTER = createToken<GatewayReporter>('core.gateway-reporter');
