import {
  type Company,
  type CustomerDirectory,
  goRound,
  type Logger,
  type ServiceDirectory,
  type ServiceWithPlan,
  type Transaction,
  type TransactionRunner,
} from '@tapline/sdk';
import type { ChargingReader } from './charging-reader.js';
import type { CustomerCharging } from './customer-charging.js';
import { roundFailed } from './customer-round.js';
import type { PriceWalk, PriceWalkStore } from './price-walk-store.js';
import { isPriceOld } from './service-charge.js';
import { PREPAID } from './settings.js';

export interface PriceRoundParts {
  readonly transactions: TransactionRunner;
  readonly customers: CustomerDirectory;
  readonly services: Pick<ServiceDirectory, 'ofPlan'>;
  readonly company: Company;
  readonly logger: Logger;
  readonly reader: ChargingReader;
  readonly charging: CustomerCharging;
  readonly walks: PriceWalkStore;
}

interface Concerned {
  readonly planId: string;
  readonly customerId: string;
}

const LINES_PER_PAGE = 200;

/**
 * Those whom a new price of a plan concerns at once: who waits for money, and who has paid days to come at another one. They may be very many, so who
 * hears of the price only notes the plan, and a job goes through its lines; where it ends early, the next try goes on behind the last page.
 */
export class PriceRound {
  constructor(private readonly parts: PriceRoundParts) {}

  note(planId: string): Promise<void> {
    return this.parts.transactions.run((tx) => this.parts.walks.begin(tx, planId));
  }

  async settleConcerned(signal: AbortSignal): Promise<void> {
    const stuck = new Set<string>();
    await goRound({
      items: this.concerned(stuck),
      visit: ({ customerId }) => this.parts.charging.settleCustomer(customerId),
      signal,
      onFailure: ({ planId, customerId }, err) => {
        stuck.add(planId);
        this.parts.logger.error({ customerId, planId, err }, 'a prepaid customer could not be charged at the new price of a plan');
      },
      incomplete: (failedCount) => roundFailed('charged', failedCount),
    });
  }

  /** A walk in which somebody failed keeps its place, so that the next try meets that one again. */
  private async *concerned(stuck: ReadonlySet<string>): AsyncGenerator<Concerned> {
    const { transactions, walks } = this.parts;
    for (let walk of await transactions.run((tx) => walks.all(tx))) {
      const { planId } = walk;
      for (;;) {
        const { lines, customerIds } = await transactions.run((tx) => this.page(tx, walk));
        for (const customerId of customerIds) yield { planId, customerId };
        const last = lines.at(-1);
        const next = last && lines.length === LINES_PER_PAGE ? last.id : undefined;
        const done = walk;
        if (!stuck.has(planId)) await transactions.run((tx) => (next === undefined ? walks.end(tx, done) : walks.goOn(tx, done, next)));
        if (next === undefined) break;
        walk = { ...walk, afterId: next };
      }
    }
  }

  private async page(
    tx: Transaction,
    { planId, afterId }: PriceWalk,
  ): Promise<{ readonly lines: readonly ServiceWithPlan[]; readonly customerIds: readonly string[] }> {
    const { services, customers, company, reader } = this.parts;
    const lines = await services.ofPlan(tx, planId, { afterId, limit: LINES_PER_PAGE });
    const known = await customers.getMany(tx, [...new Set(lines.map(({ customerId }) => customerId))]);
    const prepaid = [...known.values()].filter(({ billingType }) => billingType === PREPAID);
    const days = await reader.days(tx, prepaid, company.today());
    const isConcerned = (customerId: string): boolean => {
      const day = days.get(customerId);
      return Boolean(
        day?.charges.some(({ service, isPaid }) => {
          const state = day.states.get(service.id);
          return service.planId === planId && (!isPaid || (state !== undefined && isPriceOld({ service }, state)));
        }),
      );
    };
    return { lines, customerIds: prepaid.map(({ id }) => id).filter(isConcerned) };
  }
}
