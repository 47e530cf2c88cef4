import type { Ledger, ServiceDirectory, Transaction, TransactionRunner } from '@tapline/sdk';
import { overuseRuleOf } from '../engine/overuse.js';
import type { LineRounds } from './line-rounds.js';
import type { PeriodBook } from './period-book.js';

export interface BalanceFollowerParts {
  readonly transactions: TransactionRunner;
  readonly ledger: Pick<Ledger, 'spendableMinor'>;
  readonly services: ServiceDirectory;
  readonly book: PeriodBook;
  readonly rounds: Pick<LineRounds, 'settleOne'>;
}

/** Looks at the lines that go on over their limit as long as the balance pays for it. */
export class BalanceFollower {
  constructor(private readonly parts: BalanceFollowerParts) {}

  /** Money of the customer has moved. */
  async balanceMoved(customerId: string): Promise<void> {
    const { transactions, ledger } = this.parts;
    const lines = await transactions.run(async (tx) =>
      (await ledger.spendableMinor(tx, customerId)) === undefined ? [] : this.linesThatCost(tx, customerId),
    );
    for (const id of lines) await this.parts.rounds.settleOne(id);
  }

  /** The customer may be charged in another way by now, or have another limit. */
  async customerChanged(customerId: string): Promise<void> {
    for (const id of await this.parts.transactions.run((tx) => this.linesThatCost(tx, customerId))) await this.parts.rounds.settleOne(id);
  }

  private async linesThatCost(tx: Transaction, customerId: string): Promise<readonly string[]> {
    const services = await this.parts.services.ofCustomer(tx, customerId);
    const lines = services.flatMap((service) => this.parts.book.lineOf(service) ?? []);
    return lines.filter(({ rules }) => overuseRuleOf(rules) !== undefined).map(({ service }) => service.id);
  }
}
