import type { Clock, Plan, ServiceDirectory, TransactionRunner } from '@tapline/sdk';
import type { LineRounds } from './line-rounds.js';
import type { LineTables } from './line-tables.js';
import type { PeriodBook } from './period-book.js';

const LINES_PER_STEP = 200;
/** Of a plan: what the cap of a line, or what it does at a step, depends on. */
const CONCERNING: ReadonlySet<string> = new Set<keyof Plan>([
  'addonSettings',
  'downloadBitsPerSecond',
  'uploadBitsPerSecond',
  'sessionLimit',
]);

export interface PlanFollowerParts {
  readonly tables: LineTables;
  readonly services: ServiceDirectory;
  readonly book: PeriodBook;
  readonly rounds: Pick<LineRounds, 'settleSomeOf'>;
  readonly transactions: TransactionRunner;
  readonly clock: Clock;
}

/** Has the lines of a plan looked at that has changed: the first of them at once, the others by the rounds, however many they are. */
export class PlanFollower {
  constructor(private readonly parts: PlanFollowerParts) {}

  async planChanged({ planId, fields }: { readonly planId: string; readonly fields: readonly string[] }): Promise<void> {
    if (!fields.some((field) => CONCERNING.has(field))) return;
    const { tables, transactions, clock, rounds } = this.parts;
    await transactions.run((tx) => tables.lines.update(tx, { plan: planId }, { recheck_at: clock.nowMs() }));
    await this.takeUp(planId);
    await rounds.settleSomeOf(planId);
  }

  /** The lines of a plan that had no cap before are not known yet. */
  private async takeUp(planId: string): Promise<void> {
    const { tables, transactions, services, book, clock } = this.parts;
    for (let afterId: string | undefined = ''; afterId !== undefined; ) {
      const page = { afterId, limit: LINES_PER_STEP };
      afterId = await transactions.run(async (tx) => {
        const found = await services.ofPlan(tx, planId, page);
        const ids = found.filter(({ plan }) => book.isCapped(plan)).map(({ id }) => id);
        const known = new Set((await tables.lines.findIn(tx, 'service', ids)).map(({ service }) => service));
        const unknown = found.filter(({ id }) => ids.includes(id) && !known.has(id));
        await tables.known.takeUp(
          tx,
          unknown.map(({ id, customerId }) => ({ service: id, customer: customerId, plan: planId })),
          clock.nowMs(),
        );
        return found.at(-1)?.id;
      });
    }
  }
}
