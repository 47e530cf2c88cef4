import type { BankStatement } from '@tapline/sdk';

/** What is odd about a statement: it is read all the same, for a third of what banks write is not as the schemas want it. */
export function statementWarnings(statement: BankStatement): readonly string[] {
  const { account, entries } = statement;
  const name = `statement ${statement.id ?? 'without a number'}`;
  const warnings: string[] = [];
  if (account.iban === null && account.other === null) warnings.push(`${name} does not say of which account it is`);
  entries.forEach((entry, index) => {
    const known = entry.details.flatMap(({ amountMinor, currency }) =>
      amountMinor === null || currency !== entry.currency ? [] : [amountMinor],
    );
    const sum = known.reduce((all, amountMinor) => all + amountMinor, 0);
    if (known.length === entry.details.length && known.length > 1 && sum !== entry.amountMinor) {
      warnings.push(`entry ${index + 1} of ${name} is not the sum of its parts`);
    }
    if (entry.bookingDate === null && entry.status === 'booked') warnings.push(`entry ${index + 1} of ${name} has no booking date`);
    if (entry.details.some(({ direction }) => direction !== entry.direction)) {
      warnings.push(`entry ${index + 1} of ${name} has parts of the other direction`);
    }
  });
  if (!isBalanced(statement))
    warnings.push(`the closing balance of ${name} is not its opening balance and its entries: entries may be missing`);
  return warnings;
}

function isBalanced({ balances, entries }: BankStatement): boolean {
  const opening = balances.find(({ type }) => type === 'OPBD' || type === 'PRCD');
  const closing = balances.find(({ type }) => type === 'CLBD');
  if (!opening || !closing || opening.currency !== closing.currency) return true;
  const moved = entries.reduce((sum, { amountMinor, direction, status }) => {
    if (status !== 'booked') return sum;
    return sum + (direction === 'credit' ? amountMinor : -amountMinor);
  }, 0);
  return opening.amountMinor + moved === closing.amountMinor;
}
