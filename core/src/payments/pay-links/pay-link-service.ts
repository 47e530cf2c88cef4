import { type Clock, createToken, type Transaction } from '@tapline/sdk';
import { bearerSecretHash, newBearerSecret } from '../../accounts/bearer-secret.js';
import type { PayLinkStore } from './pay-link-store.js';

export interface PayLinkParts {
  readonly store: PayLinkStore;
  readonly clock: Clock;
  /** The address that people use; empty where it is not known. */
  readonly publicUrl: string;
  /** Whether anything can be paid through a gateway. */
  readonly canPay: () => boolean;
}

/** Values of a message: what its wording may use, and what only the customer may read. */
export interface PayLinkValues {
  readonly values: { readonly payLink: string };
  readonly secretValues?: { readonly payLink: string };
}

export const PAY_LINK_PATH = '/portal/pay-link';
const LIVES_DAYS = 90;
const DAY_MS = 86_400_000;
const NONE: PayLinkValues = { values: { payLink: '' } };

/** Links in mails by which somebody pays one invoice without signing in. Each holds 256 random bits of which only the hash is kept. */
export class PayLinkService {
  constructor(private readonly parts: PayLinkParts) {}

  /** A new link to pay an invoice, for a message; none where nothing can be paid or the address of this installation is not known. */
  async forMessage(tx: Transaction, documentId: string | null): Promise<PayLinkValues> {
    const { store, clock, publicUrl, canPay } = this.parts;
    if (documentId === null || publicUrl === '' || !canPay()) return NONE;
    const key = newBearerSecret();
    await store.insert(tx, { keyHash: bearerSecretHash(key), documentId, expiresAtMs: clock.nowMs() + LIVES_DAYS * DAY_MS });
    return { ...NONE, secretValues: { payLink: `${publicUrl.replace(/\/$/, '')}${PAY_LINK_PATH}?key=${key}` } };
  }

  /** The invoice that a link is for; `undefined` for one that was never made or is too old. */
  async documentOf(tx: Transaction, key: string): Promise<string | undefined> {
    const link = key.length > 100 ? undefined : await this.parts.store.find(tx, bearerSecretHash(key));
    return link && link.expiresAtMs > this.parts.clock.nowMs() ? link.documentId : undefined;
  }

  /** How many links that are over were dropped. */
  pruneSome(tx: Transaction): Promise<number> {
    return this.parts.store.pruneSome(tx, this.parts.clock.nowMs());
  }
}

export const PAY_LINKS = createToken<PayLinkService>('core.pay-links');
