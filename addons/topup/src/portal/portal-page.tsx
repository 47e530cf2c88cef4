import { randomUUID } from 'node:crypto';
import {
  type Company,
  localized,
  type PortalPage,
  type PortalPageView,
  type PortalSubmission,
  type PortalSubmitted,
  portalPayLink,
  type QuotaGrant,
  type Quotas,
  type ServiceDirectory,
  type ServiceWithPlan,
  TaplineError,
} from '@tapline/sdk';
import { Card, LinkButton, Money, Octets, SubmitButton } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import { type AutomaticRule, ruleOf } from '../automatic/automatic-rule.js';
import type { AutomaticStore } from '../automatic/automatic-store.js';
import { isForCustomers, type Offer } from '../offers/offer.js';
import { offersOf } from '../offers/plan-settings.js';
import { parseValidity } from '../offers/validity.js';
import { offerOf } from '../operations/buy-operation.js';
import type { Charge, Purchase } from '../purchases/purchase.js';
import type { PurchaseStore } from '../purchases/purchase-store.js';
import type { Purchasing } from '../purchases/purchasing.js';
import type { Refunding } from '../purchases/refunding.js';
import { validityText } from './offer-text.js';
import { PORTAL_WORDS, REFUSALS } from './portal-words.js';

export interface PortalParts {
  readonly purchasing: Purchasing;
  readonly refunding: Refunding;
  readonly choices: AutomaticStore;
  readonly store: PurchaseStore;
  readonly services: ServiceDirectory;
  readonly quotas: Quotas;
  readonly company: Company;
}

/** Words at one side, what can be done at the other. */
const ROW = 'd-flex justify-content-between align-items-center gap-3 py-2';
const MOST_SHOWN = 20;
const CHARGED = { balance: PORTAL_WORDS.fromBalance, 'next-bill': PORTAL_WORDS.onNextBill, 'pay-first': PORTAL_WORDS.payFirst } as const;

/** Where customers buy data for their lines, see what they have bought, and say whether a line buys by itself. */
export function portalPage(parts: PortalParts): PortalPage {
  return {
    path: 'data',
    title: PORTAL_WORDS.title,
    icon: 'plus',
    render: (view) => render(parts, view),
    submit: (submission) => inWords(submission.language, () => take(parts, submission)),
  };
}

async function render(parts: PortalParts, { tx, customer, language, query }: PortalPageView): Promise<JSX.Element> {
  const { purchasing, choices, store, services, quotas, company } = parts;
  const lines: PortalLine[] = [];
  const grants = new Map<string, QuotaGrant>();
  for (const service of await services.ofCustomer(tx, customer.id)) {
    for (const grant of await quotas.ofService(tx, service.id)) grants.set(grant.id, grant);
    const plan = offersOf(service.plan, company.currency);
    const offers = plan.offers.filter(isForCustomers);
    if (service.status === 'stopped' || offers.length === 0) continue;
    const leftOctets = (await quotas.state(tx, service.id))?.leftOctets;
    lines.push({ service, offers, rule: ruleOf(await choices.of(tx, service.id), plan), leftOctets, language });
  }
  const purchases = await store.ofCustomer(tx, customer.id, MOST_SHOWN);
  const waiting = purchases.filter(({ state }) => state === 'waiting');
  const bought = purchases.flatMap((purchase) => {
    const grant = grants.get(purchase.grantId ?? '');
    return purchase.state === 'granted' && grant ? [{ purchase, leftOctets: grant.octets - grant.usedOctets }] : [];
  });
  if (lines.length === 0 && purchases.length === 0) return <p>{localized(PORTAL_WORDS.nothing, language)}</p>;
  const chosen = lines.find(({ service }) => service.id === query.service);
  const offer = chosen?.offers.find(({ name }) => name === query.offer);
  if (chosen && offer) {
    const charge = await purchasing.chargeOfCustomer(tx, customer.id);
    return <Confirmation service={chosen.service} offer={offer} charge={charge} language={language} />;
  }
  return (
    <>
      {waiting.length > 0 && <Waiting purchases={waiting} language={language} />}
      {lines.map((line) => (
        <Line key={line.service.id} {...line} />
      ))}
      {bought.length > 0 && (
        <Card title={localized(PORTAL_WORDS.purchases, language)}>
          {bought.map(({ purchase, leftOctets }) => (
            <div key={purchase.id} class={ROW}>
              <PurchaseText purchase={purchase} language={language} />
              <span>
                <Octets octets={leftOctets} /> {localized(PORTAL_WORDS.left, language)}
              </span>
            </div>
          ))}
        </Card>
      )}
    </>
  );
}

/** What is refused is said in the customer's language. */
async function inWords<T>(language: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const words = error instanceof TaplineError ? REFUSALS[error.code] : undefined;
    if (!(error instanceof TaplineError) || !words) throw error;
    throw new TaplineError(error.code, error.kind, localized(words, language), { cause: error });
  }
}

