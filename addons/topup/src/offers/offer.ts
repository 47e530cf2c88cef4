import { type AmountMinor, type CurrencyCode, invalid, parseAmount, parseOctets } from '@tapline/sdk';
import { parseValidity, type Validity } from './validity.js';

/** What is sold: so many octets, for a price, for a time. */
export interface Offer {
  /** As it is written and sold: `5 GB for 10.00, 30 days`. A new price is a new offer, so nobody buys at another price than the one seen. */
  readonly name: string;
  /** `5 GB`. */
  readonly amount: string;
  readonly octets: bigint;
  /** Tax included. */
  readonly priceMinor: AmountMinor;
  readonly validity: Validity;
}

/** What costs nothing is for admins to give: customers could take it without end. */
export function isForCustomers({ priceMinor }: Offer): boolean {
  return priceMinor > 0;
}

export const OFFER_PATTERN = '^\\S+ ?\\S+ for \\S+, .+$';

/** Reads `5 GB for 10.00, 30 days`. Throws `TOPUP_OFFER_INVALID`. */
export function parseOffer(text: string, currency: CurrencyCode): Offer {
  const name = text.trim().replace(/\s+/g, ' ');
  const [, amount = '', price = '', lasts = ''] = /^(\S+ ?\S+) for (\S+), (.+)$/.exec(name) ?? [];
  const octets = parseOctets(amount);
  const validity = parseValidity(lasts);
  const priceMinor = priceOf(price, currency);
  if (octets === undefined || octets === 0n || validity === undefined || priceMinor === undefined) {
    const how = 'write it like 5 GB for 10.00, 30 days; or with end of period, unlimited, 2 weeks, 1 month';
    throw invalid('TOPUP_OFFER_INVALID', `"${text}" is no offer; ${how}`, 'offers');
  }
  return { name, amount, octets, priceMinor, validity };
}

function priceOf(text: string, currency: CurrencyCode): AmountMinor | undefined {
  try {
    const priceMinor = parseAmount(text, currency);
    return priceMinor >= 0 ? priceMinor : undefined;
  } catch {
    return undefined;
  }
}
