import { fromPayPal, type MoneyAmount } from '../amounts/money.js';
import { asRecord, demand, type JsonRecord, recordsIn, textIn } from './json-reader.js';

/** An order, as far as it matters here. Source: Orders API v2. */
export interface PayPalOrder {
  readonly id: string;
  /** `CREATED`, `SAVED`, `PAYER_ACTION_REQUIRED`, `APPROVED`, `VOIDED`, `COMPLETED`; completed does not mean that money came. */
  readonly status: string;
  /** Where the payer approves it; null once it is over. */
  readonly payerUrl: string | null;
  /** What it is about; null where an answer leaves it out. */
  readonly amount: MoneyAmount | null;
  readonly captures: readonly PayPalCapture[];
  readonly refunds: readonly PayPalRefund[];
}

/** Money that was taken. Source: Payments API v2. */
export interface PayPalCapture {
  readonly id: string;
  /** `COMPLETED`, `PENDING`, `DECLINED`, `FAILED`, `PARTIALLY_REFUNDED`, `REFUNDED`. */
  readonly status: string;
  /** Why it is pending: `ECHECK`, `PENDING_REVIEW`; empty for none. */
  readonly reason: string;
  readonly amount: MoneyAmount;
  /** In the currency of the payment; undefined while PayPal has not said. */
  readonly feeMinor: number | undefined;
}

/** Money that went back: a refund, or what PayPal took back itself. */
export interface PayPalRefund {
  readonly id: string;
  /** Empty where it does not say. */
  readonly captureId: string;
  /** `COMPLETED`, `PENDING`, `FAILED`, `CANCELLED`. */
  readonly status: string;
  readonly amount: MoneyAmount;
  /** What PayPal gave back of its fee, in the currency of the payment. */
  readonly feeBackMinor: number | undefined;
  readonly reason: string;
}

/** All of these throw {@link PayPalProblem} for what is no such thing. */
export function readOrder(answer: unknown): PayPalOrder {
  const order = demand(asRecord(answer), 'order');
  const [unit] = recordsIn(order.purchase_units);
  const payments = asRecord(unit?.payments);
  const links = recordsIn(order.links);
  const payer = links.find(({ rel }) => rel === 'payer-action' || rel === 'approve');
  return {
    id: demand(textIn(order, 'id', 100), 'order id'),
    status: demand(textIn(order, 'status', 60), 'status'),
    payerUrl: textIn(payer, 'href', 4000) || null,
    amount: readMoney(unit?.amount) ?? null,
    captures: recordsIn(payments?.captures).map(readCapture),
    refunds: recordsIn(payments?.refunds).map(readRefund),
  };
}

export function readCapture(answer: unknown): PayPalCapture {
  const capture = demand(asRecord(answer), 'capture');
  return {
    id: demand(textIn(capture, 'id', 100), 'capture id'),
    status: demand(textIn(capture, 'status', 60), 'status'),
    reason: textIn(asRecord(capture.status_details), 'reason', 80),
    amount: demand(readMoney(capture.amount), 'amount'),
    feeMinor: readMoney(asRecord(capture.seller_receivable_breakdown)?.paypal_fee)?.amountMinor,
  };
}

export function readRefund(answer: unknown): PayPalRefund {
  const refund = demand(asRecord(answer), 'refund');
  return {
    id: demand(textIn(refund, 'id', 100), 'refund id'),
    captureId: captureOf(refund),
    status: demand(textIn(refund, 'status', 60), 'status'),
    amount: demand(readMoney(refund.amount), 'amount'),
    feeBackMinor: readMoney(asRecord(refund.seller_payable_breakdown)?.paypal_fee)?.amountMinor,
    reason: textIn(asRecord(refund.status_details), 'reason', 80),
  };
}

export function readMoney(value: unknown): MoneyAmount | undefined {
  const money = asRecord(value);
  const [code, amount] = [textIn(money, 'currency_code', 3), textIn(money, 'value', 32)];
  return code === '' || amount === '' ? undefined : fromPayPal({ currency_code: code, value: amount });
}

/** The link `up` leads to the capture. */
function captureOf(refund: JsonRecord): string {
  const up = recordsIn(refund.links).find(({ rel }) => rel === 'up');
  return /\/captures\/([A-Za-z0-9-]{1,60})$/.exec(textIn(up, 'href', 500))?.[1] ?? '';
}
