import { type ChangeOutlook, formatAmount } from '@tapline/sdk';
import {
  Alert,
  Badge,
  Card,
  type Column,
  Day,
  DayRange,
  DescriptionList,
  Money,
  SelectField,
  SubmitButton,
  Table,
  TextField,
  useUiSettings,
} from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { PreviewLine } from '../../../billing/bills/change-preview.js';
import { Page } from '../frame/page.js';
import { SERVICE_STATUSES } from '../services/service-statuses.js';
import type { ServiceChangeModel } from './service-change-page.js';

/** Choose on the left, see on the right what it costs, then save. */
export function ServiceChangeView({ model }: { readonly model: ServiceChangeModel }): JSX.Element {
  const { service, problem, preview } = model;
  return (
    <Page
      title={`Change ${service.plan.name}`}
      parent={{ href: `/customers/${service.customerId}`, title: 'Customer' }}
      subtitle={<span class="font-monospace">{service.login}</span>}
    >
      {problem !== undefined && <Alert tone="bad" title={problem} />}
      <div class="tl-grid">
        <div class="tl-span-4">
          <Choice model={model} />
        </div>
        <div class="tl-span-8">{preview === undefined ? <Unpreviewed model={model} /> : <Preview model={model} />}</div>
      </div>
    </Page>
  );
}

function Choice({ model: { service, plans, texts, today } }: { readonly model: ServiceChangeModel }): JSX.Element {
  const { currency, locale } = useUiSettings();
  const usable = plans.filter(({ id, isArchived }) => !isArchived || id === service.planId);
  return (
    <form class="tl-form" method="get" action={`/services/${service.id}/change`}>
      <Card title="New terms" footer={<SubmitButton icon="eye">Preview</SubmitButton>}>
        <div class="tl-fields">
          <SelectField
            name="planId"
            label="Plan"
            value={texts.planId}
            choices={usable.map(({ id, name, priceMinor }) => ({
              value: id,
              title: `${name} · ${formatAmount(priceMinor, currency, locale)}`,
            }))}
          />
          <SelectField name="status" label="Status" value={texts.status} choices={SERVICE_STATUSES} />
          <TextField name="quantity" label="Quantity" value={texts.quantity} inputMode="numeric" isRequired />
          <TextField
            name="unitPrice"
            label="Own price a month"
            hint="Empty for the plan's."
            value={texts.unitPrice}
            inputMode="decimal"
            suffix={currency}
          />
          <TextField
            name="date"
            label="From"
            type="date"
            value={texts.date}
            hint={texts.date > today ? 'It will be made on that day.' : 'Today: at once.'}
            isRequired
          />
        </div>
      </Card>
    </form>
  );
}

function Unpreviewed({ model }: { readonly model: ServiceChangeModel }): JSX.Element {
  const isUnchanged = !hasChanges(model);
  if (!isUnchanged && model.outlook) {
    return (
      <Card title="What it does" subtitle="if it is made now" footer={<Save model={model} />}>
        <Outlook model={model} outlook={model.outlook} />
      </Card>
    );
  }
  return (
    <Card title="What it costs" footer={isUnchanged ? undefined : <Save model={model} />}>
      <p class="text-secondary mb-0">
        {isUnchanged
          ? 'Choose another plan, status, quantity or price, and look at the preview.'
          : 'The charges follow from the billing type of the customer.'}
      </p>
    </Card>
  );
}

/** Days that the balance pays for, as they are and as they will be. */
function Outlook({ model, outlook }: { readonly model: ServiceChangeModel; readonly outlook: ChangeOutlook }): JSX.Element {
  const { before, after, chargedFrom, givenBackMinor = 0, missingMinor } = outlook;
  const { status } = model.texts;
  const from = status !== 'active' ? 'Not charged from' : model.service.status === 'active' ? 'New price from' : 'Charged from';
  const items = [
    { term: 'Now', value: <Badge tone={before.tone}>{before.summary}</Badge> },
    { term: 'After the change', value: <Badge tone={after.tone}>{after.summary}</Badge> },
    { term: from, value: <Day date={chargedFrom} /> },
    ...(givenBackMinor === 0 ? [] : [{ term: 'Given back for the days from then on', value: <Money amountMinor={givenBackMinor} /> }]),
    ...(after.blocksOn === null ? [] : [{ term: 'Blocked from', value: <Day date={after.blocksOn} /> }]),
    ...(missingMinor === 0 ? [] : [{ term: 'To last as long as now, pay', value: <Money amountMinor={missingMinor} /> }]),
  ];
  return <DescriptionList items={items} />;
}

function hasChanges({ service, texts }: ServiceChangeModel): boolean {
  return (
    texts.planId !== service.planId ||
    texts.status !== service.status ||
    texts.quantity !== String(service.quantity) ||
    texts.unitPrice !== '' ||
    service.unitPriceMinor !== null
  );
}

function Preview({ model }: { readonly model: ServiceChangeModel }): JSX.Element {
  const { preview } = model;
  if (!preview) return <Unpreviewed model={model} />;
  const isBack = preview.totalMinor < 0;
  return (
    <Card
      title="What it costs"
      subtitle={
        <>
          if billed on <Day date={preview.date} />
        </>
      }
      footer={<Save model={model} />}
    >
      <Table
        caption="Charges of the change"
        columns={COLUMNS}
        rows={preview.lines}
        rowKey={({ description, from, amountMinor }) => `${description} ${from ?? ''} ${amountMinor}`}
        empty={{ icon: 'circle-check', title: 'Nothing to pay for what is billed already' }}
      />
      <p class="h3 mt-3 mb-0">
        {isBack ? 'Given back' : 'To pay'} <Money amountMinor={Math.abs(preview.totalMinor)} />
      </p>
    </Card>
  );
}

function Save({ model: { service, texts, today, isRecurring, canBill } }: { readonly model: ServiceChangeModel }): JSX.Element {
  const isLater = texts.date > today;
  return (
    <form class="tl-buttons" method="post" action={`/services/${service.id}/change`}>
      {Object.entries(texts).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {isLater && <SubmitButton icon="calendar-due">{`Plan for ${texts.date}`}</SubmitButton>}
      {!isLater && isRecurring && canBill && (
        <SubmitButton icon="check" name="billing" value="now">
          Change and bill now
        </SubmitButton>
      )}
      {!isLater && (
        <SubmitButton look={isRecurring && canBill ? 'plain' : 'primary'} name="billing" value="later">
          {isRecurring ? 'Change, bill with the next invoice' : 'Change now'}
        </SubmitButton>
      )}
    </form>
  );
}

const COLUMNS: readonly Column<PreviewLine>[] = [
  { title: 'What', role: 'primary', cell: ({ description }) => description },
  { title: 'Days', cell: ({ from, to }) => (from === null || to === null ? '–' : <DayRange from={from} to={to} />) },
  { title: 'Amount', align: 'end', cell: ({ amountMinor }) => <Money amountMinor={amountMinor} isChange={amountMinor < 0} /> },
];
