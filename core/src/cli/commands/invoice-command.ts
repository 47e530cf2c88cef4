import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import type { DocumentDetailsAnswer, DocumentSummaryAnswer, MessageAnswer, PageAnswer } from '../answers.js';
import { apiPath } from '../api-client.js';
import type { CliContext } from '../cli-context.js';
import { given, integerOption } from '../options.js';
import { fieldLines, tableLines } from '../table.js';

interface ListOptions {
  readonly customer?: string;
  readonly kind: string;
  readonly state?: string;
  readonly limit: number;
}

export function invoicesCommand(context: CliContext): Command {
  const group = new Command('invoices').alias('invoice').description('invoices, credit notes, pro-formas and receipts');
  group
    .command('list')
    .description('list documents, the newest first')
    .option('--customer <customer>', 'number or id')
    .option('--kind <kind>', 'invoice, credit-note, proforma or receipt', 'invoice')
    .option('--state <state>', 'open, overdue or paid')
    .option('--limit <number>', 'at most so many', integerOption, 50)
    .action((options: ListOptions) => list(context, options));
  group
    .command('show')
    .description('show a document, what is open of it and what paid it')
    .argument('<document>', 'number or id')
    .action((document: string) => show(context, document));
  group
    .command('credit')
    .description('give an invoice back: all that is left of it, or an amount of one line')
    .argument('<document>', 'number or id')
    .option('--line <number>', 'the line, from 1', integerOption)
    .option('--amount <amount>', 'with its tax, as a decimal')
    .option('--note <note>', 'printed on the credit note')
    .option('--key <key>', 'a text of your own: the same key again issues nothing and shows the first credit note')
    .action((document: string, options: CreditOptions) => credit(context, document, options));
  group
    .command('write-off')
    .description('give up what is open of an invoice, or a part of it')
    .argument('<document>', 'number or id')
    .argument('<reason>', 'why')
    .option('--amount <amount>', 'as a decimal; all that is open without it')
    .option('--key <key>', 'a text of your own: the same key again gives up nothing more')
    .action(async (document: string, reason: string, { amount, key }: WriteOffOptions) => {
      const amountMinor = amount === undefined ? undefined : await context.amount(amount, 'amount');
      const body = given({ reason, amountMinor });
      await context.client.post(apiPath`/documents/${document}/write-off`, body, { 'Idempotency-Key': key ?? randomUUID() });
      await show(context, document);
    });
  group
    .command('mail')
    .description('send one by mail, again where it was sent before, to the address that the customer has now')
    .argument('<document>', 'number or id')
    .action(async (document: string) => {
      const message = await context.client.post<MessageAnswer>(apiPath`/documents/${document}/mail`);
      await context.show(message, () => [message.reason ?? `It is on its way to ${message.address}.`]);
    });
  group
    .command('logo')
    .description('put a picture at the head of what is issued from now on')
    .argument('<file>', 'a PNG or JPEG, or none to take it away')
    .action(async (file: string) => {
      const contentBase64 = file === 'none' ? null : (await readFile(file)).toString('base64');
      const { issuer } = await context.client.put<{ readonly issuer: { readonly logoId?: string } }>('/document-settings/logo', {
        contentBase64,
      });
      await context.show({ logoId: issuer.logoId ?? null }, () => [
        issuer.logoId === undefined ? 'Documents have no logo from now on.' : `Documents have the logo ${file} from now on.`,
      ]);
    });
  return group;
}

async function list(context: CliContext, { kind, state, customer, limit }: ListOptions): Promise<void> {
  const answer = await context.client.get<PageAnswer<DocumentSummaryAnswer> & { readonly totalMinor: number; readonly openMinor: number }>(
    '/documents',
    given({ kind, state, customer, pageSize: limit }),
  );
  await context.show(answer, async () => {
    const { amount } = await context.formats();
    if (answer.items.length === 0) return ['Nothing was found.'];
    const lines = tableLines(answer.items, [
      { title: 'Number', value: ({ number }) => number },
      { title: 'Issued', value: ({ issueDate }) => issueDate },
      { title: 'Due', value: ({ dueDate }) => dueDate },
      { title: 'Customer', value: ({ customerName }) => customerName },
      { title: 'Total', align: 'right', value: ({ totalMinor }) => amount(totalMinor) },
      { title: 'Open', align: 'right', value: ({ openMinor }) => (openMinor ? amount(openMinor) : null) },
    ]);
    return [...lines, `${answer.total} together ${amount(answer.totalMinor)}, open ${amount(answer.openMinor)}`];
  });
}

async function show(context: CliContext, document: string): Promise<void> {
  const answer = await context.client.get<DocumentDetailsAnswer>(apiPath`/documents/${document}`);
  await context.show(answer, async () => {
    const { amount } = await context.formats();
    const { document: shown, openMinor, allocations } = answer;
    return [
      ...fieldLines({
        Number: `${shown.kind} ${shown.number}`,
        Customer: shown.customer.name,
        Issued: shown.issueDate,
        Due: shown.dueDate,
        Net: amount(shown.netMinor),
        Tax: amount(shown.taxMinor),
        Total: amount(shown.totalMinor),
        Open: openMinor === null ? null : amount(openMinor),
      }),
      '',
      ...tableLines(shown.lines, [
        { title: 'Line', value: ({ description }) => description },
        { title: 'Amount', align: 'right', value: ({ grossMinor }) => amount(grossMinor) },
      ]),
      ...allocations.map(({ kind, number, date, amountMinor }) => `${date}  ${kind} ${number}  ${amount(amountMinor)}`),
    ];
  });
}

interface WriteOffOptions {
  readonly amount?: string;
  readonly key?: string;
}

interface CreditOptions {
  readonly line?: number;
  readonly amount?: string;
  readonly note?: string;
  readonly key?: string;
}

async function credit(context: CliContext, document: string, { line, amount, note, key }: CreditOptions): Promise<void> {
  const grossMinor = amount === undefined ? undefined : await context.amount(amount, 'amount');
  const lines = grossMinor === undefined ? undefined : [{ line: (line ?? 1) - 1, grossMinor }];
  const issued = await context.client.post<{ readonly number: string; readonly totalMinor: number }>(
    apiPath`/documents/${document}/credit-notes`,
    given({ lines, note }),
    { 'Idempotency-Key': key ?? randomUUID() },
  );
  await context.show(issued, async () => [
    `Credit note ${issued.number} of ${(await context.formats()).amount(issued.totalMinor)} is issued.`,
  ]);
}
