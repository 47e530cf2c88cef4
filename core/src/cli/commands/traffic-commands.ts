import { Command, Option } from 'commander';
import { addressesOf } from '../../usage/session-addresses.js';
import type {
  HourlyUsageAnswer,
  ListAnswer,
  MonthlyUsageAnswer,
  OnlineSessionAnswer,
  PageAnswer,
  SessionAnswer,
  UsageAnswer,
} from '../answers.js';
import { apiPath } from '../api-client.js';
import type { CliContext } from '../cli-context.js';
import { findRouter, findService } from '../find.js';
import { count, formatOctets } from '../human.js';
import { integerOption } from '../options.js';
import { type Column, tableLines } from '../table.js';
import { UsageError } from '../usage-error.js';
import { sessionActionCommands } from './session-commands.js';

interface Whose {
  readonly customer?: string;
  readonly service?: string;
}

interface SessionOptions extends Whose {
  readonly router?: string;
  readonly limit: number;
  readonly page: number;
}

export function sessionsCommand(context: CliContext): Command {
  const sessions = new Command('sessions')
    .alias('session')
    .description('show who is online; with --customer or --service their sessions, past ones too')
    .argument('[words...]', 'part of a login, name or address')
    .option('--router <router>', 'only on this router: name or id')
    .option('--customer <customer>', 'of this customer: number or id')
    .option('--service <service>', 'of this line: login or id')
    .option('--page <number>', 'the page of who is online', integerOption, 1)
    .option('--limit <number>', 'at most so many', integerOption, 50)
    .action((words: readonly string[], options: SessionOptions) =>
      options.customer === undefined && options.service === undefined ? online(context, words, options) : past(context, options),
    );
  sessions
    .command('who-had')
    .description('show who had an address at an instant')
    .argument('<address>', 'an IP address, or an IPv6 prefix like 2001:db8:1:100::/56')
    .requiredOption('--at <instant>', '"2026-11-22 14:05" on the company\'s clocks, or 2026-11-22T13:05:00Z')
    .action((address: string, { at }: { readonly at: string }) => whoHad(context, address, at));
  for (const command of sessionActionCommands(context)) sessions.addCommand(command);
  return sessions;
}

type AnyUsage = UsageAnswer | HourlyUsageAnswer | MonthlyUsageAnswer;
type Period = 'hour' | 'day' | 'month';

interface UsageOptions extends Whose {
  readonly by: Period;
  readonly from?: string;
  readonly to?: string;
}

export function usageCommand(context: CliContext): Command {
  return new Command('usage')
    .description('show the traffic by day, hour or month, of all lines or some')
    .option('--customer <customer>', 'of this customer: number or id')
    .option('--service <service>', 'of this line: login or id')
    .addOption(new Option('--by <period>', 'what to add it up by').choices(['hour', 'day', 'month']).default('day'))
    .option('--from <day>', 'the first day, like 2026-05-01; by default 30 days back, 1 for hours, 12 months for months')
    .option('--to <day>', 'the last day; today by default')
    .action(async ({ by, from, to, ...whose }: UsageOptions) => {
      const answer = await context.client.get<ListAnswer<AnyUsage>>(`${await prefixOf(context, whose)}/usage`, { by, from, to });
      await context.show(answer, async () => usageLines(answer.items, by, (await context.formats()).instant));
    });
}

async function online(context: CliContext, words: readonly string[], options: SessionOptions): Promise<void> {
  const router = options.router === undefined ? undefined : (await findRouter(context, options.router)).id;
  const wanted = { page: options.page, pageSize: options.limit, router, q: words.length > 0 ? words.join(' ') : undefined };
  const answer = await context.client.get<PageAnswer<OnlineSessionAnswer>>('/sessions', wanted);
  await context.show(answer, async () => {
    const { instant } = await context.formats();
    if (answer.total === 0) return ['Nobody is online.'];
    const table = tableLines<OnlineSessionAnswer>(answer.items, [
      { title: 'Login', value: ({ login }) => login },
      { title: 'Customer', value: ({ customerName }) => customerName },
      { title: 'Router', value: ({ routerName }) => routerName },
      ...trafficColumns(instant),
      { title: 'Id', value: ({ id }) => id },
    ]);
    return [...table, `${answer.total} online.`];
  });
}

