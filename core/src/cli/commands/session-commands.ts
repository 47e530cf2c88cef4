import { Command } from 'commander';
import type { ListAnswer, OnlineSessionAnswer, PageAnswer, SessionRequestAnswer } from '../answers.js';
import { apiPath } from '../api-client.js';
import type { CliContext } from '../cli-context.js';
import { printable } from '../human.js';
import { integerOption } from '../options.js';
import { tableLines } from '../table.js';
import { UsageError } from '../usage-error.js';

const SESSION = 'the id of a session, or the login or address of somebody who is online once';

/** What is done to a session that is online. */
export function sessionActionCommands(context: CliContext): readonly Command[] {
  return [
    new Command('disconnect')
      .description('end a session at its router; the device may log in again')
      .argument('<session>', SESSION)
      .action((session: string) => act(context, session, 'disconnect', 'The router is told to end the session')),
    new Command('apply')
      .description('tell the router once more what the session may')
      .argument('<session>', SESSION)
      .action((session: string) => act(context, session, 'apply', 'The router is told again what the session may')),
    new Command('requests')
      .description('show what was sent to the router about a session, and what it answered')
      .argument('<session>', SESSION)
      .option('--limit <number>', 'at most so many', integerOption, 20)
      .action(async (session: string, { limit }: { readonly limit: number }) =>
        showRequests(context, apiPath`/sessions/${await findSession(context, session)}/requests`, limit),
      ),
  ];
}

export async function showRequests(context: CliContext, path: string, limit: number): Promise<void> {
  const answer = await context.client.get<ListAnswer<SessionRequestAnswer>>(path, { limit });
  await context.show(answer, async () => {
    const { instant } = await context.formats();
    if (answer.items.length === 0) return ['Nothing was sent.'];
    return tableLines(answer.items, [
      { title: 'When', value: ({ sentAt, createdAt }) => instant(sentAt ?? createdAt) },
      { title: 'Told', value: ({ kind, reason, change }) => printable(`${kind}: ${change ?? reason}`) },
      { title: 'State', value: ({ state }) => state },
      { title: 'Answer', value: ({ answer: words }) => printable(words) },
    ]);
  });
}

async function act(context: CliContext, session: string, action: 'disconnect' | 'apply', done: string): Promise<void> {
  const id = await findSession(context, session);
  await context.client.post(`${apiPath`/sessions/${id}`}/${action}`, {});
  await context.show({ id }, () => [`${done}; see "tapline sessions requests ${id}".`]);
}

const ID = /^[0-9a-z]{26}$/;

async function findSession({ client }: CliContext, wanted: string): Promise<string> {
  if (ID.test(wanted)) return wanted;
  const { items, total } = await client.get<PageAnswer<OnlineSessionAnswer>>('/sessions', { whose: wanted, pageSize: 2 });
  const [first, second] = items;
  if (!first) throw new UsageError(`nobody with the login or address "${wanted}" is online; see "tapline sessions"`);
  if (second) throw new UsageError(`"${wanted}" is online ${total} times; give the id of one session (${first.id}, ${second.id}, …)`);
  return first.id;
}
