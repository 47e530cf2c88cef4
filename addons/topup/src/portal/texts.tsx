import { Money, Octets } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { Offer } from '../offers/offer.js';
import { parseValidity } from '../offers/validity.js';
import type { Purchase } from '../purchases/purchase.js';
import { validityText } from './offer-text.js';

/** Words at one side, what can be done at the other. */
export const ROW = 'd-flex justify-content-between align-items-center gap-3 py-2';
/** Of a row: a button, or a few words that stay together. */
export const ROW_END = 'd-flex gap-2 flex-shrink-0 text-nowrap';

export function OfferText({ offer, language }: { readonly offer: Offer; readonly language: string }): JSX.Element {
  return (
    <span>
      {offer.amount}, {validityText(offer.validity, language)}: <Money amountMinor={offer.priceMinor} />
    </span>
  );
}

export function PurchaseText({ purchase, language }: { readonly purchase: Purchase; readonly language: string }): JSX.Element {
  const validity = parseValidity(purchase.validity);
  return (
    <>
      <Octets octets={purchase.octets} />
      {validity && `, ${validityText(validity, language)}`}: <Money amountMinor={purchase.priceMinor} />
    </>
  );
}
