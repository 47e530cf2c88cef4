import {
  type Clock,
  type Company,
  type Ledger,
  localized,
  type PortalPage,
  type PortalPageView,
  type PortalSubmission,
  type PortalSubmitted,
  type PortalView,
  type Quotas,
  type ServiceDirectory,
  TaplineError,
} from '@tapline/sdk';
import type { JSX } from 'preact';
import { ruleOf } from '../automatic/automatic-rule.js';
import type { AutomaticStore } from '../automatic/automatic-store.js';
import { isForCustomers } from '../offers/offer.js';
import { offersOf } from '../offers/plan-settings.js';
import { offerOf } from '../operations/buy-operation.js';
import { isMetered, requireMetered } from '../purchases/metered.js';
import type { PurchaseMoney } from '../purchases/purchase-money.js';
import type { PurchaseStore } from '../purchases/purchase-store.js';
import type { Purchasing } from '../purchases/purchasing.js';
import type { Refunding } from '../purchases/refunding.js';
import { seenPurchases } from '../purchases/seen-purchases.js';
import { AutomaticConfirmation, BuyConfirmation } from './confirmations.js';
import { LineCard, type PortalLine } from './line-card.js';
import { lineCure } from './line-cure.js';
import { PORTAL_WORDS, REFUSALS } from './portal-words.js';
import { Bought, Waiting } from './purchase-cards.js';

export interface PortalParts {
  readonly purchasing: Purchasing;
  readonly refunding: Refunding;
  readonly money: PurchaseMoney;
  readonly choices: AutomaticStore;
  readonly store: PurchaseStore;
  readonly services: ServiceDirectory;
  readonly ledger: Ledger;
  readonly quotas: Quotas;
  readonly company: Company;
  readonly clock: Clock;
}

const LATEST_SHOWN = 20;

/** Where customers buy data for their lines, see what they have bought, and say whether a line buys by itself. */
export function portalPage(parts: PortalParts): PortalPage {
  return {
    path: 'data',
    title: PORTAL_WORDS.title,
    icon: 'plus',
    isInNavigation: (view) => isOfUse(parts, view),
    render: (view) => render(parts, view),
    submit: (submission) => inWords(submission.language, () => take(parts, submission)),
    cureOf: (line) => lineCure(parts, line),
  };
}

/** Whether there is anything to buy, or to look at. */
async function isOfUse({ services, store, quotas, company }: PortalParts, { tx, customer }: PortalView): Promise<boolean> {
  if ((await store.ofCustomer(tx, customer.id, 1)).length > 0) return true;
  for (const { id, status, plan } of await services.ofCustomer(tx, customer.id)) {
    const isOffered = status !== 'stopped' && offersOf(plan, company.currency).offers.some(isForCustomers);
    if (isOffered && (await isMetered(tx, quotas, id))) return true;
  }
  return false;
}

async function render(parts: PortalParts, view: PortalPageView): Promise<JSX.Element> {
  const { tx, customer, language, query } = view;
  const lines = await portalLines(parts, view);
  const confirmation = await confirmationOf(
    parts,
    view,
    lines.find(({ service }) => service.id === query.service),
  );
  if (confirmation) return confirmation;
  const seen = await seenPurchases(tx, parts, { customerId: customer.id, latest: LATEST_SHOWN });
  if (lines.length === 0 && seen.length === 0) return <p>{localized(PORTAL_WORDS.nothing, language)}</p>;
  const waiting = seen.filter(({ purchase }) => purchase.state === 'waiting').map(({ purchase }) => purchase);
  const bought = seen.filter(({ purchase: { state } }) => state === 'granted' || state === 'refunded');
  return (
    <>
      {waiting.length > 0 && <Waiting purchases={waiting} language={language} />}
      {lines.map((line) => (
        <LineCard key={line.service.id} {...line} />
      ))}
      {bought.length > 0 && <Bought seen={bought} language={language} />}
    </>
  );
}

