import { timingSafeEqual } from 'node:crypto';
import {
  type Actor,
  type CheckoutChoice,
  type CheckoutOutcome,
  type Clock,
  type Company,
  createToken,
  type GatewayLimits,
  type GatewaySurcharge,
  HOOKS,
  invalid,
  type NewCheckout,
  notFound,
  type PaymentAttempt,
  type RedirectGateway,
  refused,
  type Transaction,
} from '@tapline/sdk';
import type { CustomerService } from '../../customers/customer-service.js';
import type { DocumentService } from '../../documents/document-service.js';
import type { Database } from '../../kernel/database/database.js';
import type { Decisions } from '../../kernel/hooks/decisions.js';
import { CORE_OWNER } from '../../kernel/hooks/owner.js';
import { compileValidator } from '../../kernel/validation/validator.js';
import type { AttemptMaker } from './attempt-maker.js';
import type { AttemptStore } from './attempt-store.js';
import { nextCheckAtMs } from './check-schedule.js';
import type { GatewayBooks } from './gateway-books.js';
import type { GatewayCalls } from './gateway-calls.js';
import type { GatewayReporter } from './gateway-reporter.js';
import { CHECKOUT_SCHEMA } from './gateway-schema.js';
import { cameToNothing, isFurtherStep, type KeptAttempt, shownAttempt } from './kept-attempt.js';
import type { MovementStore } from './movement-store.js';
import type { PayableDocuments } from './payable-documents.js';

export interface CheckoutParts {
  readonly attempts: AttemptStore;
  readonly movements: MovementStore;
  readonly maker: AttemptMaker;
  readonly books: GatewayBooks;
  readonly reporter: GatewayReporter;
  readonly calls: GatewayCalls;
  readonly payable: PayableDocuments;
  readonly customers: CustomerService;
  readonly documents: DocumentService;
  readonly decisions: Decisions;
  readonly database: Database;
  readonly company: Company;
  readonly clock: Clock;
  /** Where payers reach this installation, unless a checkout says so. */
  readonly publicUrl: string;
}

/** An attempt after its gateway was asked about it. */
export interface AskedAttempt {
  readonly attempt: KeptAttempt;
  /** Without an answer, what is known of it may be out of date. */
  readonly isAnswered: boolean;
}

const DAY_MS = 86_400_000;
const validate = compileValidator<NewCheckout>(CHECKOUT_SCHEMA, 'CHECKOUT_INVALID');

/** Paying through redirect gateways: to the gateway, and back. What waits for a gateway is in no transaction. */
export class CheckoutService {
  constructor(private readonly parts: CheckoutParts) {}

  /** The gateways that can be used now; one that cannot say what it costs is not among them. */
  choices(amountMinor: number): readonly CheckoutChoice[] {
    const { calls } = this.parts;
    return calls.all().flatMap(({ gateway }) => {
      if (gateway.kind !== 'redirect' || calls.obstacle(gateway) !== null) return [];
      const { id: gatewayId, title, description, limits = {} } = gateway;
      const paidMinor = roundedUp(amountMinor, limits);
      const priced = calls.surcharge(gateway, paidMinor);
      if (!priced) return [];
      const surchargeMinor = priced.surcharge?.amountMinor ?? 0;
      const costs = { amountMinor: paidMinor, surchargeMinor, totalMinor: paidMinor + surchargeMinor };
      return [{ gatewayId, title, description, limits, ...costs }];
    });
  }

