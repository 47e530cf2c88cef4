import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Command } from 'commander';
import type { presentItem, presentRun, presentRunLine, presentRunSummary } from '../../web/api/resources/billing-resource.js';
import type { ListAnswer } from '../answers.js';
import { apiPath } from '../api-client.js';
import { badOutcome } from '../bad-outcome.js';
import type { CliContext } from '../cli-context.js';
import { count } from '../human.js';
import { integerOption } from '../options.js';
import { tableLines } from '../table.js';

type Run = ReturnType<typeof presentRun>;
type Item = ReturnType<typeof presentItem>;
type Summary = ReturnType<typeof presentRunSummary>;
type Line = ReturnType<typeof presentRunLine>;

const POLL_MS = 500;

export function billingCommand(context: CliContext): Command {
  const command = new Command('billing').description('bill customers of recurring billing');
  command.addCommand(
    new Command('runs').description('list billing runs, the newest first').action(async () => {
      const answer = await context.client.get<ListAnswer<Run>>('/billing/runs', { limit: 20 });
      await context.show(answer, async () => {
        const { instant } = await context.formats();
        return tableLines(answer.items, [
          { title: 'Run', value: ({ id }) => id },
          { title: 'Through', value: ({ through }) => through },
          { title: 'State', value: ({ state }) => state },
          { title: 'Started', value: ({ startedAt }) => instant(startedAt) },
          { title: 'By', value: ({ startedBy }) => startedBy },
        ]);
      });
    }),
  );
  command.addCommand(
    new Command('preview')
      .description('preview a run, and wait for it')
      .option('--through <day>', 'all bill dates up to this day; today by default')
      .action(async (options: { readonly through?: string }) => {
        const { id } = await context.client.post<Run>('/billing/runs', { ...options });
        requireGoneWell(await showWhenDone(context, id));
      }),
  );
  command.addCommand(
    new Command('show')
      .description('show a run')
      .argument('<run>')
      .option('--limit <number>', 'at most so many customers', integerOption, 20)
      .action(async (id: string, { limit }: { readonly limit: number }) => void (await showWhenDone(context, id, limit))),
  );
  command.addCommand(
    new Command('confirm')
      .description('issue what a preview says, and wait for it')
      .argument('<run>')
      .option('--force', 'also when the run was stopped')
      .action(async (id: string, { force = false }: { readonly force?: boolean }) => {
        await context.client.post<Run>(apiPath`/billing/runs/${id}/confirm`, { force });
        requireGoneWell(await showWhenDone(context, id));
      }),
  );
  command.addCommand(
    new Command('discard')
      .description('give a preview up')
      .argument('<run>')
      .action(async (id: string) => {
        const run = await context.client.post<Run>(apiPath`/billing/runs/${id}/discard`);
        await context.show(run, () => [`The run of ${run.through} is discarded; nothing was issued.`]);
      }),
  );
  command.addCommand(
    new Command('promise')
      .description('note a promise to pay, which holds the block off to the end of a day')
      .argument('<customer>', 'number or id')
      .argument('<day>', '2026-12-24, or none to take it back')
      .action(async (customer: string, day: string) => {
        const until = day === 'none' ? null : day;
        await context.client.post(apiPath`/customers/${customer}/promise`, { until });
        await context.show({ until }, () => [until === null ? 'The promise is taken back.' : `Not blocked until the end of ${until}.`]);
      }),
  );
  command.addCommand(
    new Command('item')
      .description('charge something once, with the next bill')
      .argument('<customer>', 'number or id')
      .argument('<description>', 'printed on the invoice')
      .argument('<price>', 'as a decimal: 20.00')
      .option('--quantity <number>', 'how many', integerOption, 1)
      .option('--key <key>', 'a text of your own: the same key again adds nothing')
      .action(async (customer: string, description: string, price: string, { quantity, key }: ItemOptions) => {
        const unitPriceMinor = await context.amount(price, 'price');
        const draft = { customerId: customer, description, unitPriceMinor, quantity };
        const item = await context.client.post<Item>('/billing/items', draft, { 'Idempotency-Key': key ?? randomUUID() });
        await context.show(item, () => [`${item.description} comes with the next bill; item ${item.id}.`]);
      }),
  );
  command.addCommand(
    new Command('cancel-item')
      .description('cancel a one-time item that waits')
      .argument('<item>', 'id')
      .action(async (id: string) => {
        await context.client.delete(apiPath`/billing/items/${id}`);
        await context.show({ id }, () => ['The item is cancelled.']);
      }),
  );
  return command;
}

interface ItemOptions {
  readonly quantity: number;
  readonly key?: string;
}

async function showWhenDone(context: CliContext, id: string, limit = 20): Promise<Summary> {
  const read = (): Promise<Summary> => context.client.get<Summary>(apiPath`/billing/runs/${id}`);
  let summary = await read();
  while (summary.run.state === 'previewing' || summary.run.state === 'issuing') {
    context.terminal.showProgress(progressOf(summary));
    await pause(POLL_MS);
    summary = await read();
  }
  context.terminal.showProgress('');
  const { items } = await context.client.get<ListAnswer<Line>>(apiPath`/billing/runs/${id}/customers`, { limit });
  await context.show({ ...summary, customers: items }, () => lines(context, summary, items));
  return summary;
}

function requireGoneWell({ run, totals: { parked } }: Summary): void {
  if (run.state === 'stopped') throw badOutcome('BILLING_RUN_STOPPED', `the run was stopped: ${run.problem}`);
  if (run.state !== 'issued' || parked === 0) return;
  throw badOutcome('BILLING_CUSTOMERS_PARKED', `${count(parked, 'customer')} could not be billed; see the notes above`);
}

function progressOf({ run, totals }: Summary): string {
  if (run.state === 'previewing') return `${totals.customers} of ${run.expectedCustomers} customers previewed`;
  return `${totals.issued + totals.changed + totals.parked} of ${totals.customers} customers billed`;
}

async function lines(context: CliContext, { run, totals, previous }: Summary, items: readonly Line[]): Promise<readonly string[]> {
  const { amount } = await context.formats();
  const before = previous === null ? '' : ` (last run: ${amount(previous.totals.invoicedMinor)} of ${previous.totals.customers} customers)`;
  return [
    `Run ${run.id} through ${run.through}: ${run.state}${run.problem === null ? '' : `, ${run.problem}`}`,
    `${totals.customers} customers, ${totals.documents} documents, ${amount(totals.invoicedMinor)} invoiced, ${amount(totals.creditedMinor)} given back${before}`,
    `${totals.issued} issued, ${totals.changed} changed since the preview, ${totals.parked} parked`,
    ...tableLines(items, [
      { title: 'Customer', value: ({ customerNumber, customerName }) => `${customerNumber} ${customerName}` },
      { title: 'State', value: ({ state }) => state },
      { title: 'Invoiced', value: ({ invoicedMinor }) => amount(invoicedMinor) },
      { title: 'Last run', value: ({ previousMinor }) => (previousMinor === null ? '-' : amount(previousMinor)) },
      { title: 'Note', value: ({ reason }) => reason ?? '' },
    ]),
  ];
}
