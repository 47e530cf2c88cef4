import { localized, type ServiceWithPlan } from '@tapline/sdk';
import { Card, LinkButton, Octets, SubmitButton } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { AutomaticRule } from '../automatic/automatic-rule.js';
import type { Offer } from '../offers/offer.js';
import { atMostText } from './offer-text.js';
import { PORTAL_WORDS } from './portal-words.js';
import { OfferText, ROW, ROW_END } from './texts.js';

export interface PortalLine {
  readonly service: ServiceWithPlan;
  readonly offers: readonly Offer[];
  readonly rule: AutomaticRule;
  /** What it would buy by itself once that is switched on. */
  readonly offeredByItself: Offer | undefined;
  /** Undefined where nothing meters the line: it can buy nothing then. */
  readonly leftOctets: bigint | undefined;
  readonly language: string;
}

/** What a line can buy, and whether it buys by itself. */
export function LineCard({ service, offers, rule, offeredByItself, leftOctets, language }: PortalLine): JSX.Element {
  const buying = rule.isOn ? rule.offer : undefined;
  const title = `${service.plan.name}, ${service.login}`;
  if (leftOctets === undefined) return <Card title={title}>{localized(PORTAL_WORDS.notMetered, language)}</Card>;
  return (
    <Card title={title}>
      <p>
        <Octets octets={leftOctets} /> {localized(PORTAL_WORDS.left, language)}
      </p>
      {offers.map((offer) => (
        <div key={offer.name} class={ROW}>
          <OfferText offer={offer} language={language} />
          <span class={ROW_END}>
            <LinkButton isSmall isPrimary icon="plus" href={link({ service: service.id, offer: offer.name })}>
              {localized(PORTAL_WORDS.buy, language)}
            </LinkButton>
          </span>
        </div>
      ))}
      <form method="post" class={ROW}>
        <input type="hidden" name="service" value={service.id} />
        <span>
          {localized(buying ? PORTAL_WORDS.isOn : PORTAL_WORDS.isOff, language)}
          {buying && (
            <>
              {': '}
              <OfferText offer={buying} language={language} />
              <div class="tl-sub">{atMostText(rule.mostPerPeriod, language)}</div>
            </>
          )}
        </span>
        <span class={ROW_END}>
          {buying ? (
            <SubmitButton look="plain" isSmall name="automatic" value="off">
              {localized(PORTAL_WORDS.switchOff, language)}
            </SubmitButton>
          ) : (
            offeredByItself && (
              <LinkButton isSmall href={link({ service: service.id, offer: offeredByItself.name, automatic: 'on' })}>
                {localized(PORTAL_WORDS.switchOn, language)}
              </LinkButton>
            )
          )}
        </span>
      </form>
    </Card>
  );
}

function link(query: Readonly<Record<string, string>>): string {
  return `?${new URLSearchParams(query).toString()}`;
}