  async start(actor: Actor, untrusted: NewCheckout, options: { readonly idempotencyKey: string }): Promise<CheckoutOutcome> {
    const { database, calls } = this.parts;
    const checkout = validate(untrusted);
    const gateway = this.redirectGateway(checkout.gatewayId);
    const made = await database.transaction(actor, (tx) => this.make(tx, gateway, checkout, options.idempotencyKey));
    if (made.state !== 'new') return outcomeOf(made);
    const origin = this.parts.publicUrl || checkout.origin || '';
    const page = (name: string): string => `${origin.replace(/\/$/, '')}/pay/${made.id}/${name}?key=${made.returnKey}`;
    const outcome = await calls.start({
      attempt: shownAttempt(made),
      documentNumbers: await database.view(actor, (tx) => this.numbers(tx, made)),
      returnUrl: page('return'),
      cancelUrl: page('cancel'),
      locale: checkout.locale ?? this.parts.company.locale,
    });
    const attempt = await database.transaction(actor, async (tx) => {
      const current = await this.parts.reporter.lock(tx, made.id);
      if (!outcome) {
        await this.parts.books.note(tx, current, 'the gateway gave no answer to the order');
        return current;
      }
      if (outcome.kind === 'refused') return this.declined(tx, current, outcome);
      return this.opened(tx, current, outcome);
    });
    return outcomeOf(attempt);
  }

  /** A payer who comes back. Throws `ATTEMPT_UNKNOWN` unless the key is the attempt's own. */
  async comeBack(attemptId: string, key: string, why: 'return' | 'cancel', query: Readonly<Record<string, string>>): Promise<AskedAttempt> {
    const { database } = this.parts;
    const asked = await this.ask(await this.ofPayer(attemptId, key), why, query);
    const { id, gatewayId, state } = asked.attempt;
    if (why !== 'cancel' || state !== 'open') return asked;
    const attempt = await database.transaction(CORE_OWNER.actor, async (tx) => {
      await this.parts.reporter.report(tx, gatewayId, {
        attempt: { id },
        step: 'cancelled',
        reason: 'the payer went back without paying',
      });
      return this.parts.reporter.get(tx, id);
    });
    return { ...asked, attempt };
  }

  /**
   * Another try of an attempt that came to nothing, for who has the key of its payer: for as much of it as is still open. However often it is asked for
   * the same amount, it is one, unless that came to nothing before anybody was sent to pay: then the gateway is asked anew. Throws `ATTEMPT_UNKNOWN`, and `CHECKOUT_NOTHING_OPEN` where nothing is left to pay.
   */
  async again(
    actor: Actor,
    attemptId: string,
    key: string,
    { origin, locale }: Pick<NewCheckout, 'origin' | 'locale'>,
  ): Promise<CheckoutOutcome> {
    const attempt = await this.ofPayer(attemptId, key);
    if (!cameToNothing(attempt)) return { kind: 'over', attempt: shownAttempt(attempt) };
    const { gatewayId, customerId, documentIds, returnTo } = attempt;
    const openMinor = documentIds.length === 0 ? attempt.amountMinor : await this.stillOpen(actor, attempt);
    if (openMinor <= 0) throw nothingToPay();
    const { limits } = this.parts.calls.get(gatewayId);
    const amountMinor = Math.min(roundedUp(openMinor, limits), attempt.amountMinor);
    const wanted = {
      gatewayId,
      customerId,
      documentIds,
      amountMinor,
      ...(returnTo === null ? {} : { returnTo }),
      ...(origin === undefined ? {} : { origin }),
      ...(locale === undefined ? {} : { locale }),
    };
    return this.start(actor, wanted, { idempotencyKey: await this.keyOfNextTry(actor, attempt.id, amountMinor) });
  }

  private keyOfNextTry(actor: Actor, attemptId: string, amountMinor: number): Promise<string> {
    return this.parts.database.view(actor, async (tx) => {
      let key = keyAfter(attemptId, amountMinor);
      for (;;) {
        const known = await this.parts.attempts.findByKey(tx, storedKey(key));
        if (!known || known.reference !== null || !cameToNothing(known)) return key;
        key = keyAfter(known.id, amountMinor);
      }
    });
  }

