import type { JournalEntry } from '@tapline/sdk';
import { expect } from 'chai';
import { statementLines } from './statement-lines.js';

const entry = (date: string, customerAmountMinor: number, more: Partial<JournalEntry> = {}): JournalEntry => ({
  id: `${date} ${customerAmountMinor}`,
  idempotencyKey: date,
  kind: 'test',
  description: `Entry of ${date}`,
  date,
  postedAtMs: 0,
  source: 'core',
  customerAmountMinor,
  ...more,
});

describe('The lines of a statement', () => {
  it('put entries that belong together on one line, where the last of them stands, and add up to the same', () => {
    const month = { key: 'prepaid:1:2026-10', title: 'Internet, October' };
    const entries = [
      entry('2026-10-01', -133, { statement: month }),
      entry('2026-10-02', 2000),
      entry('2026-10-02', -134, { statement: month }),
      entry('2026-10-03', 500, { valueDate: '2026-09-30' }),
    ];
    const lines = entries.map((each) => ({ entry: each, balanceMinor: 0 }));
    const statement = { from: '2026-10-01', to: '2026-10-31', openingMinor: 100, lines, closingMinor: 2333 };
    expect(statementLines(statement)).to.deep.equal([
      { date: '2026-10-02', valueDate: null, title: 'Entry of 2026-10-02', kind: 'test', amountMinor: 2000, balanceMinor: 2100 },
      { date: '2026-10-02', valueDate: null, title: 'Internet, October', kind: null, amountMinor: -267, balanceMinor: 1833 },
      { date: '2026-10-03', valueDate: '2026-09-30', title: 'Entry of 2026-10-03', kind: 'test', amountMinor: 500, balanceMinor: 2333 },
    ]);
  });
});
