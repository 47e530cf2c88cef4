import { randomUUID } from 'node:crypto';
import { Command } from 'commander';
import type { CustomerAnswer, EntryAnswer, ListAnswer, PaymentAnswer } from '../answers.js';
import { apiPath } from '../api-client.js';
import type { CliContext } from '../cli-context.js';
import { given, integerOption } from '../options.js';
import { tableLines } from '../table.js';
import { attemptsCommand, gatewaysCommand } from './gateway-commands.js';

interface Limit {
  readonly limit: number;
}

export function paymentsCommand(context: CliContext): Command {
  const group = new Command('payments').alias('payment').description('money received');
  group.addCommand(gatewaysCommand(context)).addCommand(attemptsCommand(context));
  group
    .command('add')
    .description('record a payment')
    .argument('<customer>', 'number or id')
    .argument('<amount>', 'as a decimal: 20.00')
    .option('--method <method>', 'cash, bank, card or other', 'cash')
    .option('--note <note>', 'what it was for')
    .option('--pays <document>', 'the invoice that it pays, by number or id; the oldest first without it')
    .option('--reference <reference>', 'what the bank calls it: taken once')
    .option('--value-date <day>', 'the day that the bank says; today without it')
    .option('--key <key>', 'a text of your own: the same key again moves nothing and shows the first payment')
    .action((customer: string, amount: string, options: PaymentOptions) => pay(context, { customer, amount, ...options }));
  group
    .command('cancel')
    .description('take a payment back whole, by reversal; what it paid is open again')
    .argument('<payment>', 'id')
    .argument('<reason>', 'why')
    .action(async (payment: string, reason: string) => {
      const answer = await context.client.post<PaymentAnswer>(apiPath`/payments/${payment}/cancel`, { reason });
      await context.show(answer, async () => [`The payment of ${(await context.formats()).amount(answer.amountMinor)} is cancelled.`]);
    });
  group
    .command('refund')
    .description('give money of a payment back')
    .argument('<payment>', 'id')
    .argument('<amount>', 'as a decimal: 20.00')
    .option('--method <method>', 'cash, bank, card or other', 'bank')
    .option('--key <key>', 'a text of your own: the same key again moves nothing')
    .action(async (paymentId: string, amount: string, { method, key }: { readonly method: string; readonly key?: string }) => {
      const { customerId } = await context.client.get<PaymentAnswer>(apiPath`/payments/${paymentId}`);
      const draft = { customerId, paymentId, amountMinor: await context.amount(amount, 'amount'), method };
      const answer = await context.client.post<{ readonly amountMinor: number }>('/refunds', draft, {
        'Idempotency-Key': key ?? randomUUID(),
      });
      await context.show(answer, async () => [`Refunded ${(await context.formats()).amount(answer.amountMinor)}.`]);
    });
  limited(group.command('list').description("list a customer's payments, the newest first").argument('<customer>', 'number or id')).action(
    async (customer: string, { limit }: Limit) => {
      const answer = await context.client.get<ListAnswer<PaymentAnswer>>(apiPath`/customers/${customer}/payments`, { limit });
      await context.show(answer, async () => {
        const { amount, instant } = await context.formats();
        if (answer.items.length === 0) return ['No payments.'];
        return tableLines(answer.items, [
          { title: 'Received', value: ({ receivedAt }) => instant(receivedAt) },
          { title: 'Amount', align: 'right', value: ({ amountMinor }) => amount(amountMinor) },
          { title: 'Method', value: ({ method }) => method },
          { title: 'Note', value: ({ note }) => note },
          { title: 'Id', value: ({ id }) => id },
        ]);
      });
    },
  );
  return group;
}

export function entriesCommand(context: CliContext): Command {
  return limited(
    new Command('entries').description("list a customer's journal entries, the newest first").argument('<customer>', 'number or id'),
  ).action(async (customer: string, { limit }: Limit) => {
    const answer = await context.client.get<ListAnswer<EntryAnswer>>(apiPath`/customers/${customer}/entries`, { limit });
    await context.show(answer, async () => {
      const { amount } = await context.formats();
      if (answer.items.length === 0) return ['No entries.'];
      return tableLines(answer.items, [
        { title: 'Date', value: ({ date }) => date },
        { title: 'Amount', align: 'right', value: ({ customerAmountMinor }) => amount(customerAmountMinor) },
        { title: 'Kind', value: ({ kind }) => kind },
        { title: 'What', value: ({ description }) => description },
        { title: 'By', value: ({ source }) => source },
        { title: 'Id', value: ({ id }) => id },
      ]);
    });
  });
}

interface PaymentOptions {
  readonly method: string;
  readonly note?: string;
  readonly pays?: string;
  readonly reference?: string;
  readonly valueDate?: string;
  readonly key?: string;
}

async function pay(context: CliContext, wanted: PaymentOptions & { readonly customer: string; readonly amount: string }): Promise<void> {
  const customer = await context.client.get<CustomerAnswer>(apiPath`/customers/${wanted.customer}`);
  const amountMinor = await context.amount(wanted.amount, 'amount');
  const draft = given({
    customerId: customer.id,
    amountMinor,
    method: wanted.method,
    note: wanted.note,
    reference: wanted.reference,
    valueDate: wanted.valueDate,
    documentIds: wanted.pays === undefined ? undefined : [wanted.pays],
  });
  const payment = await context.client.post<PaymentAnswer>('/payments', draft, { 'Idempotency-Key': wanted.key ?? randomUUID() });
  await context.show(payment, async () => {
    const { amount } = await context.formats();
    const { balanceMinor } = await context.client.get<{ readonly balanceMinor: number }>(apiPath`/customers/${customer.id}/balance`);
    return [`Received ${amount(payment.amountMinor)} from ${customer.name}; the balance is ${amount(balanceMinor)}.`];
  });
}

function limited(command: Command): Command {
  return command.option('--limit <number>', 'at most so many', integerOption, 100);
}