  /** Asks the gateway how an attempt stands, books what it says, and says when it is to be asked again. */
  async ask(
    attempt: KeptAttempt,
    why: 'return' | 'cancel' | 'reconcile',
    query: Readonly<Record<string, string>> = {},
  ): Promise<AskedAttempt> {
    const { calls, database, clock } = this.parts;
    // Without a reference its order was never made, or nobody was sent there.
    const report = attempt.reference === null ? undefined : await calls.settle({ attempt: shownAttempt(attempt), why, query });
    return database.transaction(CORE_OWNER.actor, async (tx) => {
      await this.parts.reporter.lock(tx, attempt.id);
      // Of this attempt, whatever it says: a gateway that mixes two up must not pay one by the other.
      if (report) await this.parts.reporter.report(tx, attempt.gatewayId, { ...report, attempt: { id: attempt.id } });
      const nowMs = clock.nowMs();
      let current = await this.parts.reporter.get(tx, attempt.id);
      const isOver = current.expiresAtMs !== null && nowMs >= current.expiresAtMs && ['new', 'open'].includes(current.state);
      if (isOver && (report !== undefined || current.reference === null)) {
        await this.parts.reporter.report(tx, current.gatewayId, {
          attempt: { id: current.id },
          step: 'expired',
          reason: 'nobody has paid in time',
        });
        current = await this.parts.reporter.get(tx, attempt.id);
      }
      current = await this.checkAfter(tx, current, { isChanged: current.state !== attempt.state, isPayer: why !== 'reconcile' });
      return { attempt: current, isAnswered: report !== undefined };
    });
  }

  /** Says that an attempt is to be asked about later, without asking now. */
  postpone({ id, checks }: KeptAttempt): Promise<void> {
    return this.parts.database.transaction(CORE_OWNER.actor, async (tx) => {
      const current = await this.parts.reporter.lock(tx, id);
      await this.checkLater(tx, current, checks + 1);
    });
  }

  async get(tx: Transaction, attemptId: string): Promise<PaymentAttempt> {
    return shownAttempt(await this.parts.reporter.get(tx, attemptId));
  }

  /** With the key of its payer: only for who has shown that the payment is theirs. Throws `ATTEMPT_UNKNOWN`. */
  kept(tx: Transaction, attemptId: string): Promise<KeptAttempt> {
    return this.parts.reporter.get(tx, attemptId);
  }

  async ofCustomer(tx: Transaction, customerId: string, limit: number): Promise<readonly PaymentAttempt[]> {
    return (await this.parts.attempts.ofCustomer(tx, customerId, limit)).map(shownAttempt);
  }

  /** An attempt for who has its payer's key. Throws `ATTEMPT_UNKNOWN` unless the key is the attempt's own. */
  async ofPayer(attemptId: string, key: string): Promise<KeptAttempt> {
    const attempt = await this.parts.database.view(CORE_OWNER.actor, (tx) => this.parts.attempts.find(tx, attemptId));
    if (attempt && isEqual(attempt.returnKey, key)) return attempt;
    throw notFound('ATTEMPT_UNKNOWN', 'there is no such payment; open it again from your invoice');
  }

  /** A payer who looks, however often, puts off no question that is due by itself. */
  private checkAfter(
    tx: Transaction,
    attempt: KeptAttempt,
    { isChanged, isPayer }: { readonly isChanged: boolean; readonly isPayer: boolean },
  ): Promise<KeptAttempt> {
    if (isChanged) return this.checkLater(tx, attempt, 0);
    if (!isPayer) return this.checkLater(tx, attempt, attempt.checks + 1);
    return this.checkLater(tx, attempt, attempt.checks, attempt.checkAtMs ?? undefined);
  }

  private async checkLater(
    tx: Transaction,
    attempt: KeptAttempt,
    checks: number,
    latestAtMs = Number.POSITIVE_INFINITY,
  ): Promise<KeptAttempt> {
    const isRefundOpen = (await this.parts.movements.requestsOf(tx, attempt.id)).some(({ status }) => status === 'asked');
    const nextAtMs = nextCheckAtMs({ ...attempt, isRefundOpen }, checks, this.parts.clock.nowMs());
    const later = { ...attempt, checks, checkAtMs: nextAtMs === null ? null : Math.min(nextAtMs, latestAtMs) };
    await this.parts.attempts.update(tx, later);
    return later;
  }