async function whoHad(context: CliContext, address: string, at: string): Promise<void> {
  const answer = await context.client.get<ListAnswer<OnlineSessionAnswer>>('/sessions/who-had', { address, at });
  await context.show(answer, async () => {
    const { instant } = await context.formats();
    if (answer.items.length === 0) return [`Nobody had ${address} then, as far as routers have told.`];
    return tableLines<OnlineSessionAnswer>(answer.items, [
      { title: 'Login', value: ({ login }) => login },
      { title: 'Customer', value: ({ customerName }) => customerName },
      { title: 'Router', value: ({ routerName }) => routerName },
      { title: 'Addresses', value: (session) => addressesOf(session).join(', ') },
      { title: 'MAC', value: ({ macAddress }) => macAddress },
      { title: 'Since', value: ({ startedAt }) => instant(startedAt) },
      { title: 'Last report', value: ({ lastSeenAt }) => instant(lastSeenAt) },
      { title: 'Ended', value: ({ stoppedAt }) => (stoppedAt === null ? 'online' : instant(stoppedAt)) },
      { title: 'Cause', value: ({ terminateCause }) => terminateCause },
    ]);
  });
}

async function past(context: CliContext, options: SessionOptions): Promise<void> {
  const answer = await context.client.get<ListAnswer<SessionAnswer>>(`${await prefixOf(context, options)}/sessions`, {
    limit: options.limit,
  });
  await context.show(answer, async () => {
    const { instant } = await context.formats();
    if (answer.items.length === 0) return ['No sessions.'];
    return tableLines(answer.items, [
      { title: 'Login', value: ({ login }) => login },
      ...trafficColumns(instant),
      { title: 'Ended', value: ({ stoppedAt }) => (stoppedAt === null ? 'online' : instant(stoppedAt)) },
      { title: 'Cause', value: ({ terminateCause }) => terminateCause },
    ]);
  });
}

function trafficColumns(instant: (instant: string | null) => string): readonly Column<SessionAnswer>[] {
  return [
    { title: 'Addresses', value: (session) => addressesOf(session).join(', ') },
    { title: 'MAC', value: ({ macAddress }) => macAddress },
    { title: 'Since', value: ({ startedAt }) => instant(startedAt) },
    { title: 'Download', align: 'right', value: ({ downloadOctets }) => formatOctets(downloadOctets) },
    { title: 'Upload', align: 'right', value: ({ uploadOctets }) => formatOctets(uploadOctets) },
  ];
}

function usageLines(usage: readonly AnyUsage[], by: Period, instant: (instant: string) => string): readonly string[] {
  if (usage.length === 0) return ['No traffic.'];
  const sum = (direction: 'downloadOctets' | 'uploadOctets'): string =>
    String(usage.reduce((total, each) => total + BigInt(each[direction]), 0n));
  const rows = usage.map((each) => ({ ...each, name: 'hour' in each ? instant(each.hour) : 'month' in each ? each.month : each.date }));
  const total = { name: count(usage.length, by), downloadOctets: sum('downloadOctets'), uploadOctets: sum('uploadOctets') };
  return tableLines(
    [...rows, total],
    [
      { title: PERIOD_TITLES[by], value: ({ name }) => name },
      { title: 'Download', align: 'right', value: ({ downloadOctets }) => formatOctets(downloadOctets) },
      { title: 'Upload', align: 'right', value: ({ uploadOctets }) => formatOctets(uploadOctets) },
    ],
  );
}

const PERIOD_TITLES: Readonly<Record<Period, string>> = { hour: 'Hour', day: 'Day', month: 'Month' };

async function prefixOf(context: CliContext, { customer, service }: Whose): Promise<string> {
  if (customer !== undefined && service !== undefined) throw new UsageError('give one of --customer and --service');
  if (service !== undefined) return apiPath`/services/${(await findService(context, service)).id}`;
  return customer === undefined ? '' : apiPath`/customers/${customer}`;
}
