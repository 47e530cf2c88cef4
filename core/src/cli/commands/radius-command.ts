import { Command } from 'commander';
import type { LogEntryAnswer } from '../answers.js';
import type { CliContext } from '../cli-context.js';
import { printable } from '../human.js';
import { type LogOptions, logElsewhere, logOptions, showLog } from '../log-lines.js';
import type { Colour } from '../terminal.js';
import { driversCommand, shutPolicyCommand } from './answering-commands.js';
import { radiusAnswerCommand } from './radius-answer-command.js';
import { radiusDebugCommand } from './radius-debug-command.js';
import { radiusTestCommand } from './radius-test-command.js';

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
  logOptions(group.command('log').description('show the latest requests of routers and what became of them'))
    .option('--text <text>', 'a login, by whatever its routers call the line, or words of an entry')
    .option('--trouble', 'only what was refused or not answered')
    .action((options: LogOptions & { readonly text?: string; readonly trouble?: boolean }) => {
      const { text, trouble = false } = options;
      const isFiltered = text !== undefined || trouble;
      return showLog<LogEntryAnswer>(context, options, {
        path: '/radius/log',
        query: { ...(text === undefined ? {} : { q: text }), ...(trouble ? { verdicts: 'trouble' } : {}) },
        empty: async () => (await logElsewhere(context)) ?? (isFiltered ? 'No such requests lately.' : 'No requests yet.'),
        lines: (entry, instant) => [entryLine(context, entry, instant)],
      });
    });
  group.addCommand(radiusTestCommand(context));
  group.addCommand(radiusAnswerCommand(context));
  group.addCommand(shutPolicyCommand(context));
  group.addCommand(driversCommand(context));
  group.addCommand(radiusDebugCommand(context));
  return group;
}

function entryLine(context: CliContext, entry: LogEntryAnswer, instant: (instant: string) => string): string {
  const verdict = context.terminal.paint(COLOURS[entry.verdict], entry.verdict.padEnd(7));
  const router = entry.routerName || entry.routerAddress;
  const parts = [entry.login || '-', router && `from ${router}`, entry.macAddress, entry.ipv4Address, entry.reason];
  return `${instant(entry.at)}  ${entry.kind.padEnd(10)}  ${verdict}  ${printable(parts.filter((part) => part !== '').join('  '))}`;
}
