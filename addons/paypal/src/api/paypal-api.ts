import type { PayPalMoney } from '../amounts/money.js';
import type { PayPalOrder, PayPalRefund } from './resources.js';

/** What makes an order. */
export interface OrderRequest {
  /** The idempotency key, up to 108 characters. */
  readonly key: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface RefundRequest {
  readonly key: string;
  readonly captureId: string;
  readonly amount: PayPalMoney;
}

/** A webhook's request, for PayPal to say whether it sent it. */
export interface SignedMessage {
  readonly webhookId: string;
  readonly transmissionId: string;
  readonly transmissionTime: string;
  readonly certificateUrl: string;
  readonly algorithm: string;
  readonly signature: string;
  /** As it came; it is passed back unchanged. */
  readonly body: string;
}

/** Everything that the add-on asks of PayPal. All of it throws `PayPalProblem`. */
export interface PayPalApi {
  createOrder(request: OrderRequest, signal: AbortSignal): Promise<PayPalOrder>;
  getOrder(orderId: string, signal: AbortSignal): Promise<PayPalOrder>;
  /** Takes the money of an approved order. With the same key again it answers what the first came to. */
  captureOrder(orderId: string, key: string, signal: AbortSignal): Promise<PayPalOrder>;
  refundCapture(request: RefundRequest, signal: AbortSignal): Promise<PayPalRefund>;
  isGenuine(message: SignedMessage, signal: AbortSignal): Promise<boolean>;
  /** The id of the webhook at an address, made unless it is there. */
  registerWebhook(url: string, eventTypes: readonly string[], signal: AbortSignal): Promise<string>;
  /** Resolves when the keys are good. */
  signIn(signal: AbortSignal): Promise<void>;
}
