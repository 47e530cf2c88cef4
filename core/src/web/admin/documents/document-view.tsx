import type { DocumentLine, TaxTotal } from '@tapline/sdk';
import {
  Card,
  type Column,
  Day,
  DescriptionList,
  Icon,
  LinkButton,
  Money,
  Stat,
  SubmitButton,
  Table,
  TextField,
  useUiSettings,
  When,
} from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { PaidPart } from '../../../documents/open-items/settlement-service.js';
import type { FormProblem } from '../frame/form-problem.js';
import { Page } from '../frame/page.js';
import { ProblemAlert } from '../parts/form-frame.js';
import { documentHref, withQuery } from '../parts/hrefs.js';
import type { DocumentModel } from './document-page.js';
import { DOCUMENT_KINDS, DocumentBadge } from './document-status.js';

export function DocumentView({
  model,
  problem,
}: {
  readonly model: DocumentModel;
  readonly problem: FormProblem | undefined;
}): JSX.Element {
  const { document, item, today } = model;
  const openMinor = item?.openMinor ?? null;
  return (
    <Page
      title={`${DOCUMENT_KINDS[document.kind].title} ${document.number}`}
      parent={{
        href: withQuery('/invoices', { kind: document.kind === 'invoice' ? undefined : document.kind }),
        title: DOCUMENT_KINDS[document.kind].plural,
      }}
      badges={<DocumentBadge document={{ ...document, openMinor }} today={today} />}
      subtitle={
        <>
          for <a href={`/customers/${document.customerId}`}>{document.customer.name}</a>, issued <When instantMs={document.issuedAtMs} /> by{' '}
          {document.issuedBy}
        </>
      }
      actions={<Actions model={model} openMinor={openMinor} />}
    >
      <ProblemAlert problem={problem} />
      <div class="tl-stats">
        <Stat label="Total" value={<Money amountMinor={document.totalMinor} />} icon="file-invoice" tone="info" />
        {openMinor !== null && (
          <Stat
            label={document.kind === 'invoice' ? 'Left to pay' : 'Left to use'}
            value={<Money amountMinor={openMinor} />}
            icon="wallet"
            tone={openMinor === 0 ? 'good' : 'warning'}
          />
        )}
        {model.pendingMinor > 0 && (
          <Stat label="Collection pending" value={<Money amountMinor={model.pendingMinor} />} icon="hourglass" tone="info" />
        )}
        {document.dueDate !== null && <Stat label="Due" value={<Day date={document.dueDate} />} icon="calendar-due" tone="neutral" />}
      </div>
      <div class="tl-grid">
        <div class="tl-span-8 tl-stack">
          <Card title="Lines" isFlush footer={<Totals model={model} />}>
            <Table
              caption="Lines"
              columns={LINES}
              rows={document.lines}
              rowKey={(line) => String(document.lines.indexOf(line))}
              empty={{ title: 'No lines' }}
            />
          </Card>
          {item && (
            <Card title={document.kind === 'invoice' ? 'Paid by' : 'Used for'} isFlush>
              <Table
                caption="Allocations"
                columns={PARTS}
                rows={model.parts}
                rowKey={(part) => String(model.parts.indexOf(part))}
                empty={{ icon: 'cash', title: document.kind === 'invoice' ? 'Nothing was paid yet' : 'Nothing was used yet' }}
              />
            </Card>
          )}
          {model.may.write && document.kind === 'invoice' && <CreditForm model={model} />}
          {model.may.write && document.kind === 'invoice' && openMinor !== null && openMinor > 0 && <WriteOffForm model={model} />}
        </div>
        <div class="tl-span-4 tl-stack">
          <Facts model={model} />
          {(model.related.length > 0 || model.origin) && <Related model={model} />}
        </div>
      </div>
    </Page>
  );
}

function Actions({
  model: { document, may, actionKey },
  openMinor,
}: {
  readonly model: DocumentModel;
  readonly openMinor: number | null;
}): JSX.Element {
  return (
    <>
      <LinkButton href={`${documentHref(document.id)}/pdf`} icon="download">
        PDF
      </LinkButton>
      {document.kind !== 'receipt' && may.write && (
        <form method="post" action={`${documentHref(document.id)}/mail`}>
          <SubmitButton icon="mail" look="plain">
            Send by mail
          </SubmitButton>
        </form>
      )}
      {document.kind === 'proforma' && may.write && (
        <form method="post" action={`${documentHref(document.id)}/invoice`}>
          <input type="hidden" name="actionKey" value={actionKey} />
          <SubmitButton icon="file-invoice" look="plain">
            Issue the invoice
          </SubmitButton>
        </form>
      )}
      {may.pay && ((openMinor ?? 0) > 0 || document.kind === 'proforma') && document.kind !== 'credit-note' && (
        <LinkButton href={withQuery(`/customers/${document.customerId}/payments/new`, { pays: document.id })} icon="cash" isPrimary>
          Take a payment
        </LinkButton>
      )}
    </>
  );
}

const LINES: readonly Column<DocumentLine>[] = [
  {
    title: 'Description',
    role: 'primary',
    cell: ({ description, periodFrom, periodTo, quantityThousandths, unit }) => (
      <>
        {description}
        {periodFrom !== null && periodTo !== null && (
          <div class="tl-sub">
            <Day date={periodFrom} /> to <Day date={periodTo} />
          </div>
        )}
        {quantityThousandths !== 1000 && (
          <div class="tl-sub">
            {quantityThousandths / 1000} {unit ?? '×'}
          </div>
        )}
      </>
    ),
  },
  { title: 'Net', align: 'end', cell: ({ netMinor }) => <Money amountMinor={netMinor} /> },
  { title: 'Rate', align: 'end', cell: (line) => <Rate line={line} /> },
  { title: 'Tax', align: 'end', cell: ({ taxMinor }) => <Money amountMinor={taxMinor} /> },
  { title: 'Amount', align: 'end', cell: ({ grossMinor }) => <Money amountMinor={grossMinor} /> },
];

