import { randomUUID } from 'node:crypto';
import { type AmountMinor, localized, portalPayAmountLink, type ServiceWithPlan } from '@tapline/sdk';
import { Alert, Card, LinkButton, Money, SubmitButton, useUiSettings } from '@tapline/sdk/ui';
import type { ComponentChildren, JSX } from 'preact';
import type { Offer } from '../offers/offer.js';
import type { Charge } from '../purchases/purchase.js';
import { atMostText } from './offer-text.js';
import { PORTAL_WORDS } from './portal-words.js';
import { OfferText } from './texts.js';

const CHARGED = { balance: PORTAL_WORDS.fromBalance, 'next-bill': PORTAL_WORDS.onNextBill, 'pay-first': PORTAL_WORDS.payFirst } as const;

export interface Wanted {
  readonly service: ServiceWithPlan;
  readonly offer: Offer;
  readonly balanceMinor: AmountMinor;
  /** What has to be added to the balance before it may be charged; 0 where nothing has. */
  readonly missingMinor: AmountMinor;
  readonly language: string;
}

/** Asks once more before money moves. */
export function BuyConfirmation({ charge, ...wanted }: Wanted & { readonly charge: Charge }): JSX.Element {
  const { service, offer, missingMinor, language } = wanted;
  return (
    <Card title={localized(PORTAL_WORDS.confirm, language)}>
      <What {...wanted} />
      {missingMinor === 0 && <p>{localized(CHARGED[charge], language)}</p>}
      <Missing {...wanted} />
      <Choice service={service} offer={offer} language={language}>
        {missingMinor === 0 && (
          <>
            <input type="hidden" name="key" value={randomUUID()} />
            <SubmitButton icon="check">{localized(PORTAL_WORDS.buy, language)}</SubmitButton>
          </>
        )}
      </Choice>
    </Card>
  );
}

export interface AutomaticWanted extends Wanted {
  readonly mostPerPeriod: number;
  /** It buys as soon as it may. */
  readonly isUsedUp: boolean;
}

/** Says what a line will buy by itself, before it does. */
export function AutomaticConfirmation({ mostPerPeriod, isUsedUp, ...wanted }: AutomaticWanted): JSX.Element {
  const { service, offer, language } = wanted;
  return (
    <Card title={localized(PORTAL_WORDS.confirmAutomatic, language)}>
      <What {...wanted} />
      <p>
        {localized(PORTAL_WORDS.whenUsedUp, language)} {localized(PORTAL_WORDS.fromBalance, language)} {atMostText(mostPerPeriod, language)}
      </p>
      {isUsedUp && <Alert tone="warning" title={localized(PORTAL_WORDS.buysNow, language)} />}
      <Missing {...wanted} />
      <Choice service={service} offer={offer} language={language}>
        <SubmitButton icon="check" name="automatic" value="on">
          {localized(PORTAL_WORDS.switchOn, language)}
        </SubmitButton>
      </Choice>
    </Card>
  );
}

function What({ service, offer, language }: Wanted): JSX.Element {
  return (
    <p>
      <strong>
        <OfferText offer={offer} language={language} />
      </strong>
      <br />
      {`${service.plan.name}, ${service.login}`}
    </p>
  );
}

/** What the balance does not pay for, and the way to it. */
function Missing({ balanceMinor, missingMinor, language }: Wanted): JSX.Element | null {
  const { currency } = useUiSettings();
  if (missingMinor === 0) return null;
  return (
    <>
      <p>
        {localized(PORTAL_WORDS.balance, language)}: <Money amountMinor={balanceMinor} />
        <br />
        {localized(PORTAL_WORDS.missing, language)}: <Money amountMinor={missingMinor} />
      </p>
      <p>
        <LinkButton isPrimary icon="credit-card" href={portalPayAmountLink(missingMinor, currency)}>
          {localized(PORTAL_WORDS.addMoney, language)}
        </LinkButton>
      </p>
    </>
  );
}

function Choice({
  service,
  offer,
  language,
  children,
}: Pick<Wanted, 'service' | 'offer' | 'language'> & { readonly children: ComponentChildren }): JSX.Element {
  return (
    <form method="post" action="?" class="d-flex gap-2">
      <input type="hidden" name="service" value={service.id} />
      <input type="hidden" name="offer" value={offer.name} />
      {children}
      <LinkButton href="?">{localized(PORTAL_WORDS.cancel, language)}</LinkButton>
    </form>
  );
}
