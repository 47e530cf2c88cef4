import { Command } from 'commander';
import { newReadableSecret } from '../../accounts/bearer-secret.js';
import type { ListAnswer, RouterAnswer } from '../answers.js';
import { apiPath } from '../api-client.js';
import type { CliContext } from '../cli-context.js';
import { findRouter } from '../find.js';
import { booleanOption, given, integerOption, requireSomething, secretValue } from '../options.js';
import { tableLines } from '../table.js';

interface RouterFields {
  readonly name?: string;
  readonly address?: string;
  readonly secret?: string;
  readonly coaPort?: number;
  readonly requireMessageAuthenticator?: boolean;
}

export function routersCommand(context: CliContext): Command {
  const group = new Command('routers').alias('router').description('the devices that may ask RADIUS');
  group
    .command('list')
    .description('list the routers')
    .action(() => list(context));
  routerOptions(
    group
      .command('create')
      .description('create a router')
      .requiredOption('--name <name>', 'name')
      .requiredOption('--address <address>', 'the IPv4 address its packets come from'),
  ).action((fields: RouterFields) => create(context, fields));
  routerOptions(
    group
      .command('change')
      .description('change a router')
      .argument('<router>', 'name or id')
      .option('--name <name>', 'name')
      .option('--address <address>', 'the IPv4 address its packets come from'),
  ).action(async (router: string, fields: RouterFields) => {
    const changes = await draftOf(context, fields);
    requireSomething(changes);
    const { id } = await findRouter(context, router);
    const changed = await context.client.patch<RouterAnswer>(apiPath`/routers/${id}`, changes);
    await context.show(changed, () => [`Changed the router "${changed.name}".`]);
  });
  return group;
}

function routerOptions(command: Command): Command {
  return command
    .option('--secret <secret>', 'the RADIUS secret; - reads it from standard input; a new router without one gets one made up')
    .option('--coa-port <port>', 'where it takes Disconnect-Requests', integerOption)
    .option('--require-message-authenticator <yes|no>', 'no only for RouterOS before 7.15 and other old devices', booleanOption);
}

async function list(context: CliContext): Promise<void> {
  const answer = await context.client.get<ListAnswer<RouterAnswer>>('/routers');
  await context.show(answer, () => {
    if (answer.items.length === 0) return ['No routers.'];
    return tableLines(answer.items, [
      { title: 'Name', value: ({ name }) => name },
      { title: 'Address', value: ({ address }) => address },
      { title: 'CoA port', align: 'right', value: ({ coaPort }) => coaPort },
      { title: 'Message-Authenticator', value: (router) => (router.requireMessageAuthenticator ? 'required' : 'not required') },
      { title: 'Id', value: ({ id }) => id },
    ]);
  });
}

async function create(context: CliContext, fields: RouterFields): Promise<void> {
  const secret = fields.secret ?? newReadableSecret();
  const router = await context.client.post<RouterAnswer>('/routers', await draftOf(context, { ...fields, secret }));
  const isMadeUp = fields.secret === undefined;
  await context.show(isMadeUp ? { ...router, secret } : router, () => [
    `Created the router "${router.name}" at ${router.address}.`,
    ...(isMadeUp ? [`Its RADIUS secret is ${secret} (shown once; set the same on the router)`] : []),
  ]);
}

async function draftOf(context: CliContext, { secret, ...fields }: RouterFields) {
  const { name, address, coaPort, requireMessageAuthenticator } = fields;
  return given({
    name,
    address,
    coaPort,
    requireMessageAuthenticator,
    secret: secret === undefined ? undefined : await secretValue(context, secret),
  });
}