  private stillOpen(actor: Actor, { documentIds }: KeptAttempt): Promise<number> {
    return this.parts.database.view(actor, (tx) => this.openOf(tx, documentIds));
  }

  private redirectGateway(gatewayId: string): RedirectGateway {
    const gateway = this.parts.calls.get(gatewayId);
    if (gateway.kind !== 'redirect') throw refused('CHECKOUT_REFUSED', `${gateway.title} sends nobody anywhere; choose another way to pay`);
    const obstacle = this.parts.calls.obstacle(gateway);
    if (obstacle !== null) throw unavailable(gateway, obstacle);
    return gateway;
  }

  private async make(tx: Transaction, gateway: RedirectGateway, checkout: NewCheckout, key: string): Promise<KeptAttempt> {
    const idempotencyKey = storedKey(key);
    await this.parts.customers.lock(tx, checkout.customerId);
    const known = await this.parts.attempts.findByKey(tx, idempotencyKey);
    if (known) {
      if (known.gatewayId === gateway.id && (await this.isSame(tx, known, checkout))) return known;
      throw refused('CHECKOUT_KEY_USED', 'this key stands for another payment; take a new one');
    }
    const amountMinor = checkout.amountMinor ?? roundedUp(await this.openOf(tx, checkout.documentIds ?? []), gateway.limits);
    if (amountMinor <= 0) throw nothingToPay();
    const draft = { customerId: checkout.customerId, amountMinor, method: gateway.id, documentIds: checkout.documentIds ?? [] };
    const answer = await this.parts.decisions.decide(HOOKS.paymentBeforeRecord, { tx, draft });
    if (answer) throw refused('CHECKOUT_REFUSED', answer.veto);
    const priced = this.parts.calls.surcharge(gateway, amountMinor);
    if (!priced) throw unavailable(gateway, 'it cannot say what it costs');
    const { surcharge } = priced;
    const surchargeMinor = surcharge === null ? 0 : await this.invoiced(tx, checkout.customerId, surcharge);
    this.demandWithin(gateway, amountMinor + surchargeMinor);
    return this.parts.maker.make(tx, gateway, {
      customerId: checkout.customerId,
      documentIds: checkout.documentIds ?? [],
      amountMinor,
      surcharge,
      surchargeMinor,
      step: 'new',
      idempotencyKey,
      ...(checkout.returnTo === undefined ? {} : { returnTo: checkout.returnTo }),
      expiresAtMs: this.parts.clock.nowMs() + DAY_MS,
    });
  }

  private async isSame(tx: Transaction, known: KeptAttempt, { customerId, documentIds = [], amountMinor }: NewCheckout): Promise<boolean> {
    const ids = new Set<string>();
    for (const idOrNumber of documentIds) ids.add((await this.parts.documents.get(tx, idOrNumber)).id);
    const areSame = ids.size === known.documentIds.length && known.documentIds.every((id) => ids.has(id));
    return known.customerId === customerId && areSame && (amountMinor ?? known.amountMinor) === known.amountMinor;
  }

  private demandWithin({ title, limits = {} }: RedirectGateway, totalMinor: number): void {
    if (isWithin(limits, totalMinor)) return;
    const { company } = this.parts;
    const said = [
      limits.minimumMinor === undefined ? '' : `from ${company.format(limits.minimumMinor)}`,
      limits.maximumMinor === undefined ? '' : `up to ${company.format(limits.maximumMinor)}`,
      limits.stepMinor === undefined ? '' : `in steps of ${company.format(limits.stepMinor)}`,
    ].filter((part) => part !== '');
    throw invalid('CHECKOUT_AMOUNT_OUTSIDE', `${title} takes amounts ${said.join(' ')}, not ${company.format(totalMinor)}`, 'amount');
  }

  /** What the surcharge's invoice will come to: tax, exemption and rounding are the customer's own. */
  private async invoiced(tx: Transaction, customerId: string, { description, amountMinor, taxCode }: GatewaySurcharge): Promise<number> {
    const line = { description, unitPriceMinor: amountMinor, isTaxIncluded: true, taxCode, revenue: 'other' } as const;
    return (await this.parts.documents.preview(tx, { kind: 'invoice', customerId, lines: [line] })).totalMinor;
  }

