import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import type { AccountStatementAnswer, ListAnswer, StatementLineAnswer } from '../answers.js';
import { apiPath } from '../api-client.js';
import type { CliContext } from '../cli-context.js';
import { integerOption } from '../options.js';
import { tableLines } from '../table.js';
import { UsageError } from '../usage-error.js';

export function balanceCommand(context: CliContext): Command {
  return new Command('balance')
    .description("show a customer's balance")
    .argument('<customer>', 'number or id')
    .option('--as-of <day>', 'at the end of a past day')
    .action(async (customer: string, { asOf }: { readonly asOf?: string }) => {
      const answer = await context.client.get<{ readonly balanceMinor: number }>(apiPath`/customers/${customer}/balance`, { asOf });
      await context.show(answer, async () => [(await context.formats()).amount(answer.balanceMinor)]);
    });
}

interface StatementOptions {
  readonly limit: number;
  readonly from?: string;
  readonly to?: string;
  readonly pdf?: string;
  readonly csv?: string;
}

export function statementCommand(context: CliContext): Command {
  return new Command('statement')
    .description('show what the customer sees of its account, or all of it between two days')
    .argument('<customer>', 'number or id')
    .option('--limit <number>', 'at most so many lines', integerOption, 100)
    .option('--from <day>', 'the first day of a period')
    .option('--to <day>', 'its last day')
    .option('--pdf <file>', 'write the period to a file, for the customer')
    .option('--csv <file>', 'write the period to a file, for spreadsheets')
    .action((customer: string, options: StatementOptions) => {
      const { from, to, pdf, csv } = options;
      if (from !== undefined && to !== undefined) return ofPeriod(context, customer, { from, to, pdf, csv });
      if ([from, to, pdf, csv].some((given) => given !== undefined)) throw new UsageError('a period needs --from and --to');
      return latest(context, customer, options.limit);
    });
}

async function latest(context: CliContext, customer: string, limit: number): Promise<void> {
  const answer = await context.client.get<ListAnswer<StatementLineAnswer> & { readonly balanceMinor: number }>(
    apiPath`/customers/${customer}/statement`,
    { limit },
  );
  await context.show(answer, async () => {
    const { amount } = await context.formats();
    const lines = tableLines(answer.items, [
      { title: 'From', value: ({ firstDate }) => firstDate },
      { title: 'To', value: ({ lastDate }) => lastDate },
      { title: 'What', value: ({ title }) => title },
      { title: 'Entries', align: 'right', value: ({ entryCount }) => entryCount },
      { title: 'Amount', align: 'right', value: ({ amountMinor }) => amount(amountMinor) },
    ]);
    return [...(answer.items.length > 0 ? lines : []), `Balance ${amount(answer.balanceMinor)}`];
  });
}

async function ofPeriod(
  context: CliContext,
  customer: string,
  {
    pdf,
    csv,
    ...period
  }: { readonly from: string; readonly to: string; readonly pdf: string | undefined; readonly csv: string | undefined },
): Promise<void> {
  const file = pdf ?? csv;
  if (file !== undefined) {
    const path =
      pdf === undefined ? apiPath`/customers/${customer}/account-statement/csv` : apiPath`/customers/${customer}/account-statement/pdf`;
    await writeFile(file, await context.client.file(path, period));
    await context.show({ file }, () => [`Written to ${file}.`]);
    return;
  }
  const answer = await context.client.get<AccountStatementAnswer>(apiPath`/customers/${customer}/account-statement`, period);
  await context.show(answer, async () => {
    const { amount } = await context.formats();
    const lines = tableLines(answer.items, [
      { title: 'Date', value: ({ date }) => date },
      { title: 'What', value: ({ description }) => description },
      { title: 'Amount', align: 'right', value: ({ amountMinor }) => amount(amountMinor) },
      { title: 'Balance', align: 'right', value: ({ balanceMinor }) => amount(balanceMinor) },
    ]);
    const [before, after] = [`Before ${answer.from}: ${amount(answer.openingMinor)}`, `On ${answer.to}: ${amount(answer.closingMinor)}`];
    return [before, ...(answer.items.length > 0 ? lines : []), after];
  });
}
