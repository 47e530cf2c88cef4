import type { Transaction } from '@tapline/sdk';
import { addDays } from '@tapline/sdk';
import type { ClosingStore } from '../closing/closing-store.js';
import type { BooksCheck, Finding } from './finding.js';

/** Every closed month holds what it held when it was closed, and they follow each other to the last day that is closed. */
export class ClosedMonthsCheck implements BooksCheck {
  readonly title = 'Closed months';

  constructor(private readonly store: ClosingStore) {}

  async run(tx: Transaction, report: (finding: Finding) => void): Promise<Readonly<Record<string, number>>> {
    const months = (await this.store.months(tx)).toReversed();
    for (const [index, month] of months.entries()) {
      const place = `month ${month.month}`;
      const before = months[index - 1];
      if (month.from !== (before ? addDays(before.through, 1) : null))
        report({ place, problem: 'it does not follow the closed month before it' });
      const now = await this.store.figures(tx, month.from, month.through);
      if (now.entryCount !== month.entryCount) {
        report({ place, problem: `${now.entryCount} entries are dated into it; it was closed with ${month.entryCount}` });
      }
      const kept = new Map(month.turnover.map((each) => [each.account, each]));
      for (const { account, debitMinor, creditMinor } of now.turnover) {
        const then = kept.get(account);
        kept.delete(account);
        if (then?.debitMinor === debitMinor && then.creditMinor === creditMinor) continue;
        const was = then ? `${then.debitMinor} and ${then.creditMinor}` : 'nothing';
        report({ place, problem: `${account} was debited and credited ${debitMinor} and ${creditMinor}; it was closed with ${was}` });
      }
      for (const account of kept.keys()) report({ place, problem: `${account} has no postings any more` });
    }
    const through = months.at(-1)?.through ?? null;
    const closedThrough = await this.store.closedThrough(tx);
    if (closedThrough !== through) {
      report({
        place: 'closed months',
        problem: `the journal is closed to ${closedThrough ?? 'no day'}; the last closed month ends on ${through ?? 'none'}`,
      });
    }
    return { closedMonths: months.length };
  }
}
