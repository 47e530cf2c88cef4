import { randomUUID } from 'node:crypto';
import { Command } from 'commander';
import type { ListAnswer } from '../answers.js';
import { apiPath } from '../api-client.js';
import type { CliContext } from '../cli-context.js';
import { given, integerOption } from '../options.js';
import { tableLines } from '../table.js';

interface GatewayAnswer {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly addonId: string;
  readonly obstacle: string | null;
}

interface AttemptAnswer {
  readonly id: string;
  readonly gatewayId: string;
  readonly state: string;
  readonly totalMinor: number;
  readonly reference: string | null;
  readonly reason: string | null;
  readonly createdAt: string;
}

interface AttemptDetailsAnswer extends AttemptAnswer {
  readonly paidMinor: number;
  readonly returnedMinor: number;
  readonly history: readonly { readonly at: string; readonly actor: string; readonly what: string }[];
}

/** `payments gateways`. */
export function gatewaysCommand(context: CliContext): Command {
  return new Command('gateways').description('list the payment gateways of the add-ons that run').action(async () => {
    const answer = await context.client.get<ListAnswer<GatewayAnswer>>('/payment-gateways');
    await context.show(answer, () =>
      answer.items.length === 0
        ? ['No payment gateways: an add-on brings them.']
        : tableLines(answer.items, [
            { title: 'Id', value: ({ id }) => id },
            { title: 'Title', value: ({ title }) => title },
            { title: 'Kind', value: ({ kind }) => kind },
            { title: 'Add-on', value: ({ addonId }) => addonId },
            { title: 'Ready', value: ({ obstacle }) => obstacle ?? 'yes' },
          ]),
    );
  });
}

/** `payments attempts`. */
export function attemptsCommand(context: CliContext): Command {
  const group = new Command('attempts').alias('attempt').description('payments through gateways');
  group
    .command('list')
    .description('list them, the newest first')
    .option('--customer <customer>', 'of one customer, by number or id')
    .option('--gateway <gateway>', 'of one gateway')
    .option('--state <state>', 'open, pending, paid, review …')
    .option('--limit <number>', 'at most so many', integerOption, 50)
    .action(async ({ limit, ...wanted }: { limit: number; customer?: string; gateway?: string; state?: string }) => {
      const answer = await context.client.get<ListAnswer<AttemptAnswer>>('/payment-attempts', given({ ...wanted, pageSize: limit }));
      await context.show(answer, async () => {
        const { amount, instant } = await context.formats();
        if (answer.items.length === 0) return ['No payments through gateways.'];
        return tableLines(answer.items, [
          { title: 'Begun', value: ({ createdAt }) => instant(createdAt) },
          { title: 'Amount', align: 'right', value: ({ totalMinor }) => amount(totalMinor) },
          { title: 'Gateway', value: ({ gatewayId }) => gatewayId },
          { title: 'State', value: ({ state }) => state },
          { title: 'Reason', value: ({ reason }) => reason },
          { title: 'Id', value: ({ id }) => id },
        ]);
      });
    });
  const showDetails = (answer: AttemptDetailsAnswer): Promise<void> =>
    context.show(answer, async () => {
      const { amount, instant } = await context.formats();
      const { gatewayId, state, totalMinor, paidMinor, returnedMinor, reference, history } = answer;
      return [
        `${amount(totalMinor)} through ${gatewayId}, ${reference ?? 'no reference'}: ${state}; booked ${amount(paidMinor)}, went back ${amount(returnedMinor)}`,
        ...history.map(({ at, actor, what }) => `${instant(at)}  ${what}  (${actor})`),
      ];
    });
  group
    .command('show')
    .description('show one with its history')
    .argument('<attempt>', 'id')
    .action(async (id: string) => showDetails(await context.client.get<AttemptDetailsAnswer>(apiPath`/payment-attempts/${id}`)));
  group
    .command('check')
    .description('ask the gateway how it stands, now')
    .argument('<attempt>', 'id')
    .action(async (id: string) => showDetails(await context.client.post<AttemptDetailsAnswer>(apiPath`/payment-attempts/${id}/check`)));
  group
    .command('accept')
    .description('book as it came what waits in review')
    .argument('<attempt>', 'id')
    .action(async (id: string) => showDetails(await context.client.post<AttemptDetailsAnswer>(apiPath`/payment-attempts/${id}/accept`)));
  group
    .command('refund')
    .description('give money back through the gateway')
    .argument('<attempt>', 'id')
    .argument('<amount>', 'as a decimal: 20.00')
    .option('--key <key>', 'a text of your own: the same key again moves nothing')
    .action(async (id: string, amount: string, { key }: { readonly key?: string }) => {
      const amountMinor = await context.amount(amount, 'amount');
      const answer = await context.client.post<{ readonly status: string; readonly reason: string | null }>(
        apiPath`/payment-attempts/${id}/refunds`,
        { amountMinor },
        { 'Idempotency-Key': key ?? randomUUID() },
      );
      await context.show(answer, () => [
        answer.status === 'taken'
          ? 'The gateway has taken the refund.'
          : answer.status === 'refused'
            ? `The gateway refuses it: ${answer.reason}`
            : 'The gateway has not answered yet; it is asked again by itself.',
      ]);
    });
  return group;
}
