import type { AmountMinor, CheckoutChoice, Transaction } from '@tapline/sdk';
import { newPaymentKey } from '../../admin/payments/payment-key.js';
import type { PortalRequest } from '../frame/portal-request.js';

/** What the customer may pay, and how. */
export interface PayModel {
  readonly owedMinor: AmountMinor;
  /** The customer's own open invoices, the oldest first. */
  readonly documentIds: readonly string[];
  /** Empty where no add-on takes payments. */
  readonly choices: readonly CheckoutChoice[];
  /** For the form: sent twice, it pays once. */
  readonly key: string;
}

export async function payModelOf(request: PortalRequest, tx: Transaction): Promise<PayModel> {
  const { services, customer } = request;
  const balanceMinor = await services.ledger.balance(tx, customer.id);
  const open = await services.settlement.openInvoices(tx, customer.id);
  const owedMinor = Math.max(0, -balanceMinor);
  return {
    owedMinor,
    documentIds: open.map(({ documentId }) => documentId),
    choices: services.checkout.choices(owedMinor),
    key: newPaymentKey(),
  };
}
