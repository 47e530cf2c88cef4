import type { Service } from '@tapline/sdk';
import { formatAmount } from '@tapline/sdk';
import { EmptyState, type FormTexts, formatRate, LinkButton, SelectField, TextField, useUiSettings } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { FormProblem } from '../frame/form-problem.js';
import { Page } from '../frame/page.js';
import { FormFrame } from '../parts/form-frame.js';
import { customerHref } from '../parts/hrefs.js';
import { Ipv4Fields, Ipv6AndRouteFields } from './address-fields.js';
import { AccessTypeField, DeviceFields, PlaceAndSessionFields } from './login-rules-fields.js';
import type { ServiceFormModel } from './service-form-page.js';
import { SERVICE_STATUSES } from './service-statuses.js';

export interface ServiceFormProps {
  readonly title: string;
  readonly model: ServiceFormModel;
  readonly texts: FormTexts;
  readonly problem: FormProblem | undefined;
}

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
          <SelectField name="status" label="Status" choices={SERVICE_STATUSES} value={texts.status} error={errors.status} isRequired />
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
          <Ipv4Fields networks={model.networks} texts={texts} errors={errors} />
          <Ipv6AndRouteFields networks={model.networks} texts={texts} errors={errors} />
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