function Rate({ line }: { readonly line: Pick<TaxTotal, 'taxCode' | 'ratePartsPerMillion'> }): JSX.Element {
  if (line.taxCode === null) return <span class="text-secondary">–</span>;
  return <span class="tl-number">{line.ratePartsPerMillion / 10_000} %</span>;
}

function Totals({ model: { document } }: { readonly model: DocumentModel }): JSX.Element {
  return (
    <DescriptionList
      items={[
        { term: 'Net', value: <Money amountMinor={document.netMinor} /> },
        ...document.taxes.map((tax) => ({
          term: tax.title,
          value: (
            <>
              <Money amountMinor={tax.taxMinor} /> <span class="text-secondary">of</span> <Money amountMinor={tax.netMinor} />
            </>
          ),
        })),
        ...(document.roundingMinor === 0 ? [] : [{ term: 'Rounding', value: <Money amountMinor={document.roundingMinor} /> }]),
        {
          term: 'Total',
          value: (
            <strong>
              <Money amountMinor={document.totalMinor} />
            </strong>
          ),
        },
      ]}
    />
  );
}

const KINDS: Readonly<Record<string, string>> = {
  payment: 'Payment',
  'credit-note': 'Credit note',
  'write-off': 'Write-off',
  invoice: 'Invoice',
  refund: 'Refund',
};

const PARTS: readonly Column<PaidPart>[] = [
  { title: 'Date', isNarrow: true, cell: ({ date }) => <Day date={date} /> },
  {
    title: 'By',
    role: 'primary',
    cell: ({ other, amountMinor }) => (
      <>
        {other === null ? (
          'Balance'
        ) : other.kind === 'payment' ? (
          <a href={`/payments/${other.id}`}>Payment, {other.number}</a>
        ) : (
          `${KINDS[other.kind]} ${other.number}`
        )}
        {amountMinor < 0 && <div class="tl-sub">taken back</div>}
      </>
    ),
  },
  { title: 'Amount', align: 'end', cell: ({ amountMinor }) => <Money amountMinor={amountMinor} /> },
];

function CreditForm({ model: { document, actionKey } }: { readonly model: DocumentModel }): JSX.Element {
  const { currency } = useUiSettings();
  return (
    <details class="card tl-fold">
      <summary class="card-header">
        <h2 class="card-title">Credit</h2>
        <span class="tl-sub">give the invoice back, whole or in part</span>
        <Icon name="chevron-down" class="tl-fold-mark" />
      </summary>
      <form class="card-body tl-fields" method="post" action={`${documentHref(document.id)}/credit`}>
        <input type="hidden" name="actionKey" value={actionKey} />
        <p class="m-0 text-secondary">Leave the amounts empty to credit all that is left.</p>
        {document.lines.map((line, index) => (
          <TextField
            key={index}
            name={`line${index}`}
            label={line.description}
            suffix={currency}
            inputMode="decimal"
            autocomplete="off"
            value=""
          />
        ))}
        <TextField name="note" label="Why" value="" maxLength={500} hint="Printed on the credit note." />
        <div class="tl-buttons">
          <SubmitButton icon="receipt-2">Issue the credit note</SubmitButton>
        </div>
      </form>
    </details>
  );
}

function WriteOffForm({ model: { document, actionKey } }: { readonly model: DocumentModel }): JSX.Element {
  return (
    <details class="card tl-fold">
      <summary class="card-header">
        <h2 class="card-title">Write off</h2>
        <span class="tl-sub">give up what is open</span>
        <Icon name="chevron-down" class="tl-fold-mark" />
      </summary>
      <form class="card-body tl-fields" method="post" action={`${documentHref(document.id)}/write-off`}>
        <input type="hidden" name="actionKey" value={actionKey} />
        <TextField name="reason" label="Why" value="" maxLength={300} isRequired />
        <div class="tl-buttons">
          <SubmitButton icon="ban" look="danger">
            Write it off
          </SubmitButton>
        </div>
      </form>
    </details>
  );
}

function Facts({ model: { document } }: { readonly model: DocumentModel }): JSX.Element {
  const { customer } = document;
  return (
    <Card title="As issued">
      <DescriptionList
        items={[
          { term: 'Customer', value: customer.name },
          { term: 'Address', value: customer.address && <span class="tl-preserve">{customer.address}</span> },
          { term: 'Tax number', value: customer.taxNumber },
          { term: 'Issued', value: <Day date={document.issueDate} /> },
          { term: 'Supplied', value: <Day date={document.supplyDate} /> },
          { term: 'Series', value: `${document.series} ${document.seriesPeriod}` },
          { term: 'Note', value: document.note },
          { term: 'Hash', value: <code title={document.hash}>{document.hash.slice(0, 16)}…</code> },
        ]}
      />
    </Card>
  );
}

function Related({ model: { related, origin } }: { readonly model: DocumentModel }): JSX.Element {
  return (
    <Card title="Belongs together">
      <DescriptionList
        items={[...(origin ? [origin] : []), ...related].map((each) => ({
          term: DOCUMENT_KINDS[each.kind].title,
          value: (
            <>
              <a href={documentHref(each.id)}>{each.number}</a> <Money amountMinor={each.totalMinor} />
            </>
          ),
        }))}
      />
    </Card>
  );
}
