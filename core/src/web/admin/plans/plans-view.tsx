import type { Plan } from '@tapline/sdk';
import {
  Badge,
  CheckField,
  type Column,
  type FormErrors,
  type FormTexts,
  LinkButton,
  Money,
  SchemaForm,
  SelectField,
  SubmitButton,
  Table,
  TextField,
  useUiSettings,
} from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import { PLAN_REVENUE, PLAN_SALE_PROPERTIES, USUAL_SALE } from '../../../plans/plan-sale.js';
import type { SectionSummary } from '../../../plans/plan-sections.js';
import type { PlanUse } from '../../../plans/plan-service.js';
import { ShapingFields } from '../answers/shaping-fields.js';
import { TermsFields } from '../answers/terms-fields.js';
import { TERMS_INPUTS } from '../answers/terms-form.js';
import type { FormProblem } from '../frame/form-problem.js';
import { Page } from '../frame/page.js';
import { FieldFold } from '../parts/field-fold.js';
import { FormFrame } from '../parts/form-frame.js';
import { Speeds } from '../parts/status.js';
import { type ChosenSection, sectionPrefix } from './plan-sections-form.js';

interface ListedPlan extends PlanUse {
  readonly summaries: readonly SectionSummary[];
}

export function PlanList({ plans, canWrite }: { readonly plans: readonly ListedPlan[]; readonly canWrite: boolean }): JSX.Element {
  const newPlan = (
    <LinkButton href="/plans/new" icon="plus" isPrimary>
      New plan
    </LinkButton>
  );
  return (
    <Page title="Plans" subtitle="What is sold: a speed for a price a month" actions={canWrite && newPlan}>
      <section class="card">
        <Table
          caption="Plans"
          columns={canWrite ? [...COLUMNS, ACTIONS] : COLUMNS}
          rows={plans}
          rowKey={({ id }) => id}
          empty={{
            icon: 'tags',
            title: 'There are no plans yet',
            children: 'A plan gives a line its speed and its price.',
            action: canWrite && newPlan,
          }}
        />
      </section>
    </Page>
  );
}

const COLUMNS: readonly Column<ListedPlan>[] = [
  {
    title: 'Plan',
    role: 'primary',
    cell: ({ name, isArchived, summaries }) => (
      <>
        <span class="tl-name">{name}</span> {isArchived && <Badge>Archived</Badge>}
        {summaries.map(({ addonId, title: of, text }) => (
          <div key={addonId} class="tl-sub">{`${of}: ${text}`}</div>
        ))}
      </>
    ),
  },
  { title: 'Speed', cell: (plan) => <Speeds {...plan} /> },
  { title: 'Services', align: 'end', cell: ({ serviceCount }) => <span class="tl-number">{serviceCount}</span> },
  { title: 'Price a month', align: 'end', cell: (plan) => <Price plan={plan} /> },
];

function Price({ plan: { priceMinor, isTaxIncluded, taxCode } }: { readonly plan: Plan }): JSX.Element {
  const tax = taxCode === null ? 'tax' : `tax ${taxCode}`;
  return (
    <>
      <Money amountMinor={priceMinor} />
      {isTaxIncluded ? taxCode !== null && <div class="tl-sub">with {tax}</div> : <div class="tl-sub">and {tax}</div>}
    </>
  );
}

const ACTIONS: Column<ListedPlan> = {
  title: 'Actions',
  role: 'actions',
  isNarrow: true,
  cell: ({ id, isArchived }) => (
    <div class="tl-buttons justify-content-end flex-nowrap">
      <LinkButton href={`/plans/${id}/edit`} icon="pencil" isSmall>
        Edit
      </LinkButton>
      <form method="post" action={`/plans/${id}/${isArchived ? 'restore' : 'archive'}`}>
        <SubmitButton look="plain" icon={isArchived ? 'rotate-clockwise' : 'archive'} isSmall>
          {isArchived ? 'Sell again' : 'Archive'}
        </SubmitButton>
      </form>
    </div>
  ),
};

interface PlanFormProps {
  readonly title: string;
  readonly plan: Plan | undefined;
  readonly sections: readonly ChosenSection[];
  /** Of the plan as it is kept. */
  readonly summaries: readonly SectionSummary[];
  /** Of the rates there are. */
  readonly taxCodes: readonly string[];
  readonly texts: FormTexts;
  readonly problem: FormProblem | undefined;
}

