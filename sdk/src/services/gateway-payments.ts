import type { OpenInvoice } from '../domain/document.js';
import type { GatewayReport, PaymentAttempt, PaymentAttemptState, ReportOutcome } from '../domain/payment-attempt.js';
import type { AmountMinor } from '../money/money.js';
import type { LocalDate } from '../time/calendar.js';
import type { Transaction } from '../transaction.js';

/** An open invoice, and what of it is on its way: being collected, or held back by a gateway. */
export interface CollectableInvoice extends OpenInvoice {
  readonly pendingMinor: AmountMinor;
}

/** A customer whose balance is under 0. */
export interface OwedBalance {
  readonly customerId: string;
  /** What the balance is under 0, invoiced or not; over 0. */
  readonly owedMinor: AmountMinor;
  /** What is on its way to this customer: being collected, or held back by a gateway. */
  readonly pendingMinor: AmountMinor;
}

export interface NewCollection {
  /** One of this add-on's own batch gateways. */
  readonly gatewayId: string;
  readonly customerId: string;
  /** Over 0. */
  readonly amountMinor: AmountMinor;
  /** The invoices that it pays; without them it pays the oldest when it is confirmed, and what is over stays on the balance. */
  readonly documentIds?: readonly string[];
  /** What the bank will call it: the end-to-end id; unique for the gateway for ever. The same again is the same collection. */
  readonly reference: string;
}

export interface ReceivedMoney {
  /** One of this add-on's own gateways. */
  readonly gatewayId: string;
  readonly customerId: string;
  /** Over 0, in the company's currency. */
  readonly amountMinor: AmountMinor;
  readonly documentIds?: readonly string[];
  /** What the bank calls it; unique for the gateway. The same again is the same money. */
  readonly reference: string;
  readonly feeMinor?: AmountMinor;
  /** The day that the bank says; see {@link ReportedCapture}. */
  readonly valueDate?: LocalDate;
}

/** What a gateway's add-on tells the core. All of it is for the add-on's own gateways: throws `GATEWAY_UNKNOWN` for others. */
export interface GatewayPayments {
  /**
   * Books a report. Doing it again changes nothing. `message` names the delivery that brought it (the id of a webhook's event): a delivery that was
   * taken before is not looked at again. Throws `GATEWAY_REPORT_INVALID`.
   */
  report(
    tx: Transaction,
    gatewayId: string,
    report: GatewayReport,
    message?: { readonly id: string; readonly type: string },
  ): Promise<ReportOutcome>;
  /** Keeps that an amount is being collected: its invoices are "collection pending", and blocking waits. Throws `ATTEMPT_REFERENCE_TAKEN`. */
  collect(tx: Transaction, collection: NewCollection): Promise<PaymentAttempt>;
  /** Books money that nobody asked for: an incoming transfer. Its capture has the same reference. Throws `ATTEMPT_REFERENCE_TAKEN`. */
  receive(tx: Transaction, money: ReceivedMoney): Promise<PaymentAttempt>;
  /**
   * Takes a reported movement back as if it had not been told: an import that was wrong. What is reported of it afterwards counts anew. Undo a return
   * before its capture: throws `GATEWAY_UNDO_ORDER`, and `GATEWAY_MOVEMENT_UNKNOWN`.
   */
  undo(
    tx: Transaction,
    gatewayId: string,
    movement: { readonly kind: 'capture' | 'return'; readonly reference: string; readonly reason: string },
  ): Promise<PaymentAttempt>;
  /** Throws `ATTEMPT_UNKNOWN`. */
  get(tx: Transaction, attemptId: string): Promise<PaymentAttempt>;
  find(tx: Transaction, gatewayId: string, reference: string): Promise<PaymentAttempt | undefined>;
  /** In pages by id. */
  ofGateway(
    tx: Transaction,
    query: {
      readonly gatewayId: string;
      readonly states?: readonly PaymentAttemptState[];
      readonly afterId?: string;
      readonly limit: number;
    },
  ): Promise<readonly PaymentAttempt[]>;
  /** A customer's open invoices, the oldest first. */
  openInvoices(tx: Transaction, customerId: string): Promise<readonly CollectableInvoice[]>;
  /** Open invoices of all customers that are due before a day, in pages by document id. */
  dueInvoices(
    tx: Transaction,
    query: { readonly before: LocalDate; readonly afterId?: string; readonly limit: number },
  ): Promise<readonly CollectableInvoice[]>;
  /** Customers who owe, in pages by customer id. */
  owedBalances(tx: Transaction, query: { readonly afterId?: string; readonly limit: number }): Promise<readonly OwedBalance[]>;
  /** {@link owedBalances} of one customer; undefined where nothing is owed. */
  owedBalance(tx: Transaction, customerId: string): Promise<OwedBalance | undefined>;
}
