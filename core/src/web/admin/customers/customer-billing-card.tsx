import type { LocalDate } from '@tapline/sdk';
import { Badge, Card, Day, Icon, LinkButton, Money, SubmitButton, When } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { OneTimeItem } from '../../../billing/bills/billing-store.js';
import type { TimelineStep } from '../../../billing/blocking/billing-timeline.js';
import type { ScheduledChange } from '../../../services/service-history.js';
import { customerHref } from '../parts/hrefs.js';

export interface CustomerBilling {
  readonly steps: readonly TimelineStep[];
  readonly items: readonly OneTimeItem[];
  readonly scheduled: readonly ScheduledChange[];
  /** A promise to pay holds the block off to the end of this day. */
  readonly promisedUntil: LocalDate | null;
  readonly canBill: boolean;
  readonly canWrite: boolean;
}

const WORDS: Readonly<Record<TimelineStep['kind'], { readonly title: string; readonly icon: string }>> = {
  invoice: { title: 'Invoice', icon: 'file-invoice' },
  due: { title: 'Due', icon: 'hourglass' },
  block: { title: 'Blocked if unpaid', icon: 'lock' },
  deactivate: { title: 'Deactivated if unpaid', icon: 'user-off' },
};

/** What will happen to the customer, as dates, before it does. */
export function CustomerBillingCard({
  customer,
  billing,
}: {
  readonly customer: { readonly number: number };
  readonly billing: CustomerBilling;
}): JSX.Element {
  const { steps, items, scheduled, canBill, canWrite } = billing;
  const isEmpty = steps.length === 0 && items.length === 0 && scheduled.length === 0;
  return (
    <Card
      title="What comes next"
      subtitle="if nothing is paid and nothing changes"
      actions={<Actions customer={customer} billing={billing} />}
    >
      {isEmpty && <p class="text-secondary mb-0">Nothing is planned: no service is charged.</p>}
      <ul class="list-unstyled mb-0 tl-stack">
        {steps.map(({ date, kind, amountMinor, number, atMs }) => (
          <li key={`${date} ${kind} ${number ?? ''}`}>
            <Icon name={WORDS[kind].icon} /> {atMs === null ? <Day date={date} /> : <When instantMs={atMs} />}{' '}
            <strong>{WORDS[kind].title}</strong> {number !== null && <span class="tl-sub">{number} </span>}
            {amountMinor !== null && <Money amountMinor={amountMinor} />}
          </li>
        ))}
        {items.map(({ id, date, description, quantity, unitPriceMinor }) => (
          <li key={id}>
            <Icon name="package" /> <Day date={date} /> <strong>{description}</strong> <Badge>one-time</Badge>{' '}
            <Money amountMinor={unitPriceMinor * quantity} />{' '}
            {canWrite && (
              <form class="d-inline" method="post" action={`/one-time-items/${id}/cancel`}>
                <SubmitButton look="plain" isSmall>
                  Cancel
                </SubmitButton>
              </form>
            )}
          </li>
        ))}
        {scheduled.map(({ id, date, changes }) => (
          <li key={id}>
            <Icon name="calendar-due" /> <Day date={date} /> <strong>Planned change</strong>{' '}
            <span class="tl-sub">{Object.keys(changes).map(fieldWord).join(', ')}</span>{' '}
            <form class="d-inline" method="post" action={`/planned-changes/${id}/cancel`}>
              <SubmitButton look="plain" isSmall>
                Cancel
              </SubmitButton>
            </form>
          </li>
        ))}
      </ul>
      {canBill && <Promised customer={customer} until={billing.promisedUntil} />}
    </Card>
  );
}

function Actions({
  customer,
  billing,
}: {
  readonly customer: { readonly number: number };
  readonly billing: CustomerBilling;
}): JSX.Element {
  return (
    <>
      {billing.canWrite && (
        <LinkButton href={`${customerHref(customer)}/items/new`} icon="plus" isSmall>
          Charge once
        </LinkButton>
      )}
      {billing.canBill && <BillNow customer={customer} />}
    </>
  );
}

function Promised({ customer, until }: { readonly customer: { readonly number: number }; readonly until: LocalDate | null }): JSX.Element {
  const action = `${customerHref(customer)}/promise`;
  return (
    <div class="tl-promise">
      {until !== null && (
        <p class="m-0">
          Promised to pay: not blocked until the end of <Day date={until} />
        </p>
      )}
      <form class="tl-buttons" method="post" action={action}>
        <input class="form-control w-auto" type="date" name="until" value={until ?? ''} aria-label="Promise to pay until" required />
        <SubmitButton look="plain" isSmall>
          Promise to pay
        </SubmitButton>
      </form>
      {until !== null && (
        <form method="post" action={action}>
          <SubmitButton look="plain" isSmall>
            Take the promise back
          </SubmitButton>
        </form>
      )}
    </div>
  );
}

function BillNow({ customer }: { readonly customer: { readonly number: number } }): JSX.Element {
  return (
    <form method="post" action={`${customerHref(customer)}/bill-now`}>
      <SubmitButton look="plain" icon="bolt" isSmall>
        Bill now
      </SubmitButton>
    </form>
  );
}

const FIELD_WORDS: Readonly<Record<string, string>> = { planId: 'plan', unitPriceMinor: 'price' };

function fieldWord(field: string): string {
  return FIELD_WORDS[field] ?? field;
}
