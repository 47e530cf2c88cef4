import type { Customer } from '@tapline/sdk';
import { Alert, Card, DescriptionList, Money, Octets, When } from '@tapline/sdk/ui';
import type { VNode } from 'preact';
import type { Purchase } from '../purchases/purchase.js';
import { shareOf } from '../purchases/refunding.js';
import { isRefundable, type SeenPurchase } from '../purchases/seen-purchases.js';

export interface RefundAboutProps extends SeenPurchase {
  readonly login: string;
  readonly customer: Customer;
}

/** What would be taken back, of whom, and what of the price would go back. */
export function refundAbout({ login, customer, ...seen }: RefundAboutProps): VNode {
  const { purchase, leftOctets, isOver } = seen;
  const { title, orderedAtMs, octets, priceMinor, state } = purchase;
  return (
    <Card title={title}>
      {!isRefundable(seen) && (
        <Alert tone="warning" title={isOver ? 'It is over: nothing can be taken back' : 'Nothing is left to take back'} />
      )}
      <DescriptionList
        items={[
          { term: 'Customer', value: <a href={`/customers/${encodeURIComponent(customer.id)}`}>{customer.name}</a> },
          { term: 'Line', value: login },
          { term: 'Bought', value: <When instantMs={orderedAtMs} /> },
          { term: 'Price', value: <Money amountMinor={priceMinor} /> },
          ...(state === 'granted'
            ? [
                {
                  term: 'Unused now',
                  value: (
                    <>
                      <Octets octets={leftOctets} /> of <Octets octets={octets} />
                    </>
                  ),
                },
                { term: goesBack(purchase), value: <Money amountMinor={shareOf(priceMinor, leftOctets, octets)} /> },
              ]
            : [{ term: 'State', value: STATES[state] }]),
        ]}
      />
    </Card>
  );
}

/** A purchase in a few words, in place of its id. */
export function purchaseName({ title, validity }: Purchase): string {
  return `${title}, ${validity}`;
}

const STATES = {
  waiting: 'Waits to be paid: it is cancelled, and nothing goes back',
  refunded: 'Taken back already',
  cancelled: 'Cancelled',
} as const;

function goesBack({ charge }: Purchase): string {
  return charge === 'next-bill' ? 'Goes back, or off the next bill' : 'Goes back to the balance';
}
