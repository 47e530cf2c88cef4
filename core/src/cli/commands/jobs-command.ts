import { Command } from 'commander';
import type { AuditRecordAnswer, JobAnswer, ListAnswer } from '../answers.js';
import type { CliContext } from '../cli-context.js';
import { integerOption } from '../options.js';
import { tableLines } from '../table.js';

export function jobsCommand(context: CliContext): Command {
  return new Command('jobs').description('show the work on a schedule').action(async () => {
    const answer = await context.client.get<ListAnswer<JobAnswer>>('/jobs');
    await context.show(answer, async () => {
      const { instant } = await context.formats();
      if (answer.items.length === 0) return ['No jobs.'];
      return tableLines(answer.items, [
        { title: 'Job', value: ({ id }) => id },
        { title: 'Of', value: ({ owner }) => owner },
        { title: 'Schedule', value: ({ schedule }) => schedule },
        { title: 'Last for', value: ({ lastDueAt }) => instant(lastDueAt) },
        { title: 'Next', value: ({ nextDueAt }) => instant(nextDueAt) },
        { title: 'State', value: (job) => stateOf(job) },
      ]);
    });
  });
}

export function auditCommand(context: CliContext): Command {
  return new Command('audit')
    .description('show who did what, the newest first')
    .option('--subject <subject>', 'of one thing: customer:<id>')
    .option('--limit <number>', 'at most so many', integerOption, 50)
    .action(async (options: { readonly subject?: string; readonly limit: number }) => {
      const answer = await context.client.get<ListAnswer<AuditRecordAnswer>>('/audit', { ...options });
      await context.show(answer, async () => {
        const { instant } = await context.formats();
        return tableLines(answer.items, [
          { title: 'When', value: ({ at }) => instant(at) },
          { title: 'Who', value: ({ actorName, actorKind }) => `${actorName} (${actorKind})` },
          { title: 'What', value: ({ action }) => action },
          { title: 'On', value: ({ subject }) => subject },
          { title: 'Details', value: ({ details }) => JSON.stringify(details) },
        ]);
      });
    });
}

function stateOf({ isRunning, lastError, attempts }: JobAnswer): string {
  if (isRunning) return 'running';
  return lastError === null ? 'waiting' : `failed ${attempts} times: ${lastError}`;
}