export function PlanForm({ title, plan, sections, summaries, taxCodes, texts, problem }: PlanFormProps): JSX.Element {
  const { currency } = useUiSettings();
  const errors = problem?.errors ?? {};
  return (
    <Page title={title} parent={{ href: '/plans', title: 'Plans' }}>
      <FormFrame
        action={plan ? `/plans/${plan.id}/edit` : '/plans'}
        submit={plan ? 'Save' : 'Create the plan'}
        cancelHref="/plans"
        problem={problem}
      >
        <div class="tl-fields">
          <TextField name="name" label="Name" value={texts.name} error={errors.name} maxLength={100} isRequired isFocused={!plan} />
          <TextField
            name="priceMinor"
            label="Price a month"
            value={texts.priceMinor}
            error={errors.priceMinor}
            suffix={currency}
            inputMode="decimal"
            autocomplete="off"
            hint={plan && 'Charges that are already made stay as they are.'}
            isRequired
          />
          <SaleFields texts={texts} errors={errors} taxCodes={taxCodes} />
          <div class="tl-field-row">
            <SpeedField name="downloadBitsPerSecond" label="Download" texts={texts} error={errors.downloadBitsPerSecond} />
            <SpeedField name="uploadBitsPerSecond" label="Upload" texts={texts} error={errors.uploadBitsPerSecond} />
          </div>
          <ShapingFields texts={texts} errors={errors} />
          <FieldFold
            title="Routers are told besides"
            summary={TERMS_INPUTS.some((name) => texts[name]) ? 'at every login of its lines' : 'nothing'}
            isOpen={TERMS_INPUTS.some((name) => errors[name] || texts[name])}
          >
            <TermsFields texts={texts} errors={errors} />
          </FieldFold>
          <SessionFields texts={texts} errors={errors} />
          <CheckField
            name="isSelfService"
            label="Customers may switch to it"
            hint="In the portal, with a preview of what it costs."
            isChecked={texts.isSelfService === 'on'}
          />
          {sections.map(({ addonId, section, choices }) => {
            const prefix = sectionPrefix(addonId);
            const summary = summaries.find((each) => each.addonId === addonId)?.text;
            const isWrong = Object.keys(errors).some((name) => name.startsWith(prefix));
            return (
              <FieldFold key={addonId} title={section.title} summary={summary ?? `of the add-on ${addonId}`} isOpen={isWrong}>
                <SchemaForm schema={section.settings} texts={texts} errors={errors} prefix={prefix} choices={choices} />
              </FieldFold>
            );
          })}
        </div>
      </FormFrame>
    </Page>
  );
}

interface SaleFieldsProps {
  readonly texts: FormTexts;
  readonly errors: FormErrors;
  readonly taxCodes: readonly string[];
}

function SaleFields({ texts, errors, taxCodes }: SaleFieldsProps): JSX.Element {
  const { isTaxIncluded = 'yes', taxCode = '', revenue = USUAL_SALE.revenue } = texts;
  const { 'x-enum-titles': titles } = PLAN_SALE_PROPERTIES.revenue;
  const kinds: readonly string[] = PLAN_REVENUE;
  const booked = titles[kinds.indexOf(revenue)] ?? revenue;
  return (
    <FieldFold
      title="Tax and revenue"
      summary={`${isTaxIncluded === 'yes' ? 'the price holds the tax' : 'the tax comes on top'}${taxCode && ` (${taxCode})`}; ${booked}`}
      isOpen={errors.taxCode !== undefined || errors.revenue !== undefined}
    >
      <div class="tl-field-row">
        <SelectField
          name="isTaxIncluded"
          label="The price"
          value={isTaxIncluded}
          choices={[
            { value: 'yes', title: 'Holds the tax' },
            { value: 'no', title: 'Is without tax, which bills add' },
          ]}
        />
        <SelectField
          name="taxCode"
          label="Tax"
          value={taxCode}
          error={errors.taxCode}
          choices={[{ value: '', title: 'That of the company' }, ...taxCodes.map((code) => ({ value: code, title: code }))]}
        />
        <SelectField
          name="revenue"
          label="Booked as"
          value={revenue}
          error={errors.revenue}
          choices={PLAN_REVENUE.map((value, index) => ({ value, title: titles[index] ?? value }))}
        />
      </div>
    </FieldFold>
  );
}

function SessionFields({ texts, errors }: { readonly texts: FormTexts; readonly errors: FormErrors }): JSX.Element {
  const { sessionLimit = '1', sessionPolicy = 'end-older' } = texts;
  const devices = sessionLimit === '0' ? 'any number of devices' : sessionLimit === '1' ? 'one device' : `${sessionLimit} devices`;
  const otherwise =
    sessionLimit === '0' ? '' : sessionPolicy === 'refuse' ? '; one more is refused' : '; one more ends the longest session';
  return (
    <FieldFold
      title="Online at once"
      summary={`${devices}${otherwise}`}
      isOpen={errors.sessionLimit !== undefined || errors.sessionPolicy !== undefined}
    >
      <div class="tl-field-row">
        <TextField
          name="sessionLimit"
          label="Devices of a line online at once"
          value={sessionLimit}
          error={errors.sessionLimit}
          inputMode="numeric"
          hint="0: any number. A service may have its own."
        />
        <SelectField
          name="sessionPolicy"
          label="When one more logs in"
          value={sessionPolicy}
          error={errors.sessionPolicy}
          choices={[
            { value: 'end-older', title: 'The longest session is ended' },
            { value: 'refuse', title: 'It is refused' },
          ]}
        />
      </div>
    </FieldFold>
  );
}

interface SpeedFieldProps {
  readonly name: string;
  readonly label: string;
  readonly texts: FormTexts;
  readonly error: string | undefined;
}

function SpeedField({ name, label, texts, error }: SpeedFieldProps): JSX.Element {
  return (
    <TextField
      name={name}
      label={label}
      value={texts[name]}
      error={error}
      suffix="Mbit/s"
      inputMode="decimal"
      autocomplete="off"
      isRequired
    />
  );
}
