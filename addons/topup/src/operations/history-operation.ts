import type { Company, Operation, QuotaGrant, Quotas, ServiceDirectory } from '@tapline/sdk';
import { ruleOf } from '../automatic/automatic-rule.js';
import type { AutomaticStore } from '../automatic/automatic-store.js';
import { offersOf } from '../offers/plan-settings.js';
import { type PurchaseAnswer, purchaseAnswer } from '../purchases/purchase-answer.js';
import type { PurchaseStore } from '../purchases/purchase-store.js';
import { askedService } from './asked-service.js';
import type { AutomaticAnswer } from './automatic-operation.js';
import { SERVICE_SCHEMA } from './inputs.js';

const MOST_SHOWN = 200;

export interface LineAnswer {
  readonly offers: readonly {
    readonly name: string;
    readonly octets: string;
    readonly priceMinor: number;
  }[];
  readonly automatic: AutomaticAnswer;
  readonly purchases: readonly PurchaseAnswer[];
}

export interface HistoryParts {
  readonly store: PurchaseStore;
  readonly choices: AutomaticStore;
  readonly services: ServiceDirectory;
  readonly quotas: Quotas;
  readonly company: Company;
}

/** What a line can buy, how it buys by itself, and what it has bought. */
export function historyOperation(parts: HistoryParts): Operation<{ readonly service: string }, LineAnswer> {
  const { store, choices, services, quotas, company } = parts;
  return {
    id: 'line',
    title: 'Data of a line',
    description: 'What a line can buy, what it buys by itself, and what it has bought.',
    icon: 'list',
    permission: 'customers.read',
    isReadOnly: true,
    isForCustomers: true,
    input: { type: 'object', properties: { service: SERVICE_SCHEMA }, required: ['service'], additionalProperties: false },
    run: async ({ tx, actor, input }) => {
      const service = await askedService(tx, services, input.service, actor);
      const plan = offersOf(service.plan, company.currency);
      const { isOn, offer, mostPerPeriod } = ruleOf(await choices.of(tx, service.id), plan);
      const grants = new Map((await quotas.ofService(tx, service.id)).map((grant): [string, QuotaGrant] => [grant.id, grant]));
      const purchases = await store.ofService(tx, service.id, MOST_SHOWN);
      return {
        offers: plan.offers.map(({ name, octets, priceMinor }) => ({ name, octets: String(octets), priceMinor })),
        automatic: { isOn, offer: offer?.name ?? null, mostPerPeriod },
        purchases: purchases.map((purchase) => purchaseAnswer(purchase, grants.get(purchase.grantId ?? ''))),
      };
    },
  };
}
