import { randomBytes } from 'node:crypto';
import {
  type Clock,
  type Company,
  type GatewaySurcharge,
  gatewayAccounts,
  type PaymentGateway,
  refused,
  type Transaction,
} from '@tapline/sdk';
import type { DocumentService } from '../../documents/document-service.js';
import { newId } from '../../kernel/ids/id.js';
import type { AttemptStore } from './attempt-store.js';
import type { GatewayBooks } from './gateway-books.js';
import { type AttemptStep, type KeptAttempt, standingOf } from './kept-attempt.js';

/** What is kept of a gateway with each attempt, so that its money can be booked while its add-on is away. */
export type GatewayIdentity = Pick<PaymentGateway, 'id' | 'kind' | 'title' | 'account'>;

export interface AttemptToMake {
  readonly customerId: string;
  readonly documentIds?: readonly string[];
  readonly amountMinor: number;
  readonly surcharge: GatewaySurcharge | null;
  readonly surchargeMinor: number;
  readonly step: AttemptStep;
  readonly reference?: string;
  readonly idempotencyKey: string;
  readonly returnTo?: string;
  readonly expiresAtMs?: number;
}

const BANK = 'asset.bank';

/** Makes attempts; the customer is locked by the caller. */
export class AttemptMaker {
  constructor(
    private readonly parts: {
      readonly attempts: AttemptStore;
      readonly documents: DocumentService;
      readonly books: GatewayBooks;
      readonly company: Company;
      readonly clock: Clock;
    },
  ) {}

  /** Throws `CHECKOUT_REFUSED` for documents that nobody can pay: another customer's, credit notes. */
  async make(tx: Transaction, gateway: GatewayIdentity, wanted: AttemptToMake): Promise<KeptAttempt> {
    const nowMs = this.parts.clock.nowMs();
    const { amountMinor, surchargeMinor, surcharge, step, customerId, idempotencyKey, returnTo } = wanted;
    const bare = {
      id: newId(),
      gatewayId: gateway.id,
      gatewayKind: gateway.kind,
      gatewayTitle: gateway.title.slice(0, 80),
      account: gateway.account === 'bank' ? BANK : gatewayAccounts(gateway.id).asset.code,
      customerId,
      documentIds: await this.payable(tx, customerId, wanted.documentIds ?? []),
      amountMinor,
      surchargeMinor,
      totalMinor: amountMinor + surchargeMinor,
      surcharge,
      currency: this.parts.company.currency,
      reference: wanted.reference ?? null,
      redirectUrl: null,
      idempotencyKey,
      returnKey: randomBytes(24).toString('base64url'),
      returnTo: returnTo ?? null,
      step,
      stepReason: null,
      stepReasonCode: null,
      surchargeDocumentId: null,
      surchargeRound: 0,
      createdAtMs: nowMs,
      changedAtMs: nowMs,
      expiresAtMs: wanted.expiresAtMs ?? null,
      checkAtMs: wanted.expiresAtMs ?? null,
      checks: 0,
    };
    const nothing = { state: step, reason: null, reasonCode: null, paidMinor: 0, returnedMinor: 0, pendingMinor: 0 } as const;
    const attempt: KeptAttempt = { ...bare, ...nothing, ...standingOf({ ...bare, ...nothing }, []) };
    await this.parts.attempts.insert(tx, attempt);
    await this.parts.books.tell(tx, attempt, null);
    return attempt;
  }

  /** The ids of what is named by id or number. Throws `CHECKOUT_REFUSED`. */
  async payable(tx: Transaction, customerId: string, named: readonly string[]): Promise<readonly string[]> {
    const ids = new Set<string>();
    for (const idOrNumber of named) {
      const document = await this.parts.documents.get(tx, idOrNumber);
      if (document.customerId !== customerId || (document.kind !== 'invoice' && document.kind !== 'proforma')) {
        throw refused('CHECKOUT_REFUSED', `${document.number} is no invoice of this customer; name invoices or pro-formas of one customer`);
      }
      ids.add(document.id);
    }
    return [...ids];
  }
}
