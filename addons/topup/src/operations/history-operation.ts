import type { Clock, Company, Operation, QuotaGrant, Quotas, ServiceDirectory } from '@tapline/sdk';
import { ruleOf } from '../automatic/automatic-rule.js';
import type { AutomaticStore } from '../automatic/automatic-store.js';
import { isForCustomers } from '../offers/offer.js';
import { offersOf } from '../offers/plan-settings.js';
import { isMetered } from '../purchases/metered.js';
import { type PurchaseAnswer, purchaseAnswer } from '../purchases/purchase-answer.js';
import type { PurchaseStore } from '../purchases/purchase-store.js';
import { askedService } from './asked-service.js';
import type { AutomaticAnswer } from './automatic-operation.js';
import { SERVICE_SCHEMA } from './inputs.js';

const MOST_SHOWN = 200;

export interface HistoryInput {
  readonly service: string;
  readonly offset: number;
}

export interface LineAnswer {
  /** Whether anything counts its data: what is given to a line where nothing does is kept until something does, and customers can buy none. */
  readonly isCounted: boolean;
  /** What who asks can buy: nothing free for a customer. */
  readonly offers: readonly {
    readonly name: string;
    readonly octets: string;
    readonly priceMinor: number;
  }[];
  readonly automatic: AutomaticAnswer;
  /** The newest first, 200 at most. */
  readonly purchases: readonly PurchaseAnswer[];
  /** There are older ones: ask again with an `offset` that is greater by as many. */
  readonly hasMore: boolean;
}

export interface HistoryParts {
  readonly store: PurchaseStore;
  readonly choices: AutomaticStore;
  readonly services: ServiceDirectory;
  readonly quotas: Quotas;
  readonly company: Company;
  readonly clock: Clock;
}

/** What a line can buy, how it buys by itself, and what it has bought. */
export function historyOperation(parts: HistoryParts): Operation<HistoryInput, LineAnswer> {
  const { store, choices, services, quotas, company, clock } = parts;
  return {
    id: 'line',
    title: 'Data of a line',
    description: 'What a line can buy, what it buys by itself, and what it has bought.',
    icon: 'list',
    permission: 'customers.read',
    isReadOnly: true,
    isForCustomers: true,
    input: {
      type: 'object',
      properties: {
        service: SERVICE_SCHEMA,
        offset: { type: 'integer', title: 'How many of the newest are passed over', minimum: 0, maximum: 1_000_000, default: 0 },
      },
      required: ['service'],
      additionalProperties: false,
    },
    run: async ({ tx, actor, input }) => {
      const service = await askedService(tx, services, input.service, actor);
      const plan = offersOf(service.plan, company.currency);
      const { isOn, offer, mostPerPeriod } = ruleOf(await choices.of(tx, service.id), plan);
      const grants = new Map((await quotas.ofService(tx, service.id)).map((grant): [string, QuotaGrant] => [grant.id, grant]));
      const isCounted = await isMetered(tx, quotas, service.id);
      const offers = actor.kind === 'customer' ? plan.offers.filter((each) => isCounted && isForCustomers(each)) : plan.offers;
      const found = await store.ofService(tx, service.id, { limit: MOST_SHOWN + 1, offset: input.offset });
      const purchases = found.slice(0, MOST_SHOWN);
      return {
        isCounted,
        offers: offers.map(({ name, octets, priceMinor }) => ({ name, octets: String(octets), priceMinor })),
        automatic: { isOn, offer: offer?.name ?? null, mostPerPeriod },
        purchases: purchases.map((purchase) => purchaseAnswer(purchase, grants.get(purchase.grantId ?? ''), clock.nowMs())),
        hasMore: found.length > MOST_SHOWN,
      };
    },
  };
}
