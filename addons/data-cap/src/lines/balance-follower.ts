import type { Customer, Ledger, ServiceDirectory, Transaction, TransactionRunner } from '@tapline/sdk';
import { overuseRuleOf } from '../engine/overuse.js';
import type { LineRounds } from './line-rounds.js';
import type { CappedLine, PeriodBook } from './period-book.js';

export interface BalanceFollowerParts {
  readonly transactions: TransactionRunner;
  readonly ledger: Pick<Ledger, 'spendableMinor'>;
  readonly services: ServiceDirectory;
  readonly book: PeriodBook;
  readonly rounds: Pick<LineRounds, 'settleOne'>;
}

/** Of a customer: what is charged depends on it. */
const CONCERNING: ReadonlySet<string> = new Set<keyof Customer>(['status', 'billingType', 'billingSettings']);

/** Looks at the lines that go on over their limit as long as the balance pays for it, and at those whose customer is charged otherwise than before. */
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

  /** The customer may be charged in another way by now, or not at all, or have another limit. */
  async customerChanged({ customerId, fields }: { readonly customerId: string; readonly fields: readonly string[] }): Promise<void> {
    if (!fields.some((field) => CONCERNING.has(field))) return;
    const lines = await this.parts.transactions.run((tx) => this.linesOf(tx, customerId));
    for (const { service } of lines) await this.parts.rounds.settleOne(service.id);
  }

  private async linesThatCost(tx: Transaction, customerId: string): Promise<readonly string[]> {
    const lines = await this.linesOf(tx, customerId);
    return lines.filter(({ rules }) => overuseRuleOf(rules) !== undefined).map(({ service }) => service.id);
  }

  private async linesOf(tx: Transaction, customerId: string): Promise<readonly CappedLine[]> {
    return (await this.parts.services.ofCustomer(tx, customerId)).flatMap((service) => this.parts.book.lineOf(service) ?? []);
  }
}
