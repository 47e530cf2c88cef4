import { Alert, Money } from '@tapline/sdk/ui';
import type { VNode } from 'preact';
import type { PurchaseAnswer } from '../purchases/purchase-answer.js';

/** What came of a purchase. */
export function purchaseView({ title, state, priceMinor, validity, expiresAt }: PurchaseAnswer): VNode {
  if (state === 'waiting') {
    return (
      <Alert tone="warning" title={`${title} waits to be paid`}>
        The data comes as soon as the balance pays for it: <Money amountMinor={priceMinor} />.
      </Alert>
    );
  }
  return (
    <Alert tone="good" title={`${title}: the line has it now`}>
      {validity}
      {expiresAt === null ? '' : `, to ${expiresAt.slice(0, 16).replace('T', ' ')} UTC`}, <Money amountMinor={priceMinor} />.
    </Alert>
  );
}

/** What came of taking a purchase back. */
export function refundView({ title, state, refundedMinor }: PurchaseAnswer): VNode {
  if (state === 'cancelled') return <Alert tone="good" title={`${title} is cancelled`} />;
  return (
    <Alert tone="good" title={`${title}: what was unused is taken back`}>
      <Money amountMinor={refundedMinor} /> went back.
    </Alert>
  );
}
