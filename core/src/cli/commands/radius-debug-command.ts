import { Command } from 'commander';
import type { DebugEntryAnswer, DebugSwitchAnswer, ListAnswer } from '../answers.js';
import type { CliContext } from '../cli-context.js';
import { count, printable } from '../human.js';
import { type LogOptions, logElsewhere, logOptions, showLog } from '../log-lines.js';
import { integerOption } from '../options.js';
import { tableLines } from '../table.js';
import { UsageError } from '../usage-error.js';

interface Whom {
  readonly user?: string;
  readonly router?: string;
  readonly mac?: string;
  readonly minutes: number;
}

const NOTHING_WRITTEN = 'Nothing is written down. Switch it on with "tapline radius debug on --user <login>" and let the user log in.';
const KINDS = { user: 'the login', router: 'the router', mac: 'the MAC address' } as const;

export function radiusDebugCommand(context: CliContext): Command {
  const group = new Command('debug').description('write down every attribute and step of some requests');
  group
    .command('on')
    .description('switch it on; it ends by itself')
    .option('--user <login>', 'for a login')
    .option('--router <router>', 'for a router: name, address or id')
    .option('--mac <address>', 'for a MAC address')
    .option('--minutes <number>', 'how long, at most 240', integerOption, 15)
    .action((whom: Whom) => switchOn(context, whom));
  group
    .command('off')
    .description('switch it off')
    .action(() => switchOff(context));
  group
    .command('status')
    .description('show for whom it is on')
    .action(() => status(context));
  logOptions(group.command('log').description('show what was written down')).action((options: LogOptions) =>
    showLog<DebugEntryAnswer>(context, options, {
      path: '/radius/debug/log',
      empty: async () => (await logElsewhere(context)) ?? NOTHING_WRITTEN,
      lines: (entry, instant) => entryLines(context, entry, instant),
    }),
  );
  return group;
}

async function switchOn(context: CliContext, { user, router, mac, minutes }: Whom): Promise<void> {
  const given = Object.entries({ user, router, mac }).filter(([, value]) => value !== undefined);
  const [whom] = given;
  if (!whom || given.length > 1) throw new UsageError('give one of --user, --router and --mac');
  const [kind, value] = whom;
  const made = await context.client.post<DebugSwitchAnswer>('/radius/debug', { kind, value, minutes });
  await context.show(made, async () => {
    const { instant } = await context.formats();
    return [
      `Requests of ${KINDS[made.kind]} ${printable(made.title)} are written down until ${instant(made.endsAt)}.`,
      'Watch them with: tapline radius debug log -f',
    ];
  });
}

async function switchOff(context: CliContext): Promise<void> {
  const { items } = await context.client.get<ListAnswer<DebugSwitchAnswer>>('/radius/debug');
  await context.client.delete('/radius/debug');
  await context.show({ items }, () => [items.length === 0 ? 'It was off.' : `Switched off (${count(items.length, 'switch')}).`]);
}

async function status(context: CliContext): Promise<void> {
  const answer = await context.client.get<ListAnswer<DebugSwitchAnswer>>('/radius/debug');
  await context.show(answer, async () => {
    const { instant } = await context.formats();
    if (answer.items.length === 0) return ['It is off.'];
    return tableLines(answer.items, [
      { title: 'Of', value: ({ kind }) => kind },
      { title: 'Which', value: ({ title }) => title },
      { title: 'Until', value: ({ endsAt }) => instant(endsAt) },
      { title: 'By', value: ({ startedBy }) => startedBy },
    ]);
  });
}

const marked = (mark: string, texts: readonly string[]): readonly string[] => texts.map((text) => `  ${mark} ${printable(text)}`);

function entryLines(context: CliContext, entry: DebugEntryAnswer, instant: (instant: string) => string): readonly string[] {
  const from = `${entry.routerName || 'unknown router'} ${entry.routerAddress}`;
  const who = [entry.kind === 'auth' ? 'login' : 'accounting', entry.login || '-', `from ${from}`, entry.macAddress].filter(
    (part) => part !== '',
  );
  const answer = entry.sent.length > 0 ? marked('>', entry.sent) : ['  > no answer'];
  return [
    `${instant(entry.at)}  ${context.terminal.paint('yellow', printable(who.join('  ')))}`,
    ...marked('<', entry.received),
    ...marked('*', entry.steps),
    ...answer,
  ];
}
