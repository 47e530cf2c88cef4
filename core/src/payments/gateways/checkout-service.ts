import { timingSafeEqual } from 'node:crypto';
import {
  type Actor,
  type CheckoutChoice,
  type CheckoutOutcome,
  type Clock,
  type Company,
  createToken,
  type GatewaySurcharge,
  HOOKS,
  type NewCheckout,
  notFound,
  type PaymentAttempt,
  type RedirectGateway,
  refused,
  type Transaction,
} from '@tapline/sdk';
import type { CustomerService } from '../../customers/customer-service.js';
import type { DocumentService } from '../../documents/document-service.js';
import type { SettlementService } from '../../documents/open-items/settlement-service.js';
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
import { isFurtherStep, type KeptAttempt, shownAttempt } from './kept-attempt.js';
import type { PendingMoney } from './pending-money.js';

export interface CheckoutParts {
  readonly attempts: AttemptStore;
  readonly maker: AttemptMaker;
  readonly books: GatewayBooks;
  readonly reporter: GatewayReporter;
  readonly calls: GatewayCalls;
  readonly pending: PendingMoney;
  readonly customers: CustomerService;
  readonly documents: DocumentService;
  readonly settlement: SettlementService;
  readonly decisions: Decisions;
  readonly database: Database;
  readonly company: Company;
  readonly clock: Clock;
  /** Where payers reach this installation, unless a checkout says so. */
  readonly publicUrl: string;
}

const DAY_MS = 86_400_000;
const validate = compileValidator<NewCheckout>(CHECKOUT_SCHEMA, 'CHECKOUT_INVALID');

/** Paying through redirect gateways: to the gateway, and back. What waits for a gateway is in no transaction. */
export class CheckoutService {
  constructor(private readonly parts: CheckoutParts) {}

  choices(amountMinor: number): readonly CheckoutChoice[] {
    return this.parts.calls.all().flatMap(({ gateway }) => {
      if (gateway.kind !== 'redirect' || this.parts.calls.obstacle(gateway) !== null) return [];
      const surchargeMinor = surchargeOf(gateway, amountMinor)?.amountMinor ?? 0;
      const { id: gatewayId, title, description } = gateway;
      return [{ gatewayId, title, description, surchargeMinor, totalMinor: amountMinor + surchargeMinor }];
    });
  }

  async start(actor: Actor, untrusted: NewCheckout, options: { readonly idempotencyKey: string }): Promise<CheckoutOutcome> {
    const { database, calls } = this.parts;
    const checkout = validate(untrusted);
    const gateway = this.redirectGateway(checkout.gatewayId);
    const made = await database.transaction(actor, (tx) => this.make(tx, gateway, checkout, options.idempotencyKey));
    if (made.state === 'open' && made.redirectUrl !== null) return { kind: 'redirect', url: made.redirectUrl, attempt: shownAttempt(made) };
    if (made.state !== 'new') return { kind: 'over', attempt: shownAttempt(made) };
    const origin = this.parts.publicUrl || checkout.origin || '';
    const page = (name: string): string => `${origin.replace(/\/$/, '')}/pay/${made.id}/${name}?key=${made.returnKey}`;
    const outcome = await calls.start({
      attempt: shownAttempt(made),
      documentNumbers: await database.view(actor, (tx) => this.numbers(tx, made)),
      returnUrl: page('return'),
      cancelUrl: page('cancel'),
      locale: this.parts.company.locale,
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
    const shown = shownAttempt(attempt);
    if (attempt.state === 'open' && attempt.redirectUrl !== null) return { kind: 'redirect', url: attempt.redirectUrl, attempt: shown };
    return { kind: attempt.state === 'new' || attempt.state === 'declined' ? 'unavailable' : 'over', attempt: shown };
  }

  /** A payer who comes back. Throws `ATTEMPT_UNKNOWN` unless the key is the attempt's own. */
  async comeBack(attemptId: string, key: string, why: 'return' | 'cancel', query: Readonly<Record<string, string>>): Promise<KeptAttempt> {
    const { database } = this.parts;
    const attempt = await database.view(CORE_OWNER.actor, (tx) => this.parts.attempts.find(tx, attemptId));
    if (!attempt || !isEqual(attempt.returnKey, key))
      throw notFound('ATTEMPT_UNKNOWN', 'there is no such payment; open it again from your invoice');
    const asked = await this.ask(attempt, why, query);
    if (why !== 'cancel' || asked.state !== 'open') return asked;
    return database.transaction(CORE_OWNER.actor, async (tx) => {
      await this.parts.reporter.report(tx, asked.gatewayId, {
        attempt: { id: asked.id },
        step: 'cancelled',
        reason: 'the payer went back without paying',
      });
      return this.parts.reporter.get(tx, asked.id);
    });
  }

  /** Asks the gateway how an attempt stands, books what it says, and says when it is to be asked again. */
  async ask(
    attempt: KeptAttempt,
    why: 'return' | 'cancel' | 'reconcile',
    query: Readonly<Record<string, string>> = {},
  ): Promise<KeptAttempt> {
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
      const checks = current.state === attempt.state ? attempt.checks + 1 : 0;
      current = { ...current, checks, checkAtMs: nextCheckAtMs(current, checks, nowMs) };
      await this.parts.attempts.update(tx, current);
      return current;
    });
  }

