import type { MoneyAmount } from '../amounts/money.js';
import { asRecord, type JsonRecord, recordsIn, textIn } from '../api/json-reader.js';
import type { PayPalRefund } from '../api/resources.js';
import { readMoney, readRefund } from '../api/resources.js';

/** What a dispute says of money. */
export interface PayPalDispute {
  readonly id: string;
  readonly captureId: string;
  readonly amount: MoneyAmount;
  /** `UNAUTHORISED`, `MERCHANDISE_OR_SERVICE_NOT_RECEIVED`. */
  readonly reason: string;
  /** The money stays where it was. */
  readonly isWon: boolean;
}

/** A message, by what is to be done about it. */
export type PayPalEvent = { readonly id: string; readonly type: string; readonly attemptId: string } & (
  | { readonly about: 'order'; readonly orderId: string }
  | { readonly about: 'return'; readonly refund: PayPalRefund; readonly kind: 'refund' | 'reversal' }
  | { readonly about: 'dispute'; readonly dispute: PayPalDispute }
  | { readonly about: 'nothing' }
);

/** Those that a webhook is registered for. */
export const EVENT_TYPES: readonly string[] = [
  'CHECKOUT.ORDER.APPROVED',
  'CHECKOUT.ORDER.COMPLETED',
  'CHECKOUT.PAYMENT-APPROVAL.REVERSED',
  'PAYMENT.CAPTURE.COMPLETED',
  'PAYMENT.CAPTURE.PENDING',
  'PAYMENT.CAPTURE.DENIED',
  'PAYMENT.CAPTURE.DECLINED',
  'PAYMENT.CAPTURE.REFUNDED',
  'PAYMENT.CAPTURE.REVERSED',
  'CUSTOMER.DISPUTE.CREATED',
  'CUSTOMER.DISPUTE.UPDATED',
  'CUSTOMER.DISPUTE.RESOLVED',
];

/**
 * Outcomes after which a dispute holds nothing: it was won, PayPal has paid the payer itself (`RESOLVED_WITH_PAYOUT`), or nothing was decided because
 * another case took its place (`NONE`), which is told by itself.
 */
const WON = new Set(['RESOLVED_SELLER_FAVOUR', 'CANCELED_BY_BUYER', 'DENIED', 'RESOLVED_WITH_PAYOUT', 'NONE']);

/** Throws for what is no event, or not one of its type. */
export function readEvent(body: string): PayPalEvent {
  const event = asRecord(JSON.parse(body));
  const resource = asRecord(event?.resource);
  const [id, type] = [textIn(event, 'id', 100), textIn(event, 'event_type', 100)];
  if (id === '' || type === '' || !resource) throw new Error('this is no event of PayPal’s');
  const named = { id, type, attemptId: attemptIn(resource) };
  if (!EVENT_TYPES.includes(type)) return { ...named, about: 'nothing' };
  if (type.startsWith('CUSTOMER.DISPUTE.')) return disputed(named, resource);
  if (type === 'PAYMENT.CAPTURE.REFUNDED') return { ...named, about: 'return', kind: 'refund', refund: readRefund(resource) };
  if (type === 'PAYMENT.CAPTURE.REVERSED') return { ...named, about: 'return', kind: 'reversal', refund: readRefund(resource) };
  return { ...named, about: 'order', orderId: orderIn(type, resource) };
}

function orderIn(type: string, resource: JsonRecord): string {
  if (type.startsWith('CHECKOUT.ORDER.')) return textIn(resource, 'id', 100);
  if (type === 'CHECKOUT.PAYMENT-APPROVAL.REVERSED') return textIn(resource, 'order_id', 100);
  return textIn(asRecord(asRecord(resource.supplementary_data)?.related_ids), 'order_id', 100);
}

function disputed(named: Pick<PayPalEvent, 'id' | 'type' | 'attemptId'>, resource: JsonRecord): PayPalEvent {
  const [transaction] = recordsIn(resource.disputed_transactions);
  const amount = readMoney(resource.dispute_amount);
  const captureId = textIn(transaction, 'seller_transaction_id', 60);
  const id = textIn(resource, 'dispute_id', 60);
  if (!amount || captureId === '' || id === '') return { ...named, about: 'nothing' };
  const isWon = WON.has(textIn(asRecord(resource.dispute_outcome), 'outcome_code', 60));
  return { ...named, about: 'dispute', dispute: { id, captureId, amount, reason: textIn(resource, 'reason', 80), isWon } };
}

/** Our own name of the attempt; empty where it has none that can be ours. */
function attemptIn(resource: JsonRecord): string {
  const [unit] = recordsIn(resource.purchase_units);
  const [transaction] = recordsIn(resource.disputed_transactions);
  const name = textIn(resource, 'custom_id', 127) || textIn(unit, 'custom_id', 127) || textIn(transaction, 'custom', 127);
  return /^[0-9a-z]{26}$/.test(name) ? name : '';
}
