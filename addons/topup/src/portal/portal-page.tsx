import { randomUUID } from 'node:crypto';
import type { Company, PortalPage, PortalSubmission, PortalSubmitted, Quotas, ServiceDirectory, ServiceWithPlan } from '@tapline/sdk';
import { Card, Octets, SubmitButton } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import { type AutomaticRule, ruleOf } from '../automatic/automatic-rule.js';
import type { AutomaticStore } from '../automatic/automatic-store.js';
import type { Offer } from '../offers/offer.js';
import { offersOf } from '../offers/plan-settings.js';
import { offerOf } from '../operations/buy-operation.js';
import type { Purchasing } from '../purchases/purchasing.js';
import { inLanguage, PORTAL_WORDS } from './portal-words.js';

export interface PortalParts {
  readonly purchasing: Purchasing;
  readonly choices: AutomaticStore;
  readonly services: ServiceDirectory;
  readonly quotas: Quotas;
  readonly company: Company;
}

/** Where customers buy data for their lines, and say whether a line buys by itself. */
export function portalPage(parts: PortalParts): PortalPage {
  const { choices, services, quotas, company } = parts;
  return {
    path: 'data',
    title: PORTAL_WORDS.title,
    icon: 'plus',
    render: async ({ tx, customer, language }) => {
      const lines: PortalLine[] = [];
      for (const service of await services.ofCustomer(tx, customer.id)) {
        const plan = offersOf(service.plan, company.currency);
        if (service.status === 'stopped' || plan.offers.length === 0) continue;
        const leftOctets = (await quotas.state(tx, service.id))?.leftOctets;
        lines.push({ service, offers: plan.offers, rule: ruleOf(await choices.of(tx, service.id), plan), leftOctets, language });
      }
      if (lines.length === 0) return <p>{inLanguage(PORTAL_WORDS.nothing, language)}</p>;
      return (
        <>
          {lines.map((line) => (
            <Line key={line.service.id} {...line} />
          ))}
        </>
      );
    },
    submit: (submission) => take(parts, submission),
  };
}

async function take(parts: PortalParts, { tx, customer, form }: PortalSubmission): Promise<PortalSubmitted> {
  const own = await parts.services.ofCustomer(tx, customer.id);
  const service = own.find(({ id }) => id === form.service);
  // A line that is not there for this customer: the page is shown again as it is.
  if (!service) return { message: PORTAL_WORDS.nothing };
  if (form.automatic !== undefined) {
    const choice = await parts.choices.of(tx, service.id);
    await parts.choices.put(tx, service.id, { ...choice, isOn: form.automatic === 'on' });
    return { message: PORTAL_WORDS.switched };
  }
  const { amount, octets, priceMinor, validity } = offerOf(service, form.offer ?? '', parts.company);
  const who = { origin: 'customer', by: customer.name, requestKey: `portal:${form.key ?? ''}`.slice(0, 100) } as const;
  const order = { service, amount, octets, priceMinor, validity, charge: await parts.purchasing.chargeOfCustomer(tx, customer.id), ...who };
  const { state } = await parts.purchasing.order(tx, order);
  return { message: state === 'waiting' ? PORTAL_WORDS.waits : PORTAL_WORDS.bought };
}

interface PortalLine {
  readonly service: ServiceWithPlan;
  readonly offers: readonly Offer[];
  readonly rule: AutomaticRule;
  /** Undefined where nothing meters the line. */
  readonly leftOctets: bigint | undefined;
  readonly language: string;
}

function Line({ service, offers, rule, leftOctets, language }: PortalLine): JSX.Element {
  return (
    <Card title={`${service.plan.name}, ${service.login}`}>
      {leftOctets !== undefined && (
        <p>
          <Octets octets={leftOctets} /> {inLanguage(PORTAL_WORDS.left, language)}
        </p>
      )}
      {offers.map(({ name }) => (
        <form key={name} method="post" class="tl-buttons">
          <input type="hidden" name="service" value={service.id} />
          <input type="hidden" name="offer" value={name} />
          <input type="hidden" name="key" value={randomUUID()} />
          <span>{name}</span>
          <SubmitButton icon="plus" isSmall>
            {inLanguage(PORTAL_WORDS.buy, language)}
          </SubmitButton>
        </form>
      ))}
      <form method="post" class="tl-buttons">
        <input type="hidden" name="service" value={service.id} />
        <span>{`${inLanguage(rule.isOn ? PORTAL_WORDS.isOn : PORTAL_WORDS.isOff, language)}${rule.isOn && rule.offer ? `: ${rule.offer.name}` : ''}`}</span>
        <SubmitButton look="plain" isSmall name="automatic" value={rule.isOn ? 'off' : 'on'}>
          {inLanguage(rule.isOn ? PORTAL_WORDS.switchOff : PORTAL_WORDS.switchOn, language)}
        </SubmitButton>
      </form>
    </Card>
  );
}
