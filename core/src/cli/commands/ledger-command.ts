import { Command } from 'commander';
import type { ClosedMonthAnswer, LedgerMonthsAnswer } from '../answers.js';
import { apiPath } from '../api-client.js';
import { badOutcome } from '../bad-outcome.js';
import type { CliContext } from '../cli-context.js';
import { count } from '../human.js';
import { tableLines } from '../table.js';

interface BooksAnswer {
  readonly isSound: boolean;
  readonly findingCount: number;
  readonly findings: readonly { readonly place: string; readonly problem: string }[];
  readonly figures: Readonly<Record<string, number>>;
  readonly durationMs: number;
}

export function ledgerCommand(context: CliContext): Command {
  const group = new Command('ledger').description('the books');
  group
    .command('verify')
    .description('look through all the books: journal, chains, documents, number series, open amounts and payments')
    .action(async () => {
      const answer = await context.client.get<BooksAnswer>('/ledger/verify');
      const { isSound, findingCount, findings, figures, durationMs } = answer;
      const looked = Object.entries(figures).map(([what, number]) => `${number} ${what}`);
      const verdict = isSound
        ? context.terminal.paint('green', 'The books are sound')
        : context.terminal.paint('red', `THE BOOKS ARE DAMAGED in ${count(findingCount, 'place')}`);
      await context.show(answer, () => [
        `${verdict}: ${looked.join(', ')} in ${(durationMs / 1000).toFixed(1)} s.`,
        ...findings.map(({ place, problem }) => `${place}: ${problem}`),
      ]);
      if (!isSound) throw badOutcome('LEDGER_UNSOUND', 'the books are damaged; stop taking payments and look for the cause');
    });
  group
    .command('months')
    .description('list the months that are closed, and the one that can be closed next')
    .action(() => listMonths(context));
  group
    .command('close')
    .description('close a month that is over: nothing more is dated into it')
    .argument('<month>', 'as 2026-11')
    .action(async (month: string) => {
      const closed = await context.client.post<ClosedMonthAnswer>(apiPath`/ledger/months/${month}/close`);
      await context.show(closed, () => [`${closed.month} is closed with ${entries(closed.entryCount)}.`]);
    });
  group
    .command('reopen')
    .description('open the latest closed month again')
    .argument('<month>', 'as 2026-11')
    .argument('<reason>', 'why; the audit log keeps it')
    .action(async (month: string, reason: string) => {
      await context.client.post(apiPath`/ledger/months/${month}/reopen`, { reason });
      await context.show({ month }, () => [`${month} is open again.`]);
    });
  return group;
}

async function listMonths(context: CliContext): Promise<void> {
  const answer = await context.client.get<LedgerMonthsAnswer>('/ledger/months');
  await context.show(answer, async () => {
    const { instant } = await context.formats();
    const { items, next } = answer;
    const following = next
      ? [`Next: ${next.month}, ${entries(next.entryCount)} so far${next.isOver ? '; it can be closed' : '; it is not over'}.`]
      : [];
    if (items.length === 0) return ['No month is closed.', ...following];
    const lines = tableLines(items, [
      { title: 'Month', value: ({ month }) => month },
      { title: 'Entries', align: 'right', value: ({ entryCount }) => entryCount },
      { title: 'Closed', value: ({ closedAt }) => instant(closedAt) },
      { title: 'By', value: ({ closedBy }) => closedBy },
    ]);
    return [...lines, ...following];
  });
}

function entries(number: number): string {
  return number === 1 ? '1 entry' : `${number} entries`;
}
