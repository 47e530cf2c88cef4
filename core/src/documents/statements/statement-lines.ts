import type { AmountMinor, LocalDate } from '@tapline/sdk';
import type { AccountStatement } from '../../ledger/ledger-service.js';

/** One line of a statement: one entry, or all entries of the period that belong together, on the day of the last. */
export interface AccountLine {
  readonly date: LocalDate;
  /** The day that it was for, where that is another. */
  readonly valueDate: LocalDate | null;
  readonly title: string;
  /** Of its one entry; null for a line that names itself, made of all that belongs together. */
  readonly kind: string | null;
  readonly amountMinor: AmountMinor;
  /** After this line. */
  readonly balanceMinor: AmountMinor;
}

/** What is charged day by day is one line, as the customer knows it; the sums are those of the entries. */
export function statementLines({ openingMinor, lines }: AccountStatement): readonly AccountLine[] {
  const groups = new Map<string, Omit<AccountLine, 'balanceMinor'>>();
  for (const { entry } of lines) {
    const key = entry.statement?.key ?? entry.id;
    const amountMinor = (groups.get(key)?.amountMinor ?? 0) + entry.customerAmountMinor;
    // Put last again: a line stands where its last entry does.
    groups.delete(key);
    const title = entry.statement?.title ?? entry.description;
    groups.set(key, {
      date: entry.date,
      valueDate: entry.valueDate ?? null,
      title,
      kind: entry.statement ? null : entry.kind,
      amountMinor,
    });
  }
  let balanceMinor = openingMinor;
  return [...groups.values()].map((line) => {
    balanceMinor += line.amountMinor;
    return { ...line, balanceMinor };
  });
}
