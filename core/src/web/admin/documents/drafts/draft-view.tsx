import { Badge, Card, DescriptionList, Icon, Money, SelectField, SubmitButton, TextAreaField, TextField } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import { Page } from '../../frame/page.js';
import { ProblemAlert } from '../../parts/form-frame.js';
import { customerHref } from '../../parts/hrefs.js';
import { DOCUMENT_KINDS } from '../document-status.js';
import { DraftLines } from './draft-lines.js';
import type { DraftModel, DraftOutcome } from './draft-pages.js';
import { KINDS } from './draft-texts.js';

export const DRAFT_TOTALS_ID = 'draft-totals';
const FORM_ID = 'draft';

export function DraftView({ model }: { readonly model: DraftModel }): JSX.Element {
  const { draftId, customer, texts, isKept, problem } = model;
  const kind = KINDS.find((each) => each === texts.kind) ?? 'invoice';
  return (
    <Page
      title={isKept ? DOCUMENT_KINDS[kind].title : `New ${DOCUMENT_KINDS[kind].title.toLowerCase()}`}
      parent={{ href: '/drafts', title: 'Drafts' }}
      badges={<Badge tone="info">{isKept ? 'Draft' : 'Not saved'}</Badge>}
      subtitle={
        <>
          for <a href={customerHref(customer)}>{customer.name}</a>
        </>
      }
      actions={
        isKept && (
          <form method="post" action={`/drafts/${draftId}/discard`}>
            <SubmitButton icon="trash" look="danger">
              Throw away
            </SubmitButton>
          </form>
        )
      }
    >
      <ProblemAlert problem={problem} />
      <form id={FORM_ID} method="post" action={`/drafts/${draftId}`}>
        {/* What Enter presses: the first button of a form. */}
        <button type="submit" name="action" value="save" class="visually-hidden" tabIndex={-1} aria-hidden="true">
          Save
        </button>
        <input type="hidden" name="customerId" value={customer.id} />
        <input type="hidden" name="isKept" value={isKept ? 'yes' : 'no'} />
        <input type="hidden" name="rest" value={texts.rest} />
        <div class="tl-grid">
          <div class="tl-span-8 tl-stack">
            <DraftLines model={model} />
            <Card
              title="Comes to"
              footer={
                <div class="tl-buttons">
                  <SubmitButton icon="check" name="action" value="issue">
                    Issue
                  </SubmitButton>
                  <SubmitButton look="plain" name="action" value="save">
                    Save the draft
                  </SubmitButton>
                </div>
              }
            >
              <DraftTotals outcome={model.outcome} />
            </Card>
          </div>
          <div class="tl-span-4 tl-stack">
            <Head model={model} />
          </div>
        </div>
      </form>
    </Page>
  );
}

function Head({ model: { texts, problem, today, dueDays } }: { readonly model: DraftModel }): JSX.Element {
  const errors = problem?.errors ?? {};
  const isToBePaid = texts.kind !== 'credit-note';
  return (
    <Card title="Document">
      <div class="tl-fields">
        <SelectField
          name="kind"
          label="Kind"
          value={texts.kind}
          choices={KINDS.map((value) => ({ value, title: DOCUMENT_KINDS[value].title }))}
        />
        <TextField
          name="issueDate"
          label="Issue date"
          type="date"
          value={texts.issueDate}
          error={errors.issueDate}
          hint={`The day of issue if empty; not after ${today}.`}
        />
        {isToBePaid && (
          <TextField
            name="dueDate"
            label="Due date"
            type="date"
            value={texts.dueDate}
            error={errors.dueDate}
            hint={`${dueDays} days after the issue if empty.`}
          />
        )}
        <TextField
          name="supplyDate"
          label="Date of supply"
          type="date"
          value={texts.supplyDate}
          error={errors.supplyDate}
          hint="Decides the tax rate; the issue date if empty."
        />
        {(!isToBePaid || texts.related !== '') && (
          <TextField
            name="related"
            label="Credits the invoice"
            value={texts.related}
            error={errors.related}
            hint="Its number; what is open of it is paid first."
          />
        )}
        <TextAreaField
          name="note"
          label="Note"
          value={texts.note}
          error={errors.note}
          rows={2}
          maxLength={2000}
          hint="Printed under the lines."
        />
      </div>
    </Card>
  );
}

/** Told anew while somebody types. */
export function DraftTotals({ outcome }: { readonly outcome: DraftOutcome | undefined }): JSX.Element {
  return (
    <div
      id={DRAFT_TOTALS_ID}
      class="tl-fading"
      hx-post="/drafts/totals"
      hx-trigger={`input from:#${FORM_ID} delay:400ms`}
      hx-include={`#${FORM_ID}`}
      hx-target="this"
      hx-swap="outerHTML"
      hx-sync="this:replace"
      aria-live="polite"
    >
      <Sums outcome={outcome} />
    </div>
  );
}

function Sums({ outcome }: { readonly outcome: DraftOutcome | undefined }): JSX.Element {
  if (!outcome) return <p class="text-secondary m-0">Write a line to see what it comes to.</p>;
  if (!outcome.isDone) {
    const { message, errors } = outcome.problem;
    return (
      <p class="m-0 text-secondary">
        <Icon name="alert-triangle" /> {message ?? Object.values(errors)[0]}
      </p>
    );
  }
  const { netMinor, taxes, roundingMinor, totalMinor } = outcome.value;
  return (
    <DescriptionList
      items={[
        { term: 'Net', value: <Money amountMinor={netMinor} /> },
        ...taxes
          .filter(({ taxCode }) => taxCode !== null)
          .map(({ title, taxMinor }) => ({ term: title, value: <Money amountMinor={taxMinor} /> })),
        ...(roundingMinor === 0 ? [] : [{ term: 'Rounding', value: <Money amountMinor={roundingMinor} /> }]),
        {
          term: 'Total',
          value: (
            <strong>
              <Money amountMinor={totalMinor} />
            </strong>
          ),
        },
      ]}
    />
  );
}
