import { randomBytes } from 'node:crypto';

/** How a payer's approval comes out when it is captured. */
export type Plan = 'COMPLETED' | 'PENDING' | 'DECLINED' | 'INSTRUMENT_DECLINED';

interface Money {
  readonly currency_code: string;
  readonly value: string;
}

export interface FakeCapture {
  readonly id: string;
  status: string;
  amount: Money;
  readonly invoiceId: string;
  readonly customId: string;
  readonly orderId: string;
  readonly refunds: FakeRefund[];
}

export interface FakeRefund {
  readonly id: string;
  readonly captureId: string;
  status: string;
  readonly amount: Money;
}

export interface FakeOrder {
  readonly id: string;
  status: string;
  plan: Plan;
  unit: { readonly amount: Money; readonly invoice_id: string; readonly custom_id: string };
  readonly returnUrl: string;
  readonly cancelUrl: string;
  capture: FakeCapture | undefined;
  isPayerKnown: boolean;
}

export const paypalId = (): string => randomBytes(9).toString('hex').toUpperCase().slice(0, 17);

const decimals = (currency: string): number => (['JPY', 'HUF', 'TWD'].includes(currency) ? 0 : 2);

export function toMinor({ value, currency_code }: Money): number {
  return Math.round(Number(value) * 10 ** decimals(currency_code));
}

export function money(minor: number, currency: string): Money {
  return { currency_code: currency, value: (minor / 10 ** decimals(currency)).toFixed(decimals(currency)) };
}

const link = (rel: string, href: string, method = 'GET') => ({ rel, href, method });

/** 3.4 % and 0.35, as in many countries. */
function feeOf(amount: Money): Money {
  return money(Math.round(toMinor(amount) * 0.034) + 35, amount.currency_code);
}

/** As PayPal shows a capture. */
export function captureView(api: string, capture: FakeCapture): object {
  const { id, status, amount, invoiceId, customId, orderId } = capture;
  const fee = feeOf(amount);
  const net = money(toMinor(amount) - toMinor(fee), amount.currency_code);
  const isSettled = !['PENDING', 'DECLINED'].includes(status);
  return {
    id,
    status,
    ...(status === 'PENDING' ? { status_details: { reason: 'PENDING_REVIEW' } } : {}),
    amount,
    invoice_id: invoiceId,
    custom_id: customId,
    final_capture: true,
    ...(isSettled ? { seller_receivable_breakdown: { gross_amount: amount, paypal_fee: fee, net_amount: net } } : {}),
    supplementary_data: { related_ids: { order_id: orderId } },
    links: [link('self', `${api}/v2/payments/captures/${id}`), link('up', `${api}/v2/checkout/orders/${orderId}`)],
  };
}

/** As PayPal shows a refund. */
export function refundView(api: string, { id, status, amount, captureId }: FakeRefund, capture: FakeCapture): object {
  return {
    id,
    status,
    amount,
    invoice_id: capture.invoiceId,
    custom_id: capture.customId,
    seller_payable_breakdown: { gross_amount: amount, paypal_fee: money(0, amount.currency_code), net_amount: amount },
    links: [link('self', `${api}/v2/payments/refunds/${id}`), link('up', `${api}/v2/payments/captures/${captureId}`)],
  };
}

/** As PayPal shows an order. */
export function orderView(api: string, order: FakeOrder): object {
  const { id, status, unit, capture } = order;
  const payments = capture && {
    captures: [captureView(api, capture)],
    ...(capture.refunds.length === 0 ? {} : { refunds: capture.refunds.map((refund) => refundView(api, refund, capture)) }),
  };
  const isOpen = status !== 'COMPLETED' && status !== 'VOIDED';
  return {
    id,
    intent: 'CAPTURE',
    status,
    payment_source: { paypal: order.isPayerKnown ? { email_address: 'buyer@example.com', account_id: 'QYR5Z8XDVJNXQ' } : {} },
    purchase_units: [{ reference_id: 'default', ...unit, ...(payments ? { payments } : {}) }],
    links: [link('self', `${api}/v2/checkout/orders/${id}`), ...(isOpen ? [link('payer-action', `${api}/checkoutnow?token=${id}`)] : [])],
  };
}