  private async openOf(tx: Transaction, documentIds: readonly string[]): Promise<number> {
    if (documentIds.length === 0) throw refused('CHECKOUT_REFUSED', 'say how much to pay, or which invoices');
    let amountMinor = 0;
    const seen = new Set<string>();
    for (const idOrNumber of documentIds) {
      const document = await this.parts.documents.get(tx, idOrNumber);
      if (!seen.has(document.id)) amountMinor += (await this.parts.payable.of(tx, document)).openMinor;
      seen.add(document.id);
    }
    return amountMinor;
  }

  private async numbers(tx: Transaction, { documentIds }: KeptAttempt): Promise<readonly string[]> {
    const numbers: string[] = [];
    for (const id of documentIds) numbers.push((await this.parts.documents.get(tx, id)).number);
    return numbers;
  }

  private async opened(
    tx: Transaction,
    attempt: KeptAttempt,
    { reference, url, expiresAtMs }: { readonly reference: string; readonly url: string; readonly expiresAtMs: number },
  ): Promise<KeptAttempt> {
    if (attempt.reference !== null && attempt.reference !== reference) return attempt;
    const step = isFurtherStep('open', attempt.step) ? 'open' : attempt.step;
    const opened = { ...attempt, reference, redirectUrl: url, step, expiresAtMs, checkAtMs: this.parts.clock.nowMs() + 2 * 60_000 };
    return this.parts.books.settle(tx, opened);
  }

  private async declined(
    tx: Transaction,
    attempt: KeptAttempt,
    { reason, reasonCode }: { readonly reason: string; readonly reasonCode?: string },
  ): Promise<KeptAttempt> {
    const why = { reason, ...(reasonCode === undefined ? {} : { reasonCode }) };
    await this.parts.reporter.report(tx, attempt.gatewayId, { attempt: { id: attempt.id }, step: 'declined', ...why });
    return this.parts.reporter.get(tx, attempt.id);
  }
}

export const CHECKOUT_SERVICE = createToken<CheckoutService>('core.checkout-service');

/** Whether a gateway takes a total. */
export function isWithin(
  { minimumMinor = 1, maximumMinor = Number.MAX_SAFE_INTEGER, stepMinor = 1 }: GatewayLimits,
  totalMinor: number,
): boolean {
  return totalMinor >= minimumMinor && totalMinor <= maximumMinor && totalMinor % stepMinor === 0;
}

/** Documents are paid whole: where a gateway takes no cents, a little more. */
function roundedUp(amountMinor: number, { stepMinor = 1 }: GatewayLimits = {}): number {
  return Math.ceil(amountMinor / stepMinor) * stepMinor;
}

function outcomeOf(attempt: KeptAttempt): CheckoutOutcome {
  const { state, redirectUrl, reference } = attempt;
  const shown = shownAttempt(attempt);
  if (state === 'open' && redirectUrl !== null) return { kind: 'redirect', url: redirectUrl, attempt: shown };
  // Without a reference there is no order: nobody was sent anywhere, and nothing can have been taken.
  return { kind: reference === null && (state === 'new' || state === 'declined') ? 'unavailable' : 'over', attempt: shown };
}

function storedKey(key: string): string {
  return `checkout:${key}`;
}

function keyAfter(attemptId: string, amountMinor: number): string {
  return `again:${attemptId}:${amountMinor}`;
}

function unavailable({ title }: RedirectGateway, why: string): Error {
  return refused('CHECKOUT_UNAVAILABLE', `${title} cannot be used now: ${why}`);
}

function nothingToPay(): Error {
  return refused('CHECKOUT_NOTHING_OPEN', 'nothing is left to pay, or a payment of it is on its way');
}

function isEqual(known: string, given: string): boolean {
  const [a, b] = [Buffer.from(known), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}
