import type { Service } from '@tapline/sdk';
import { formatAmount } from '@tapline/sdk';
import { type Choice, EmptyState, type FormTexts, formatRate, LinkButton, SelectField, TextField, useUiSettings } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { FormProblem } from '../frame/form-problem.js';
import { Page } from '../frame/page.js';
import { FormFrame } from '../parts/form-frame.js';
import { customerHref } from '../parts/hrefs.js';
import { AccessTypeField, DeviceFields, PlaceAndSessionFields } from './login-rules-fields.js';
import type { ServiceFormModel } from './service-form-page.js';

export interface ServiceFormProps {
  readonly title: string;
  readonly model: ServiceFormModel;
  readonly texts: FormTexts;
  readonly problem: FormProblem | undefined;
}

const STATUSES: readonly Choice[] = [
  { value: 'pending', title: 'Pending: not served yet' },
  { value: 'active', title: 'Active' },
  { value: 'paused', title: 'Paused' },
  { value: 'stopped', title: 'Stopped' },
];

export function ServiceForm({ title, model, texts, problem }: ServiceFormProps): JSX.Element {
  const { customer, service, plans } = model;
  const backHref = customerHref(customer);
  const errors = problem?.errors ?? {};
  const parent = { href: backHref, title: customer.name };
  if (plans.length === 0) {
    return (
      <Page title={title} parent={parent}>
        <div class="card tl-form">
          <EmptyState icon="tags" title="There is no plan to sell yet" action={<LinkButton href="/plans/new">Make a plan</LinkButton>}>
            A service needs a plan: it gives the speed and the price.
          </EmptyState>
        </div>
      </Page>
    );
  }
  return (
    <Page title={title} parent={parent}>
      <FormFrame
        action={service ? `/services/${service.id}/edit` : `${backHref}/services`}
        submit={service ? 'Save' : 'Create the service'}
        cancelHref={backHref}
        problem={problem}
      >
        <div class="tl-fields">
          <PlanField model={model} texts={texts} error={errors.planId} />
          <SelectField name="status" label="Status" choices={STATUSES} value={texts.status} error={errors.status} isRequired />
          <div class="tl-field-row">
            <TextField
              name="login"
              label="Login"
              value={texts.login}
              error={errors.login}
              autocomplete="off"
              maxLength={190}
              isMonospace
              isRequired
              hint="The RADIUS user name."
            />
            <TextField
              name="password"
              label="Password"
              value={service ? '' : texts.password}
              error={errors.password}
              autocomplete="off"
              maxLength={128}
              isMonospace
              isRequired={!service}
              {...(service
                ? { placeholder: 'Kept', hint: 'Leave empty to keep it.' }
                : { hint: 'This one was made up just now; change it as you like.' })}
            />
          </div>
          <AccessTypeField texts={texts} errors={errors} />
          <AddressFields model={model} texts={texts} errors={errors} />
          <DeviceFields texts={texts} errors={errors} />
          <PlaceAndSessionFields texts={texts} errors={errors} />
        </div>
      </FormFrame>
    </Page>
  );
}

function PlanField({
  model,
  texts,
  error,
}: {
  readonly model: ServiceFormModel;
  readonly texts: FormTexts;
  readonly error: string | undefined;
}): JSX.Element {
  const { locale, currency } = useUiSettings();
  const choices = model.plans.map((plan) => ({
    value: plan.id,
    title: `${plan.name} · ${formatRate(plan.downloadBitsPerSecond, locale)} · ${formatAmount(plan.priceMinor, currency, locale)}${plan.isArchived ? ' (archived)' : ''}`,
  }));
  return <SelectField name="planId" label="Plan" choices={choices} value={texts.planId} error={error} isRequired />;
}

interface AddressFieldsProps {
  readonly model: ServiceFormModel;
  readonly texts: FormTexts;
  readonly errors: Readonly<Record<string, string>>;
}

function AddressFields({ model, texts, errors }: AddressFieldsProps): JSX.Element {
  const pools = model.networks.filter(({ purpose }) => purpose === 'pool');
  const mode = texts['ipv4.mode'] ?? 'none';
  return (
    <div class="tl-field-row">
      <div class="tl-field">
        <label class="form-label" for="field-ipv4-mode">
          IPv4 address
        </label>
        <select id="field-ipv4-mode" class="form-select" name="ipv4.mode" data-chooses>
          <option value="none" selected={mode === 'none'}>
            The router gives one
          </option>
          {(pools.length > 0 || mode === 'pool') && (
            <option value="pool" selected={mode === 'pool'}>
              From a pool, kept for this service
            </option>
          )}
          <option value="static" selected={mode === 'static'}>
            This one
          </option>
        </select>
      </div>
      <div data-when="ipv4.mode" data-is="pool">
        <SelectField
          name="ipv4.networkId"
          label="Pool"
          value={texts['ipv4.networkId']}
          error={errors['ipv4.networkId']}
          choices={pools.map((pool) => ({
            value: pool.id,
            title: `${pool.name} (${pool.cidr}), ${pool.usableAddresses - pool.usedAddresses} free`,
          }))}
        />
      </div>
      <div data-when="ipv4.mode" data-is="static">
        <TextField
          name="ipv4.address"
          label="Address"
          value={texts['ipv4.address']}
          error={errors['ipv4.address']}
          isMonospace
          placeholder="10.0.3.7"
        />
      </div>
    </div>
  );
}

export function RevealedPassword({ password }: { readonly password: string }): JSX.Element {
  return <span class="font-monospace">{password}</span>;
}

export function RevealedPasswordPage({ service, password }: { readonly service: Service; readonly password: string }): JSX.Element {
  return (
    <Page title="Password" parent={{ href: `/services/${service.id}`, title: service.login }}>
      <div class="card tl-form">
        <div class="card-body">
          <p class="m-0">
            The password of <span class="font-monospace">{service.login}</span> is <RevealedPassword password={password} />.
          </p>
        </div>
      </div>
    </Page>
  );
}
