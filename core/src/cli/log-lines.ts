import type { Command } from 'commander';
import type { ListAnswer, RadiusHealthAnswer } from './answers.js';
import type { CliContext } from './cli-context.js';
import { integerOption } from './options.js';

export interface LogOptions {
  readonly lines: number;
  readonly follow?: boolean;
}

/** A log of the API, and how its entries look to people. */
export interface ShownLog<Entry> {
  readonly path: string;
  /** What is wanted of it. */
  readonly query?: Readonly<Record<string, string>>;
  /** Said when there is nothing. */
  empty(): string | Promise<string>;
  lines(entry: Entry, instant: (instant: string) => string): readonly string[];
}

export function logOptions(command: Command): Command {
  return command.option('-n, --lines <number>', 'at most so many', integerOption, 50).option('-f, --follow', 'go on with those to come');
}

/** Shows the latest entries; with `follow` goes on until the server or the person at the terminal ends it. */
export function showLog<Entry>(context: CliContext, { lines, follow }: LogOptions, log: ShownLog<Entry>): Promise<void> {
  return follow ? followLog(context, lines, log) : latest(context, lines, log);
}

async function latest<Entry>(context: CliContext, limit: number, log: ShownLog<Entry>): Promise<void> {
  const answer = await context.client.get<ListAnswer<Entry>>(log.path, { ...log.query, limit });
  await context.show(answer, async () => {
    const { instant } = await context.formats();
    return answer.items.length > 0 ? answer.items.flatMap((entry) => log.lines(entry, instant)) : [await log.empty()];
  });
}

async function followLog<Entry>(context: CliContext, limit: number, log: ShownLog<Entry>): Promise<void> {
  const { instant } = await context.formats();
  const write = (entry: Entry): void => {
    for (const line of context.isJson ? [JSON.stringify(entry)] : log.lines(entry, instant)) context.terminal.write(line);
  };
  // Followed first, so that nothing falls between what was and what comes; what is in both is shown once.
  const coming = context.client.lines<Entry>(log.path, { ...log.query, follow: true });
  const next = coming.next();
  const { items } = await context.client.get<ListAnswer<Entry>>(log.path, { ...log.query, limit: Math.max(limit, 1) });
  const shown = new Set(items.map((entry) => JSON.stringify(entry)));
  for (const entry of items.slice(-limit || items.length)) write(entry);
  for (let result = await next; !result.done; result = await coming.next()) {
    if (!shown.delete(JSON.stringify(result.value))) write(result.value);
  }
}

/** Where RADIUS writes its logs, when that is on another machine than the one that is asked. */
export async function logElsewhere({ client }: CliContext): Promise<string | undefined> {
  const { otherMachines } = await client.get<RadiusHealthAnswer>('/radius/health');
  if (otherMachines.length === 0) return undefined;
  return `RADIUS runs on ${otherMachines.join(', ')}; its logs are there, in the folder "logs" of its data directory.`;
}
