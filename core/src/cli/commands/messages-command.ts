import { Command } from 'commander';
import type { ListAnswer, MessageAnswer, MessageKindAnswer, MessageWordingAnswer } from '../answers.js';
import { apiPath } from '../api-client.js';
import type { CliContext } from '../cli-context.js';
import { integerOption } from '../options.js';
import { tableLines } from '../table.js';

interface ListOptions {
  readonly customer?: string;
  readonly state?: string;
  readonly limit: number;
}

export function messagesCommand(context: CliContext): Command {
  const group = new Command('messages').description('messages to customers');
  group
    .command('list')
    .description('list them with what became of them, the newest first')
    .option('--customer <number>', 'of one customer')
    .option('--state <state>', 'queued, sent, failed, refused, uncertain or skipped')
    .option('--limit <number>', 'at most so many', integerOption, 50)
    .action((options: ListOptions) => list(context, options));
  group
    .command('send-again')
    .description('send one again, to where the customer is reached now')
    .argument('<message>', 'id')
    .action(async (message: string) => {
      await context.client.post(apiPath`/messages/${message}/send-again`);
      await context.show({ sentAgain: message }, () => Promise.resolve(['It is on its way.']));
    });
  group
    .command('kinds')
    .description('list the occasions on which customers get a message')
    .action(() => kinds(context));
  group
    .command('wordings')
    .description('list the wordings of a kind beside its own, with the plans that name them')
    .argument('<kind>', 'id, as "messages kinds" has it')
    .action((kind: string) => wordings(context, kind));
  return group;
}

async function list(context: CliContext, options: ListOptions): Promise<void> {
  const answer = await context.client.get<ListAnswer<MessageAnswer>>('/messages', { ...options });
  await context.show(answer, async () => {
    const { instant } = await context.formats();
    if (answer.items.length === 0) return ['No messages.'];
    return tableLines(answer.items, [
      { title: 'When', value: ({ wantedAt }) => instant(wantedAt) },
      { title: 'By', value: ({ channel }) => channel },
      { title: 'To', value: ({ address }) => address ?? '' },
      { title: 'Subject', value: ({ subject }) => subject },
      { title: 'State', value: ({ state }) => state },
      { title: 'Why', value: ({ reason }) => reason ?? '' },
      { title: 'Id', value: ({ id }) => id },
    ]);
  });
}

async function kinds(context: CliContext): Promise<void> {
  const answer = await context.client.get<ListAnswer<MessageKindAnswer>>('/message-kinds');
  await context.show(answer, () =>
    Promise.resolve(
      tableLines(answer.items, [
        { title: 'Kind', value: ({ id }) => id },
        { title: 'Sent when', value: ({ when }) => when },
        { title: 'Channels', value: ({ channels }) => channels.join(', ') || 'none' },
        { title: '', value: ({ isChanged }) => (isChanged ? 'changed' : '') },
      ]),
    ),
  );
}

async function wordings(context: CliContext, kind: string): Promise<void> {
  const answer = await context.client.get<ListAnswer<MessageWordingAnswer>>(apiPath`/message-kinds/${kind}/wordings`);
  await context.show(answer, () => {
    if (answer.items.length === 0) return Promise.resolve(['No wordings but its own.']);
    return Promise.resolve(
      tableLines(answer.items, [
        { title: 'Wording', value: ({ name }) => name },
        { title: 'Subject', value: ({ template }) => template.subject },
        { title: 'Named by', value: ({ usedBy }) => usedBy.join(', ') || 'nobody' },
        { title: 'Id', value: ({ id }) => id },
      ]),
    );
  });
}
