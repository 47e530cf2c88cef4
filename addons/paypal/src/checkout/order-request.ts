import type { Company, GatewayStartRequest } from '@tapline/sdk';
import { toPayPal } from '../amounts/money.js';
import type { OrderRequest } from '../api/paypal-api.js';
import type { PayPalSettings } from '../settings.js';

type LookSettings = Pick<PayPalSettings, 'brandName' | 'landingPage' | 'acceptsDelayed'>;

const LONGEST = 127;
/** What PayPal takes for a language; others are left to it. */
const LOCALE = /^[a-z]{2}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$/;

/** The order of an attempt. Source: Orders API v2, "Create order". */
export function orderRequest(
  { attempt, documentNumbers, returnUrl, cancelUrl, locale }: Omit<GatewayStartRequest, 'signal'>,
  settings: LookSettings,
  company: Pick<Company, 'name'>,
): OrderRequest {
  const { id, totalMinor, currency } = attempt;
  const about = documentNumbers.length === 0 ? `Credit with ${company.name}` : documentNumbers.join(', ');
  const unit = {
    reference_id: 'default',
    amount: toPayPal({ amountMinor: totalMinor, currency }),
    custom_id: id,
    invoice_id: invoiceId(documentNumbers[0] ?? 'credit', id),
    description: cut(about),
  };
  const experience = {
    brand_name: cut(settings.brandName || company.name),
    landing_page: settings.landingPage,
    shipping_preference: 'NO_SHIPPING',
    user_action: 'PAY_NOW',
    payment_method_preference: settings.acceptsDelayed ? 'UNRESTRICTED' : 'IMMEDIATE_PAYMENT_REQUIRED',
    return_url: returnUrl,
    cancel_url: cancelUrl,
    ...(LOCALE.test(locale) ? { locale } : {}),
  };
  const body = { intent: 'CAPTURE', purchase_units: [unit], payment_source: { paypal: { experience_context: experience } } };
  return { key: id, body };
}

/** Accounts may demand that it is used once: a second try to pay an invoice must have another. */
function invoiceId(number: string, attemptId: string): string {
  return `${number.slice(0, 90)}-${attemptId}`;
}

function cut(text: string): string {
  // By code points: half of one is refused.
  return Array.from(text).slice(0, LONGEST).join('');
}
