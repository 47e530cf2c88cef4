import type { Customer } from '@tapline/sdk';
import { Table } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { AdminRequest } from '../../frame/admin-request.js';
import { Page } from '../../frame/page.js';
import { withQuery } from '../../parts/hrefs.js';
import { SearchField } from '../../parts/search-field.js';

const CHOICE_ID = 'customers-to-choose';
const MOST_CHOICES = 20;

/** For whom the new document is: links that lead on with the customer. */
export async function showCustomerChoice(request: AdminRequest): Promise<void> {
  const { kind, q = '' } = request.query;
  const customers = await findChoices(request);
  if (request.wantsOnly(CHOICE_ID)) request.showFragment(<Choices customers={customers} kind={kind} />);
  else request.show('New document', <Choosing customers={customers} kind={kind} text={q} />);
}

async function findChoices(request: AdminRequest): Promise<readonly Customer[]> {
  const text = (request.query.q ?? '').trim();
  const search = { page: 1, pageSize: MOST_CHOICES, ...(text === '' ? {} : { text }) };
  return (await request.view((tx) => request.services.customers.search(tx, search))).customers;
}

interface Found {
  readonly customers: readonly Customer[];
  readonly kind: string | undefined;
}

function Choosing({ text, ...found }: Found & { readonly text: string }): JSX.Element {
  return (
    <Page title="New document" parent={{ href: '/invoices', title: 'Invoices' }} subtitle="For whom?">
      <section class="card tl-form">
        <div class="tl-filters">
          <SearchField
            action="/drafts/new"
            label="Search a customer"
            placeholder="Name, number, e-mail, login"
            value={text}
            target={CHOICE_ID}
            kept={{ kind: found.kind ?? '' }}
          />
        </div>
        <Choices {...found} />
      </section>
    </Page>
  );
}

function Choices({ customers, kind }: Found): JSX.Element {
  return (
    <div id={CHOICE_ID} class="tl-fading">
      <Table
        caption="Customers"
        columns={[
          {
            title: 'Customer',
            role: 'primary',
            cell: ({ number, name }) => (
              <a class="tl-name" href={withQuery('/drafts/new', { customer: number, kind })}>
                {name}
              </a>
            ),
          },
          { title: 'Number', align: 'end', cell: ({ number }) => <span class="tl-number">{number}</span> },
        ]}
        rows={customers}
        rowKey={({ id }) => id}
        empty={{ icon: 'search', title: 'Nobody was found' }}
      />
    </div>
  );
}
