import type { BillingType, Customer, JsonSchema } from '@tapline/sdk';
import { type FormTexts, SchemaForm } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { FormProblem } from '../frame/form-problem.js';
import { Page } from '../frame/page.js';
import { FormFrame } from '../parts/form-frame.js';
import { customerHref } from '../parts/hrefs.js';

/** Before the inputs of a billing type's settings: those of all types are in the form, and the chosen one's count. */
export function settingsPrefix(billingType: string): string {
  return `billingSettings.${billingType}.`;
}

export interface CustomerFormProps {
  readonly title: string;
  /** `undefined` for a new one. */
  readonly customer: Customer | undefined;
  readonly schema: JsonSchema;
  readonly billingTypes: readonly BillingType[];
  readonly texts: FormTexts;
  readonly problem: FormProblem | undefined;
}

export function CustomerForm({ title, customer, schema, billingTypes, texts, problem }: CustomerFormProps): JSX.Element {
  const errors = problem?.errors ?? {};
  const backHref = customer ? customerHref(customer) : '/customers';
  const chosen = texts.billingType ?? 'manual';
  return (
    <Page title={title} parent={{ href: backHref, title: customer ? customer.name : 'Customers' }}>
      <FormFrame
        action={customer ? `${backHref}/edit` : '/customers'}
        submit={customer ? 'Save' : 'Create the customer'}
        cancelHref={backHref}
        problem={problem}
      >
        <SchemaForm schema={schema} texts={texts} errors={errors} only={['name', 'email', 'phone', 'address', 'status']} />
        <fieldset class="tl-fieldset tl-fields">
          <legend>Billing</legend>
          <BillingTypeField billingTypes={billingTypes} chosen={chosen} error={errors.billingType} />
          {billingTypes.map((type) => (
            <div key={type.id} data-when="billingType" data-is={type.id}>
              <p class="tl-sub">{type.description}</p>
              <SchemaForm
                schema={type.settings}
                texts={texts}
                errors={errors}
                prefix={settingsPrefix(type.id)}
                hasSecrets={customer?.billingType === type.id}
              />
            </div>
          ))}
        </fieldset>
      </FormFrame>
    </Page>
  );
}

interface BillingTypeFieldProps {
  readonly billingTypes: readonly BillingType[];
  readonly chosen: string;
  readonly error: string | undefined;
}

/** A customer may have a type whose add-on does not run now: it stays on the list, or the form would change it. */
function BillingTypeField({ billingTypes, chosen, error }: BillingTypeFieldProps): JSX.Element {
  const isKnown = billingTypes.some(({ id }) => id === chosen);
  return (
    <div class="tl-field">
      <label class="form-label required" for="field-billingType">
        Billing type
      </label>
      <select
        id="field-billingType"
        class={`form-select${error === undefined ? '' : ' is-invalid'}`}
        name="billingType"
        data-chooses
        required
      >
        {!isKnown && (
          <option value={chosen} selected>
            {chosen} (its add-on does not run)
          </option>
        )}
        {billingTypes.map(({ id, title }) => (
          <option key={id} value={id} selected={id === chosen}>
            {title}
          </option>
        ))}
      </select>
      {error !== undefined && <div class="invalid-feedback d-block">{error}</div>}
    </div>
  );
}
