import { Command } from 'commander';
import type { FailureAnswer, ListAnswer } from '../answers.js';
import { apiPath } from '../api-client.js';
import type { CliContext } from '../cli-context.js';
import { tableLines } from '../table.js';

export function eventsCommand(context: CliContext): Command {
  const group = new Command('events').description('what add-ons are told of');
  group
    .command('failures')
    .description('list events that an add-on has not taken')
    .action(() => failures(context));
  for (const [action, description, done] of [
    ['retry', 'deliver a failed event again, now', 'It is delivered again now.'],
    ['skip', 'give a failed event up: this consumer never gets it', 'It is given up.'],
  ] as const) {
    group
      .command(action)
      .description(description)
      .argument('<consumer>', 'who has not taken it')
      .argument('<position>', 'which one')
      .action(async (consumer: string, position: string) => {
        await context.client.post(apiPath`/events/failures/${consumer}/${position}/${action}`);
        await context.show({ consumer, position: Number(position) }, () => [done]);
      });
  }
  return group;
}

async function failures(context: CliContext): Promise<void> {
  const answer = await context.client.get<ListAnswer<FailureAnswer>>('/events/failures');
  await context.show(answer, async () => {
    const { instant } = await context.formats();
    if (answer.items.length === 0) return ['No failed events.'];
    return tableLines(answer.items, [
      { title: 'Consumer', value: ({ consumer }) => consumer },
      { title: 'Position', align: 'right', value: ({ position }) => position },
      { title: 'Event', value: ({ eventName }) => eventName },
      { title: 'Happened', value: ({ occurredAt }) => instant(occurredAt) },
      { title: 'State', value: ({ state }) => state },
      { title: 'Tries', align: 'right', value: ({ attempts }) => attempts },
      { title: 'Error', value: ({ error }) => error },
    ]);
  });
}
