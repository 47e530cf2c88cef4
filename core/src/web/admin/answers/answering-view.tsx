import type { Router, ShutPolicy, ShutReason } from '@tapline/sdk';
import { type FormErrors, type FormTexts, LinkButton, SelectField, TextField } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { UsableDriver } from '../../../radius/answers/answering-service.js';
import { SHUT_REASON_WORDS } from '../../../radius/answers/shut-policy.js';
import type { FormProblem } from '../frame/form-problem.js';
import { Page } from '../frame/page.js';
import { FieldFold } from '../parts/field-fold.js';
import { FormFrame } from '../parts/form-frame.js';
import { SHUT_REASONS } from './shut-policy-form.js';
import { AttributesField } from './terms-fields.js';

const REASON_HINTS: Readonly<Record<ShutReason, string>> = {
  unknownUser: 'No service has the login.',
  notActive: 'The service or its customer is not active.',
  restricted: 'A blocked customer, or a restriction such as that of prepaid.',
  wrongDevice: 'Another device, another place, or somebody is online already.',
  wrongPassword: 'Not by MS-CHAPv2, whose devices hang up.',
};
const ACTIONS = [
  { value: 'reject', title: 'Refused' },
  { value: 'walled-garden', title: 'Into the walled garden' },
];

interface PolicyPageProps {
  readonly texts: FormTexts;
  readonly problem: FormProblem | undefined;
}

/** What happens to lines that are shut, on all routers. */
export function ShutPolicyPage({ texts, problem }: PolicyPageProps): JSX.Element {
  return (
    <Page
      title="When a line is shut"
      subtitle="On all routers that have no rule of their own"
      parent={{ href: '/routers', title: 'Routers' }}
    >
      <FormFrame action="/routers/shut-policy" submit="Save" cancelHref="/routers" problem={problem}>
        <PolicyFields texts={texts} errors={problem?.errors ?? {}} company={undefined} />
      </FormFrame>
    </Page>
  );
}

interface AnswersPageProps extends PolicyPageProps {
  readonly router: Router;
  readonly drivers: readonly UsableDriver[];
  readonly company: ShutPolicy;
}

/** How one router is answered. */
export function RouterAnswersPage({ router, drivers, company, texts, problem }: AnswersPageProps): JSX.Element {
  const errors = problem?.errors ?? {};
  const driverId = texts.driverId ?? '';
  const chosen = drivers.find(({ driver }) => driver.id === driverId)?.driver;
  const choices = drivers.map(({ driver }) => ({ value: driver.id, title: driver.title }));
  const policyInputs = Object.keys(texts).filter((name) => /^(actions|garden)\./.test(name));
  const isOwn = policyInputs.some((name) => texts[name] !== '');
  return (
    <Page
      title={`How ${router.name} is answered`}
      parent={{ href: `/routers/${router.id}`, title: router.name }}
      actions={<LinkButton href="/routers/shut-policy">When a line is shut</LinkButton>}
    >
      <FormFrame action={`/routers/${router.id}/answers`} submit="Save" cancelHref={`/routers/${router.id}`} problem={problem}>
        <div class="tl-fields">
          <SelectField
            name="driverId"
            label="Driver"
            value={driverId}
            error={errors.driverId}
            choices={chosen ? choices : [...choices, { value: driverId, title: `${driverId} (its add-on does not run)` }]}
            hint={chosen?.description}
            isRequired
          />
          <FieldFold
            title="When a line is shut"
            summary={isOwn ? 'otherwise than on the other routers' : 'as on all routers'}
            isOpen={isOwn || Object.keys(errors).some((name) => policyInputs.includes(name)) || problem?.message !== undefined}
          >
            <PolicyFields texts={texts} errors={errors} company={company} />
          </FieldFold>
          <FieldFold
            title="Extra attributes"
            summary={texts.attributes ? 'at every login here' : 'none'}
            isOpen={Boolean(texts.attributes)}
          >
            <AttributesField name="attributes" value={texts.attributes} error={errors.attributes} />
          </FieldFold>
        </div>
      </FormFrame>
    </Page>
  );
}

interface PolicyFieldsProps {
  readonly texts: FormTexts;
  readonly errors: FormErrors;
  /** Of a router: what holds where nothing is chosen. */
  readonly company: ShutPolicy | undefined;
}

function PolicyFields({ texts, errors, company }: PolicyFieldsProps): JSX.Element {
  const field = (name: string) => ({ name: `garden.${name}`, value: texts[`garden.${name}`], error: errors[`garden.${name}`] });
  const isSet = SHUT_REASONS.some((reason) => (texts[`actions.${reason}`] || company?.actions[reason]) === 'walled-garden');
  return (
    <div class="tl-fields">
      {SHUT_REASONS.map((reason) => (
        <SelectField
          key={reason}
          name={`actions.${reason}`}
          label={capital(SHUT_REASON_WORDS[reason])}
          value={texts[`actions.${reason}`]}
          error={errors[`actions.${reason}`]}
          choices={company ? [{ value: '', title: `As the company: ${titleOf(company.actions[reason])}` }, ...ACTIONS] : ACTIONS}
          hint={REASON_HINTS[reason]}
        />
      ))}
      <FieldFold title="The walled garden" summary={isSet ? 'in use' : 'not in use'} isOpen={isSet}>
        <p class="text-secondary mb-0">
          Whoever is let in gets an address, and the router's own firewall leaves nothing open but the way to pay. Name what that firewall
          goes by.
        </p>
        <div class="tl-field-row">
          <TextField
            {...field('addressList')}
            label="Address list"
            hint="MikroTik: /ip firewall filter … src-address-list="
            autocomplete="off"
          />
          <TextField {...field('filterId')} label="Filter" hint="Filter-Id, for other makes." autocomplete="off" />
        </div>
        <div class="tl-field-row">
          <TextField {...field('pool')} label="Address pool" hint="Of the router; empty: the line keeps its address." autocomplete="off" />
          <TextField {...field('ipv6Pool')} label="IPv6 pool" hint="Empty: no IPv6 prefix is given." autocomplete="off" />
        </div>
        <div class="tl-field-row">
          <TextField {...field('bitsPerSecond')} label="Speed" suffix="Mbit/s" inputMode="decimal" hint="Empty: the line's own." />
          <TextField
            {...field('sessionTimeoutSeconds')}
            label="Logs in again after"
            suffix="s"
            inputMode="numeric"
            placeholder={String(company?.garden.sessionTimeoutSeconds ?? '')}
            hint="60 to 300: who pays is back by then, whatever gets lost."
          />
        </div>
        <TextField {...field('redirectUrl')} label="Redirect to" hint="Where a hotspot sends the browser." autocomplete="off" />
      </FieldFold>
    </div>
  );
}

function titleOf(action: string): string {
  return (ACTIONS.find(({ value }) => value === action)?.title ?? action).toLowerCase();
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
