import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import type { Report, ReportRow } from '../../reports/report.js';
import type { ListAnswer } from '../answers.js';
import { apiPath } from '../api-client.js';
import type { CliContext } from '../cli-context.js';
import { tableLines } from '../table.js';

type ReportAnswer = Pick<Report, 'id' | 'title' | 'description' | 'asks' | 'columns'>;

interface PageAnswer {
  readonly from: string;
  readonly to: string;
  readonly items: readonly ReportRow[];
  readonly sums: ReportRow | null;
  readonly note: string | null;
  readonly total: number;
}

interface ShowOptions {
  readonly from?: string;
  readonly to?: string;
  readonly page?: string;
  readonly csv?: string;
}

export function reportCommand(context: CliContext): Command {
  const command = new Command('report').description('open invoices by age, revenue, payments, future charges, blocked lines');
  command.addCommand(
    new Command('list').description('list the reports there are').action(async () => {
      const answer = await context.client.get<ListAnswer<ReportAnswer>>('/reports');
      await context.show(answer, () =>
        tableLines(answer.items, [
          { title: 'Report', value: ({ id }) => id },
          { title: 'What it says', value: ({ description }) => description },
        ]),
      );
    }),
  );
  command.addCommand(
    new Command('show')
      .description('show a page of a report, or write all of it to a file')
      .argument('<report>', 'as the list names it')
      .option('--from <day>', 'the first day, where a period is asked for')
      .option('--to <day>', 'the last day, or the day that it is for')
      .option('--page <number>', 'from 1')
      .option('--csv <file>', 'all rows, for spreadsheets')
      .action(async (id: string, { csv, ...query }: ShowOptions) => {
        if (csv !== undefined) {
          const { from, to } = query;
          await writeFile(csv, await context.client.file(apiPath`/reports/${id}/csv`, { from, to }));
          await context.show({ file: csv }, () => [`Written to ${csv}.`]);
          return;
        }
        const { items: reports } = await context.client.get<ListAnswer<ReportAnswer>>('/reports');
        const page = await context.client.get<PageAnswer>(apiPath`/reports/${id}`, { ...query });
        await context.show(page, async () => {
          const { amount } = await context.formats();
          const report = reports.find((each) => each.id === id) as ReportAnswer;
          const [first] = report.columns;
          const rows = page.sums && first ? [...page.items, { ...page.sums, [first.key]: 'Together' }] : page.items;
          const heading = `${report.title}, ${page.from === page.to ? page.to : `${page.from} to ${page.to}`}: ${page.total} rows`;
          return [
            heading,
            ...tableLines(
              rows,
              report.columns.map(({ key, title, kind }) => ({
                title,
                ...(kind === 'amount' || kind === 'count' ? { align: 'right' as const } : {}),
                value: (row: ReportRow) => {
                  const value = row[key] ?? '';
                  return kind === 'amount' && value !== '' ? amount(Number(value)) : String(value);
                },
              })),
            ),
            ...(page.note === null ? [] : [page.note]),
          ];
        });
      }),
  );
  return command;
}