async function take(parts: PortalParts, { tx, customer, form }: PortalSubmission): Promise<PortalSubmitted> {
  if (form.cancel !== undefined) {
    const waiting = await parts.store.inState(tx, customer.id, 'waiting');
    const order = waiting.find(({ id }) => id === form.cancel);
    if (order) await parts.refunding.refund(tx, order.id);
    return { message: PORTAL_WORDS.cancelled };
  }
  const own = await parts.services.ofCustomer(tx, customer.id);
  const service = own.find(({ id }) => id === form.service);
  // A line that is not there for this customer: the page is shown again as it is.
  if (!service) return { message: PORTAL_WORDS.nothing };
  if (form.automatic !== undefined) {
    const choice = await parts.choices.of(tx, service.id);
    await parts.choices.put(tx, service.id, { ...choice, isOn: form.automatic === 'on' });
    return { message: PORTAL_WORDS.switched };
  }
  const { amount, octets, priceMinor, validity } = offerOf(service, form.offer ?? '', { ...parts, isCustomer: true });
  const who = { origin: 'customer', by: customer.name, requestKey: `portal:${form.key ?? ''}`.slice(0, 100) } as const;
  const order = { service, amount, octets, priceMinor, validity, charge: await parts.purchasing.chargeOfCustomer(tx, customer.id), ...who };
  const { state, documentId } = await parts.purchasing.order(tx, order);
  if (state !== 'waiting') return { message: PORTAL_WORDS.bought };
  return { message: PORTAL_WORDS.payFirst, ...(documentId === null ? {} : { payDocumentId: documentId }) };
}

/** Asks once more before money moves. */
function Confirmation({
  service,
  offer,
  charge,
  language,
}: {
  readonly service: ServiceWithPlan;
  readonly offer: Offer;
  readonly charge: Charge;
  readonly language: string;
}): JSX.Element {
  return (
    <Card title={localized(PORTAL_WORDS.confirm, language)}>
      <p>
        <strong>
          <OfferText offer={offer} language={language} />
        </strong>
        <br />
        {`${service.plan.name}, ${service.login}`}
      </p>
      <p>{localized(CHARGED[charge], language)}</p>
      <form method="post" action="?" class="d-flex gap-2">
        <input type="hidden" name="service" value={service.id} />
        <input type="hidden" name="offer" value={offer.name} />
        <input type="hidden" name="key" value={randomUUID()} />
        <SubmitButton icon="check">{localized(PORTAL_WORDS.buy, language)}</SubmitButton>
        <LinkButton href="?">{localized(PORTAL_WORDS.cancel, language)}</LinkButton>
      </form>
    </Card>
  );
}

function OfferText({ offer, language }: { readonly offer: Offer; readonly language: string }): JSX.Element {
  return (
    <span>
      {offer.amount}, {validityText(offer.validity, language)}: <Money amountMinor={offer.priceMinor} />
    </span>
  );
}

function PurchaseText({ purchase, language }: { readonly purchase: Purchase; readonly language: string }): JSX.Element {
  const validity = parseValidity(purchase.validity);
  return (
    <span>
      <Octets octets={purchase.octets} />
      {validity && `, ${validityText(validity, language)}`}: <Money amountMinor={purchase.priceMinor} />
    </span>
  );
}

/** What is ordered and waits to be paid. */
function Waiting({ purchases, language }: { readonly purchases: readonly Purchase[]; readonly language: string }): JSX.Element {
  return (
    <Card title={localized(PORTAL_WORDS.waiting, language)}>
      <p>{localized(PORTAL_WORDS.payFirst, language)}</p>
      {purchases.map((purchase) => (
        <form key={purchase.id} method="post" class={ROW}>
          <PurchaseText purchase={purchase} language={language} />
          <span class="d-flex gap-2">
            {purchase.documentId !== null && (
              <LinkButton isSmall isPrimary icon="credit-card" href={portalPayLink(purchase.documentId)}>
                {localized(PORTAL_WORDS.pay, language)}
              </LinkButton>
            )}
            <SubmitButton look="plain" isSmall name="cancel" value={purchase.id}>
              {localized(PORTAL_WORDS.cancel, language)}
            </SubmitButton>
          </span>
        </form>
      ))}
    </Card>
  );
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
          <Octets octets={leftOctets} /> {localized(PORTAL_WORDS.left, language)}
        </p>
      )}
      {offers.map((offer) => (
        <div key={offer.name} class={ROW}>
          <OfferText offer={offer} language={language} />
          <LinkButton
            isSmall
            isPrimary
            icon="plus"
            href={`?service=${encodeURIComponent(service.id)}&offer=${encodeURIComponent(offer.name)}`}
          >
            {localized(PORTAL_WORDS.buy, language)}
          </LinkButton>
        </div>
      ))}
      <form method="post" class={ROW}>
        <input type="hidden" name="service" value={service.id} />
        <span>
          {localized(rule.isOn ? PORTAL_WORDS.isOn : PORTAL_WORDS.isOff, language)}
          {rule.isOn && rule.offer && (
            <>
              {': '}
              <OfferText offer={rule.offer} language={language} />
            </>
          )}
        </span>
        <SubmitButton look="plain" isSmall name="automatic" value={rule.isOn ? 'off' : 'on'}>
          {localized(rule.isOn ? PORTAL_WORDS.switchOff : PORTAL_WORDS.switchOn, language)}
        </SubmitButton>
      </form>
    </Card>
  );
}
