import type { TaxRate } from '@tapline/sdk';
import { Badge, Card, type Column, Day, LinkButton, SchemaForm, SubmitButton, Table, TextField } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import { NUMBER_SERIES_SCHEMA } from '../../../../documents/document-settings-service.js';
import { formatNumber } from '../../../../documents/series/number-format.js';
import type { NumberSeries } from '../../../../documents/series/series-store.js';
import { Page } from '../../frame/page.js';
import { FormFrame, ProblemAlert } from '../../parts/form-frame.js';
import { withQuery } from '../../parts/hrefs.js';
import { DOCUMENT_KINDS } from '../document-status.js';
import type { DocumentSettingsModel } from './document-settings-page.js';
import { percentOf } from './tax-rate-form.js';

const RESETS = { never: 'Never', yearly: 'Every year', monthly: 'Every month' } as const;

export function DocumentSettingsView({ model }: { readonly model: DocumentSettingsModel }): JSX.Element {
  const { settings, settingsSchema } = model;
  return (
    <Page title="Documents and taxes" subtitle="What is issued from now on follows these; what was issued stays as it is">
      <div class="tl-grid">
        <div class="tl-span-6 tl-stack">
          <FormFrame action="/settings/documents" submit="Save" title="On every document" problem={settings.problem}>
            <SchemaForm schema={settingsSchema} texts={settings.texts} errors={settings.problem?.errors ?? {}} />
          </FormFrame>
        </div>
        <div class="tl-span-6 tl-stack">
          <Logo model={model} />
          <TaxRates model={model} />
          <Series model={model} />
        </div>
      </div>
    </Page>
  );
}

function Logo({ model: { logoId, logoProblem } }: { readonly model: DocumentSettingsModel }): JSX.Element {
  const action = '/settings/documents/logo';
  return (
    <Card title="Logo" subtitle="At the head of every document; a PNG or JPEG of at most 120 kB">
      <ProblemAlert problem={logoProblem} />
      {logoId !== undefined && <img class="tl-logo" src={`${action}/${logoId}`} alt="The logo on documents" />}
      <form class="tl-fields" method="post" action={action}>
        <input type="hidden" name="content" id="logo-content" value="" />
        <input
          class="form-control"
          type="file"
          accept="image/png,image/jpeg"
          aria-label="Picture"
          data-base64-into="logo-content"
          required
        />
        <div class="tl-buttons">
          <SubmitButton look="plain" icon="check">
            Use this logo
          </SubmitButton>
        </div>
      </form>
      {logoId !== undefined && (
        <form class="mt-2" method="post" action={action}>
          <SubmitButton look="danger" icon="trash">
            Take the logo away
          </SubmitButton>
        </form>
      )}
    </Card>
  );
}

function TaxRates({ model: { rates, rate, today } }: { readonly model: DocumentSettingsModel }): JSX.Element {
  const { texts, problem } = rate;
  const errors = problem?.errors ?? {};
  return (
    <Card title="Tax rates" subtitle="A rate holds from its day until the next one of its code" isFlush>
      <Table
        caption="Tax rates"
        columns={rateColumns(rates, today)}
        rows={rates}
        rowKey={({ code, validFrom }) => `${code} ${validFrom}`}
        empty={{ icon: 'percentage', title: 'No tax', children: 'Lines have no tax until there is a rate.' }}
      />
      <form class="card-body tl-fields border-top" method="post" action="/settings/tax-rates">
        <ProblemAlert problem={problem} />
        <TextField
          name="code"
          label="Code"
          hint="Kept for ever: standard, reduced"
          value={texts.code}
          error={errors.code}
          maxLength={30}
          isRequired
        />
        <TextField name="title" label="Name on documents" value={texts.title} error={errors.title} maxLength={80} isRequired />
        <TextField
          name="percent"
          label="Rate"
          suffix="%"
          inputMode="decimal"
          value={texts.percent}
          error={errors.percent ?? errors.ratePartsPerMillion}
          isRequired
        />
        <TextField name="validFrom" label="Valid from" type="date" value={texts.validFrom} error={errors.validFrom} isRequired />
        <div class="tl-buttons">
          <SubmitButton look="plain" icon="plus">
            Add the rate
          </SubmitButton>
        </div>
      </form>
    </Card>
  );
}

function rateColumns(rates: readonly TaxRate[], today: string): readonly Column<TaxRate>[] {
  // Of each code the latest comes first.
  const isInForce = (rate: TaxRate): boolean =>
    rates.find(({ code, validFrom }) => code === rate.code && validFrom <= today)?.validFrom === rate.validFrom;
  return [
    {
      title: 'Code',
      role: 'primary',
      cell: (rate) => (
        <>
          {rate.code} {isInForce(rate) && <Badge tone="good">in force</Badge>}
          <div class="tl-sub">{rate.title}</div>
        </>
      ),
    },
    { title: 'Rate', align: 'end', cell: (rate) => `${percentOf(rate)} %` },
    { title: 'From', cell: ({ validFrom }) => <Day date={validFrom} /> },
    {
      title: 'Remove',
      role: 'actions',
      cell: ({ code, validFrom }) => (
        <form method="post" action={`/settings/tax-rates/${code}/${validFrom}/remove`}>
          <SubmitButton look="plain" isSmall icon="trash">
            Remove
          </SubmitButton>
        </form>
      ),
    },
  ];
}

function Series({ model: { series, newSeries, today } }: { readonly model: DocumentSettingsModel }): JSX.Element {
  const { texts, problem } = newSeries;
  const columns: readonly Column<NumberSeries>[] = [
    {
      title: 'Series',
      role: 'primary',
      cell: ({ title, code, isDefault }) => (
        <>
          {title} {isDefault && <Badge tone="info">default</Badge>}
          <div class="tl-sub">{code}</div>
        </>
      ),
    },
    { title: 'Of', cell: ({ kind }) => DOCUMENT_KINDS[kind].plural },
    {
      title: 'Looks like',
      cell: ({ format }) => <span class="tl-number">{formatNumber(format, { next: 17, date: today, customer: 42 })}</span>,
    },
    { title: 'Begins anew', role: 'wide-only', cell: ({ resets }) => RESETS[resets] },
    {
      title: 'Change',
      role: 'actions',
      cell: ({ code }) => (
        <LinkButton href={`${withQuery('/settings/documents', { series: code })}#series`} isSmall>
          Change
        </LinkButton>
      ),
    },
  ];
  return (
    <Card title="Numbers" subtitle="Without gaps; the code is what drafts name and never changes" isFlush>
      <Table caption="Number series" columns={columns} rows={series} rowKey={({ code }) => code} empty={{ title: 'No series' }} />
      <form id="series" class="card-body tl-fields border-top" method="post" action="/settings/number-series">
        <ProblemAlert problem={problem} />
        <SchemaForm schema={NUMBER_SERIES_SCHEMA} texts={texts} errors={problem?.errors ?? {}} />
        <div class="tl-buttons">
          <SubmitButton look="plain">Save the series</SubmitButton>
        </div>
      </form>
    </Card>
  );
}
