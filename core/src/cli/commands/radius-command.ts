import { Command } from 'commander';
import type { ListAnswer, LogEntryAnswer } from '../answers.js';
import type { CliContext } from '../cli-context.js';
import { printable } from '../human.js';
import { integerOption } from '../options.js';
import type { Colour } from '../terminal.js';

const COLOURS: Readonly<Record<LogEntryAnswer['verdict'], Colour>> = {
  accept: 'green',
  ok: 'green',
  reject: 'red',
  nak: 'red',
  drop: 'yellow',
  timeout: 'yellow',
};

export function radiusCommand(context: CliContext): Command {
  const group = new Command('radius').description('what routers ask');
  group
    .command('log')
    .description('show the latest requests of routers and what became of them')
    .option('-n, --lines <number>', 'at most so many', integerOption, 50)
    .option('-f, --follow', 'go on with those to come')
    .action(({ lines, follow }: { readonly lines: number; readonly follow?: boolean }) =>
      follow ? followLog(context, lines) : showLog(context, lines),
    );
  return group;
}

async function showLog(context: CliContext, limit: number): Promise<void> {
  const answer = await context.client.get<ListAnswer<LogEntryAnswer>>('/radius/log', { limit });
  await context.show(answer, async () => {
    const { instant } = await context.formats();
    return answer.items.length > 0 ? answer.items.map((entry) => entryLine(context, entry, instant)) : ['No requests yet.'];
  });
}

/** Ends when the server or the person at the terminal does. */
async function followLog(context: CliContext, limit: number): Promise<void> {
  const { instant } = await context.formats();
  const write = (entry: LogEntryAnswer): void =>
    context.terminal.write(context.isJson ? JSON.stringify(entry) : entryLine(context, entry, instant));
  // Followed first, so that nothing falls between what was and what comes; what is in both is shown once.
  const coming = context.client.lines<LogEntryAnswer>('/radius/log', { follow: true });
  const next = coming.next();
  const { items } = await context.client.get<ListAnswer<LogEntryAnswer>>('/radius/log', { limit: Math.max(limit, 1) });
  const shown = new Set(items.map((entry) => JSON.stringify(entry)));
  for (const entry of items.slice(-limit || items.length)) write(entry);
  for (let result = await next; !result.done; result = await coming.next()) {
    if (!shown.delete(JSON.stringify(result.value))) write(result.value);
  }
}

function entryLine(context: CliContext, entry: LogEntryAnswer, instant: (instant: string) => string): string {
  const verdict = context.terminal.paint(COLOURS[entry.verdict], entry.verdict.padEnd(7));
  const router = entry.routerName || entry.routerAddress;
  const parts = [entry.login || '-', router && `from ${router}`, entry.macAddress, entry.ipv4Address, entry.reason];
  return `${instant(entry.at)}  ${entry.kind.padEnd(10)}  ${verdict}  ${printable(parts.filter((part) => part !== '').join('  '))}`;
}
