import { type BillingOutlook, type Customer, formatAmount, type OpenInvoice } from '@tapline/sdk';
import { type FormTexts, LinkButton, Money, SelectField, SubmitButton, TextField, useUiSettings } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import { PAYMENT_METHODS } from '../../../payments/payment-schema.js';
import { asSentence, type FormProblem } from '../frame/form-problem.js';
import { ProblemAlert } from '../parts/form-frame.js';
import { customerHref } from '../parts/hrefs.js';

export interface PaymentFormProps {
  readonly customer: Customer;
  readonly balanceMinor: number;
  /** What the billing type says: of who is blocked, the sum that opens the lines. */
  readonly outlook?: BillingOutlook | undefined;
  /** With the key under `paymentKey`. */
  readonly texts: FormTexts;
  /** What there is to pay; none is offered where there is one or nothing. */
  readonly openInvoices?: readonly OpenInvoice[];
  readonly problem?: FormProblem | undefined;
  /** On a page of its own; in a dialog the form closes it. */
  readonly cancelHref?: string;
}

export function PaymentForm({
  customer,
  balanceMinor,
  outlook,
  texts,
  openInvoices = [],
  problem,
  cancelHref,
}: PaymentFormProps): JSX.Element {
  const { currency, locale } = useUiSettings();
  const errors = problem?.errors ?? {};
  return (
    <form method="post" action={`${customerHref(customer)}/payments`} class="tl-fields">
      <ProblemAlert problem={problem} />
      <input type="hidden" name="paymentKey" value={texts.paymentKey ?? ''} />
      <p class="m-0 text-secondary">
        The balance of {customer.name} is <Money amountMinor={balanceMinor} />.
        {outlook?.tone === 'bad' && ` ${asSentence(outlook.summary)}`}
      </p>
      <div class="tl-field-row">
        <TextField
          name="amountMinor"
          label="Amount"
          value={texts.amountMinor}
          error={errors.amountMinor}
          suffix={currency}
          inputMode="decimal"
          autocomplete="off"
          isRequired
          isFocused
        />
        <SelectField
          name="method"
          label="Method"
          value={texts.method}
          error={errors.method}
          choices={Object.entries(PAYMENT_METHODS).map(([value, { title }]) => ({ value, title }))}
          isRequired
        />
      </div>
      {(openInvoices.length > 1 || texts.pays) && (
        <SelectField
          name="pays"
          label="Pays"
          value={texts.pays}
          choices={[
            { value: '', title: 'the oldest first' },
            ...openInvoices.map(({ documentId, number, dueDate, openMinor }) => ({
              value: documentId,
              title: `${number}, due ${dueDate}: ${formatAmount(openMinor, currency, locale)}`,
            })),
          ]}
        />
      )}
      <TextField
        name="valueDate"
        type="date"
        label="Value date"
        value={texts.valueDate}
        error={errors.valueDate}
        hint="The day that the bank says; today if empty."
      />
      <TextField
        name="note"
        label="Note"
        value={texts.note}
        error={errors.note}
        maxLength={500}
        hint="Shown on the statement: a receipt number, who paid."
      />
      <div class="tl-buttons">
        <SubmitButton icon="cash">Take the payment</SubmitButton>
        {cancelHref === undefined ? (
          <button type="button" class="btn" data-dialog-close>
            Cancel
          </button>
        ) : (
          <LinkButton href={cancelHref}>Cancel</LinkButton>
        )}
      </div>
    </form>
  );
}
