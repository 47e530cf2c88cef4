import type { Clock, Company, CustomerPanel, Quotas, ServiceDirectory, ServiceWithPlan } from '@tapline/sdk';
import { Badge, type Column, filledHref, LinkButton, Money, Octets, Table, type Tone, When } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import { type AutomaticRule, ruleOf } from '../automatic/automatic-rule.js';
import type { AutomaticStore, LineChoice } from '../automatic/automatic-store.js';
import { offersOf, type PlanOffers } from '../offers/plan-settings.js';
import { AUTOMATIC_SCHEMA, automaticInput } from '../operations/automatic-operation.js';
import { isMetered } from '../purchases/metered.js';
import type { Purchase, PurchaseState } from '../purchases/purchase.js';
import type { PurchaseStore } from '../purchases/purchase-store.js';
import { isRefundable, type SeenPurchase, seenPurchases } from '../purchases/seen-purchases.js';

const MOST_SHOWN = 20;
const STATES: Readonly<Record<PurchaseState, { readonly title: string; readonly tone: Tone }>> = {
  waiting: { title: 'Waits to be paid', tone: 'warning' },
  granted: { title: 'Given', tone: 'good' },
  refunded: { title: 'Refunded', tone: 'neutral' },
  cancelled: { title: 'Cancelled', tone: 'neutral' },
};

function stateWords({ state, refundedMinor }: Purchase): string {
  return state === 'cancelled' && refundedMinor > 0 ? 'Cancelled, paid money is on the balance' : STATES[state].title;
}

interface Shown extends SeenPurchase {
  readonly login: string;
}

interface SoldLine {
  readonly service: ServiceWithPlan;
  readonly offered: PlanOffers;
  readonly choice: LineChoice;
  readonly rule: AutomaticRule;
  /** Something counts its data. */
  readonly isCounted: boolean;
}

const COLUMNS: readonly Column<Shown>[] = [
  {
    title: 'What',
    role: 'primary',
    cell: ({ purchase, login }) => (
      <>
        <span class="tl-name">{purchase.title}</span>
        <div class="tl-sub">{`${login}, by ${purchase.origin === 'automatic' ? 'itself' : purchase.by}`}</div>
        <div class="tl-sub">
          <When instantMs={purchase.orderedAtMs} />
        </div>
        <Badge tone={STATES[purchase.state].tone}>{stateWords(purchase)}</Badge>
      </>
    ),
  },
  { title: 'Price', align: 'end', cell: ({ purchase }) => <Money amountMinor={purchase.priceMinor - purchase.refundedMinor} /> },
  {
    title: 'Left',
    align: 'end',
    cell: ({ leftOctets, isOver, purchase }) => (
      <>
        {purchase.state === 'granted' && !isOver ? <Octets octets={leftOctets} /> : '–'}
        <div class="tl-sub">
          {purchase.expiresAtMs === null ? purchase.validity : <Until instantMs={purchase.expiresAtMs} isOver={isOver} />}
        </div>
      </>
    ),
  },
  {
    title: 'Take back',
    role: 'actions',
    cell: (shown) =>
      isRefundable(shown) ? (
        <LinkButton isSmall href={runLink('refund', { purchase: shown.purchase.id })}>
          {shown.purchase.state === 'waiting' ? 'Cancel' : 'Take back'}
        </LinkButton>
      ) : null,
  },
];

export interface PanelParts {
  readonly store: PurchaseStore;
  readonly choices: AutomaticStore;
  readonly services: ServiceDirectory;
  readonly quotas: Quotas;
  readonly company: Company;
  readonly clock: Clock;
}

/** What a customer's lines can buy, and what they have bought. */
export function topupPanel({ store, choices, services, quotas, company, clock }: PanelParts): CustomerPanel {
  return {
    id: 'top-ups',
    title: 'Data top-ups',
    render: async (tx, customer) => {
      const lines: SoldLine[] = [];
      for (const service of await services.ofCustomer(tx, customer.id)) {
        const offered = offersOf(service.plan, company.currency);
        const choice = await choices.of(tx, service.id);
        const rule = ruleOf(choice, offered);
        const isCounted = offered.offers.length > 0 && (await isMetered(tx, quotas, service.id));
        lines.push({ service, offered, choice, rule, isCounted });
      }
      const purchases = await seenPurchases(tx, { store, quotas, clock }, { customerId: customer.id, latest: MOST_SHOWN });
      const sold = lines.filter(({ service, offered }) => service.status !== 'stopped' && offered.offers.length > 0);
      if (sold.length === 0 && purchases.length === 0) return undefined;
      const shown = purchases.map((seen) => ({
        ...seen,
        login: lines.find(({ service }) => service.id === seen.purchase.serviceId)?.service.login ?? '',
      }));
      return (
        <>
          {sold.map((line) => (
            <Line key={line.service.id} {...line} />
          ))}
          {(shown.length > 0 || sold.some(({ isCounted }) => isCounted)) && (
            <Table
              caption="Data that was bought, newest first"
              columns={COLUMNS}
              rows={shown}
              rowKey={({ purchase }) => purchase.id}
              empty={{ title: 'No data was bought yet', children: 'What the plan offers is bought with the buttons above.' }}
            />
          )}
        </>
      );
    },
  };
}

function Until({ instantMs, isOver }: { readonly instantMs: number; readonly isOver: boolean }): JSX.Element {
  return (
    <>
      {isOver ? 'over since' : 'to'} <When instantMs={instantMs} />
    </>
  );
}

function Line({ service, offered, choice, rule, isCounted }: SoldLine): JSX.Element {
  if (!isCounted) {
    return (
      <p>
        <strong>{service.login}</strong>{' '}
        <span class="tl-sub">
          Nothing counts the data of this line, so none is sold: limit it on the plan, such as by the add-on Data cap.
        </span>
      </p>
    );
  }
  return (
    <div class="tl-buttons">
      <strong>{service.login}</strong>
      {offered.offers.map(({ name }) => (
        <LinkButton key={name} isSmall icon="plus" href={runLink('buy', { service: service.login, offer: name })}>
          {name}
        </LinkButton>
      ))}
      <LinkButton isSmall href={runLink('add', { service: service.login })}>
        Another amount
      </LinkButton>
      <LinkButton
        isSmall
        icon="refresh"
        href={filledHref(runPath('automatic'), AUTOMATIC_SCHEMA, { ...automaticInput(service.login, choice) })}
      >
        {automaticWords(rule)}
      </LinkButton>
    </div>
  );
}

function automaticWords({ isOn, offer, mostPerPeriod }: AutomaticRule): string {
  if (!isOn) return 'Buys nothing by itself';
  return offer ? `Buys ${offer.amount} by itself, ${mostPerPeriod} times at most` : 'Would buy by itself what is no longer offered';
}

function runLink(operation: string, query: Readonly<Record<string, string>>): string {
  return `${runPath(operation)}?${String(new URLSearchParams(query))}`;
}

function runPath(operation: string): string {
  return `/addons/topup/run/${operation}`;
}
