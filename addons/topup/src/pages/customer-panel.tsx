import type { Clock, Company, CustomerPanel, Quotas, ServiceDirectory, ServiceWithPlan } from '@tapline/sdk';
import { filledHref, LinkButton } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import { type AutomaticRule, ruleOf } from '../automatic/automatic-rule.js';
import type { AutomaticStore, LineChoice } from '../automatic/automatic-store.js';
import { offersOf, type PlanOffers } from '../offers/plan-settings.js';
import { AUTOMATIC_SCHEMA, automaticInput } from '../operations/automatic-operation.js';
import { isMetered } from '../purchases/metered.js';
import type { PurchaseStore } from '../purchases/purchase-store.js';
import { seenPurchases } from '../purchases/seen-purchases.js';
import { PurchaseTable } from './purchase-table.js';
import { purchasesHref } from './purchases-page.js';
import { runLink, runPath } from './run-link.js';

const MOST_SHOWN = 20;
interface SoldLine {
  readonly service: ServiceWithPlan;
  readonly offered: PlanOffers;
  readonly choice: LineChoice;
  readonly rule: AutomaticRule;
  /** Something counts its data. */
  readonly isCounted: boolean;
}

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
          <PurchaseTable
            purchases={shown}
            empty={{ title: 'No data was bought yet', children: 'What the plan offers is bought with the buttons above.' }}
          />
          {shown.length > 0 && (
            <div class="tl-buttons">
              <LinkButton isSmall icon="list" href={purchasesHref({ customerId: customer.id })}>
                All purchases
              </LinkButton>
            </div>
          )}
        </>
      );
    },
  };
}

function Line({ service, offered, choice, rule, isCounted }: SoldLine): JSX.Element {
  return (
    <div class="tl-buttons">
      <strong>{service.login}</strong>
      {!isCounted && (
        <span class="tl-sub">
          Nothing counts the data of this line, so it is sold none; what you add is kept until something does, such as the add-on Data cap.
        </span>
      )}
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
