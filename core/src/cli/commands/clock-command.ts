import { Command } from 'commander';
import type { CliContext } from '../cli-context.js';
import { formatInstant } from '../human.js';

interface ClockAnswer {
  readonly mode: 'system' | 'test';
  readonly now: string;
  readonly today: string;
  readonly timeZone: string;
}

export function clockCommand(context: CliContext): Command {
  const group = new Command('clock').description('business time; a test clock can be moved forward');
  group
    .command('show')
    .description('show business time')
    .action(async () => said(context, await context.client.get<ClockAnswer>('/clock')));
  group
    .command('set')
    .description('move a test clock to an instant and do what is due by then')
    .argument('<instant>', '2026-05-01, or 2026-05-01T12:00:00Z')
    .action(async (to: string) => said(context, await context.client.post<ClockAnswer>('/clock', { to })));
  group
    .command('advance')
    .description('move a test clock forward and do what is due by then')
    .argument('<duration>', '90s, 15m, 3h, 2d, 1w or 1d12h')
    .action(async (advance: string) => said(context, await context.client.post<ClockAnswer>('/clock', { advance })));
  return group;
}

async function said(context: CliContext, clock: ClockAnswer): Promise<void> {
  const kind = clock.mode === 'test' ? 'test clock' : 'real time';
  await context.show(clock, () => [`${formatInstant(clock.now, clock.timeZone)} ${clock.timeZone} (${kind})`]);
}