async function portalLines(parts: PortalParts, { tx, customer, language }: PortalView): Promise<readonly PortalLine[]> {
  const { choices, services, quotas, company } = parts;
  const lines: PortalLine[] = [];
  for (const service of await services.ofCustomer(tx, customer.id)) {
    const plan = offersOf(service.plan, company.currency);
    const offers = plan.offers.filter(isForCustomers);
    if (service.status === 'stopped' || offers.length === 0) continue;
    const rule = ruleOf(await choices.of(tx, service.id), plan);
    const offeredByItself = [rule.offer, plan.automaticOffer, offers[0]].find((offer) => offer !== undefined && isForCustomers(offer));
    const leftOctets = (await quotas.state(tx, service.id))?.leftOctets;
    lines.push({ service, offers, rule, offeredByItself, leftOctets, language });
  }
  return lines;
}

/** What is asked before money moves: where a line and one of its offers are chosen. */
async function confirmationOf(
  { purchasing, money, ledger }: PortalParts,
  { tx, customer, language, query }: PortalPageView,
  line: PortalLine | undefined,
): Promise<JSX.Element | undefined> {
  const offer = line?.offers.find(({ name }) => name === query.offer);
  if (!line || !offer || line.leftOctets === undefined) return undefined;
  const { service, rule, leftOctets } = line;
  const charge = query.automatic === 'on' ? 'balance' : await purchasing.chargeOfCustomer(tx, customer.id);
  const missingMinor = charge === 'balance' ? await money.missingMinor(tx, customer.id, offer.priceMinor) : 0;
  const wanted = { service, offer, balanceMinor: await ledger.balance(tx, customer.id), missingMinor, language };
  if (query.automatic !== 'on') return <BuyConfirmation {...wanted} charge={charge} />;
  return <AutomaticConfirmation {...wanted} mostPerPeriod={rule.mostPerPeriod} isUsedUp={leftOctets === 0n} />;
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

async function take(parts: PortalParts, submission: PortalSubmission): Promise<PortalSubmitted> {
  const { tx, customer, form } = submission;
  if (form.cancel !== undefined) return cancel(parts, submission, form.cancel);
  const own = await parts.services.ofCustomer(tx, customer.id);
  const service = own.find(({ id }) => id === form.service);
  // A line that is not there for this customer: the page is shown again as it is.
  if (!service) return { message: PORTAL_WORDS.nothing };
  if (form.automatic === 'off') {
    await parts.choices.put(tx, service.id, { ...(await parts.choices.of(tx, service.id)), isOn: false });
    return { message: PORTAL_WORDS.switched };
  }
  const { name, amount, octets, priceMinor, validity } = offerOf(service, form.offer ?? '', { ...parts, isCustomer: true });
  if (form.automatic !== undefined) {
    await requireMetered(tx, parts.quotas, service);
    // Kept by its words: nobody buys at another price than the one seen.
    await parts.choices.put(tx, service.id, { ...(await parts.choices.of(tx, service.id)), isOn: true, offer: name });
    return { message: PORTAL_WORDS.switched };
  }
  const who = { origin: 'customer', by: customer.name, requestKey: `portal:${form.key ?? ''}`.slice(0, 100) } as const;
  const order = { service, amount, octets, priceMinor, validity, charge: await parts.purchasing.chargeOfCustomer(tx, customer.id), ...who };
  const { state, documentId } = await parts.purchasing.order(tx, order);
  if (state !== 'waiting') return { message: PORTAL_WORDS.bought };
  return { message: PORTAL_WORDS.payFirst, ...(documentId === null ? {} : { payDocumentId: documentId }) };
}

/** An order of the customer's, that may have been paid since the page was shown. */
async function cancel({ store, refunding }: PortalParts, { tx, customer }: PortalSubmission, id: string): Promise<PortalSubmitted> {
  const waiting = await store.inState(tx, customer.id, 'waiting');
  if (waiting.some((order) => order.id === id)) await refunding.refund(tx, id);
  const order = await store.find(tx, id);
  const isGiven = order?.customerId === customer.id && order.state === 'granted';
  return { message: isGiven ? PORTAL_WORDS.bought : PORTAL_WORDS.cancelled };
}
