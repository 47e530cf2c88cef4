import { Alert, LinkButton, Money, When } from '@tapline/sdk/ui';
import type { VNode } from 'preact';
import type { PurchaseAnswer } from '../purchases/purchase-answer.js';

/** What came of a purchase. */
export function purchaseView({ customerId, title, state, priceMinor, validity, expiresAt }: PurchaseAnswer): VNode {
  if (state === 'waiting') {
    return (
      <>
        <Alert tone="warning" title={`${title} waits to be paid`}>
          The data comes as soon as the balance pays for it: <Money amountMinor={priceMinor} />.
        </Alert>
        <ToCustomer id={customerId} />
      </>
    );
  }
  return (
    <>
      <Alert tone="good" title={`${title}: the line has it now`}>
        {validity}
        {expiresAt !== null && (
          <>
            , to <When instantMs={Date.parse(expiresAt)} />
          </>
        )}
        , <Money amountMinor={priceMinor} />.
      </Alert>
      <ToCustomer id={customerId} />
    </>
  );
}

/** What came of taking a purchase back. */
export function refundView({ customerId, title, state, refundedMinor, refundedTo, stopsAutomatic }: PurchaseAnswer): VNode {
  return (
    <>
      {state === 'cancelled' ? (
        <Alert tone="good" title={`${title} is cancelled`} />
      ) : (
        <Alert tone="good" title={`${title}: what was unused is taken back`}>
          <Money amountMinor={refundedMinor} /> {refundedTo === 'bill' ? 'of it is not charged.' : 'went back to the balance.'}
          {stopsAutomatic && ' Until its period ends, the line buys nothing more by itself.'}
        </Alert>
      )}
      <ToCustomer id={customerId} />
    </>
  );
}

/** The forms are reached from the customer's page. */
function ToCustomer({ id }: { readonly id: string }): VNode {
  return (
    <p>
      <LinkButton href={`/customers/${encodeURIComponent(id)}`} icon="user-circle">
        To the customer
      </LinkButton>
    </p>
  );
}