  /** Says that an attempt is to be asked about later, without asking now. */
  postpone({ id, checks }: KeptAttempt): Promise<void> {
    return this.parts.database.transaction(CORE_OWNER.actor, async (tx) => {
      const current = await this.parts.reporter.lock(tx, id);
      await this.parts.attempts.update(tx, {
        ...current,
        checks: checks + 1,
        checkAtMs: nextCheckAtMs(current, checks + 1, this.parts.clock.nowMs()),
      });
    });
  }

  async get(tx: Transaction, attemptId: string): Promise<PaymentAttempt> {
    return shownAttempt(await this.parts.reporter.get(tx, attemptId));
  }

  async ofCustomer(tx: Transaction, customerId: string, limit: number): Promise<readonly PaymentAttempt[]> {
    return (await this.parts.attempts.ofCustomer(tx, customerId, limit)).map(shownAttempt);
  }

  private redirectGateway(gatewayId: string): RedirectGateway {
    const gateway = this.parts.calls.get(gatewayId);
    if (gateway.kind !== 'redirect') throw refused('CHECKOUT_REFUSED', `${gateway.title} sends nobody anywhere; choose another way to pay`);
    const obstacle = this.parts.calls.obstacle(gateway);
    if (obstacle !== null) throw refused('CHECKOUT_REFUSED', `${gateway.title} cannot be used now: ${obstacle}`);
    return gateway;
  }

  private async make(tx: Transaction, gateway: RedirectGateway, checkout: NewCheckout, key: string): Promise<KeptAttempt> {
    const idempotencyKey = `checkout:${key}`;
    await this.parts.customers.lock(tx, checkout.customerId);
    const known = await this.parts.attempts.findByKey(tx, idempotencyKey);
    if (known) {
      if (known.customerId === checkout.customerId && known.gatewayId === gateway.id) return known;
      throw refused('CHECKOUT_REFUSED', 'this key stands for another payment; take a new one');
    }
    const amountMinor = checkout.amountMinor ?? (await this.openOf(tx, checkout.documentIds ?? []));
    if (amountMinor <= 0) throw refused('CHECKOUT_REFUSED', 'nothing is left to pay, or a payment of it is on its way');
    const draft = { customerId: checkout.customerId, amountMinor, method: gateway.id, documentIds: checkout.documentIds ?? [] };
    const answer = await this.parts.decisions.decide(HOOKS.paymentBeforeRecord, { tx, draft });
    if (answer) throw refused('CHECKOUT_REFUSED', answer.veto);
    const surcharge = surchargeOf(gateway, amountMinor);
    return this.parts.maker.make(tx, gateway, {
      customerId: checkout.customerId,
      documentIds: checkout.documentIds ?? [],
      amountMinor,
      surcharge,
      surchargeMinor: surcharge === null ? 0 : await this.invoiced(tx, checkout.customerId, surcharge),
      step: 'new',
      idempotencyKey,
      ...(checkout.returnTo === undefined ? {} : { returnTo: checkout.returnTo }),
      expiresAtMs: this.parts.clock.nowMs() + DAY_MS,
    });
  }

  /** What the surcharge's invoice will come to: tax, exemption and rounding are the customer's own. */
  private async invoiced(tx: Transaction, customerId: string, { description, amountMinor, taxCode }: GatewaySurcharge): Promise<number> {
    const line = { description, unitPriceMinor: amountMinor, isTaxIncluded: true, taxCode, revenue: 'other' } as const;
    return (await this.parts.documents.preview(tx, { kind: 'invoice', customerId, lines: [line] })).totalMinor;
  }

  private async openOf(tx: Transaction, documentIds: readonly string[]): Promise<number> {
    if (documentIds.length === 0) throw refused('CHECKOUT_REFUSED', 'say how much to pay, or which invoices');
    let amountMinor = 0;
    for (const idOrNumber of new Set(documentIds)) {
      const { id, kind, customerId, totalMinor } = await this.parts.documents.get(tx, idOrNumber);
      const open = (await this.parts.settlement.openInvoices(tx, customerId)).find(({ documentId }) => documentId === id);
      if (open) {
        const [invoice] = (await this.parts.pending.of(tx, await this.parts.settlement.openInvoices(tx, customerId))).filter(
          ({ documentId }) => documentId === id,
        );
        amountMinor += open.openMinor - (invoice?.pendingMinor ?? 0);
      } else if (kind === 'proforma' && (await this.parts.documents.related(tx, id)).length === 0) amountMinor += totalMinor;
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

function surchargeOf(gateway: RedirectGateway, amountMinor: number): GatewaySurcharge | null {
  const surcharge = gateway.surcharge?.(amountMinor) ?? null;
  return surcharge !== null && surcharge.amountMinor > 0 ? surcharge : null;
}

function isEqual(known: string, given: string): boolean {
  const [a, b] = [Buffer.from(known), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}
