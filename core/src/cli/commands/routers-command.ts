import type { NewRouter } from '@tapline/sdk';
import { Command, Option } from 'commander';
import { newReadableSecret } from '../../accounts/bearer-secret.js';
import type { RadsecCredentials } from '../../radius/radsec/radsec-credentials.js';
import type { ListAnswer, RouterAnswer, RouterTestAnswer } from '../answers.js';
import { apiPath } from '../api-client.js';
import { requireNoFault } from '../bad-outcome.js';
import type { CliContext } from '../cli-context.js';
import { findRouter } from '../find.js';
import { booleanOption, given, integerOption, requireSomething, secretValue } from '../options.js';
import { tableLines } from '../table.js';
import { stepLines } from '../test-steps.js';
import { routerAnswersCommand } from './answering-commands.js';
import { showRequests } from './session-commands.js';

type RouterFields = Partial<NewRouter>;

const ADDRESS_HELP = 'where its packets come from: an IPv4 address, a network (10.0.0.0/24) or a host name';

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
      .option('--address <address>', ADDRESS_HELP),
  ).action((fields: RouterFields) => create(context, fields));
  routerOptions(
    group
      .command('change')
      .description('change a router')
      .argument('<router>', 'name or id')
      .option('--name <name>', 'name')
      .option('--address <address>', ADDRESS_HELP),
  ).action(async (router: string, fields: RouterFields) => {
    const changes = await draftOf(context, fields);
    requireSomething(changes);
    const { id } = await findRouter(context, router);
    const changed = await context.client.patch<RouterAnswer>(apiPath`/routers/${id}`, changes);
    await context.show(changed, () => [`Changed the router "${changed.name}".`]);
  });
  switchCommand(context, group, {
    name: 'disable',
    isEnabled: false,
    description: 'answer a router no more; its packets are a stranger’s',
  });
  switchCommand(context, group, { name: 'enable', isEnabled: true, description: 'answer a router again' });
  group
    .command('remove')
    .description('remove a router on which nobody is online')
    .argument('<router>', 'name or id')
    .action(async (router: string) => {
      const { id, name } = await findRouter(context, router);
      await context.client.delete(apiPath`/routers/${id}`);
      await context.show({ id }, () => [`Removed the router "${name}".`]);
    });
  group
    .command('radsec-certificate')
    .description('issue a certificate for RadSec; prints certificate, private key and authority as PEM, once')
    .argument('<router>', 'name or id')
    .action(async (router: string) => {
      const { id } = await findRouter(context, router);
      const issued = await context.client.post<RadsecCredentials>(apiPath`/routers/${id}/radsec-certificate`, {});
      await context.show(issued, () => [issued.certificate, issued.key, issued.authority]);
    });
  group
    .command('forget-message-authenticator')
    .description('take requests without it again, until the next one with it (with --require-message-authenticator auto)')
    .argument('<router>', 'name or id')
    .action(async (router: string) => {
      const { id } = await findRouter(context, router);
      const changed = await context.client.post<RouterAnswer>(apiPath`/routers/${id}/forget-message-authenticator`, {});
      await context.show(changed, () => [`"${changed.name}" may leave Message-Authenticator out until it sends one.`]);
    });
  group
    .command('test')
    .description('ask a router to end and to change a session that does not exist, and say whether it takes that and what to do')
    .argument('<router>', 'name or id')
    .action((router: string) => test(context, router));
  group
    .command('requests')
    .description('show what was sent to a router about who is online there, and what it answered')
    .argument('<router>', 'name or id')
    .option('--limit <number>', 'at most so many', integerOption, 20)
    .action(async (router: string, { limit }: { readonly limit: number }) => {
      const { id } = await findRouter(context, router);
      await showRequests(context, apiPath`/routers/${id}/requests`, limit);
    });
  group.addCommand(routerAnswersCommand(context));
  return group;
}

function switchCommand(
  context: CliContext,
  group: Command,
  { name, isEnabled, description }: { readonly name: string; readonly isEnabled: boolean; readonly description: string },
): void {
  group
    .command(name)
    .description(description)
    .argument('<router>', 'name or id')
    .action(async (router: string) => {
      const { id } = await findRouter(context, router);
      const changed = await context.client.patch<RouterAnswer>(apiPath`/routers/${id}`, { isEnabled });
      await context.show(changed, () => [`RADIUS ${isEnabled ? 'answers' : 'no longer answers'} the router "${changed.name}".`]);
    });
}

async function test(context: CliContext, router: string): Promise<void> {
  const { id } = await findRouter(context, router);
  const answer = await context.client.post<RouterTestAnswer>(apiPath`/routers/${id}/test`, {});
  await context.show(answer, () => answer.steps.flatMap((step) => stepLines(context, step)));
  requireNoFault(answer);
}

function routerOptions(command: Command): Command {
  return command
    .option('--secret <secret>', 'the RADIUS secret; - reads it from standard input; a new router without one gets one made up')
    .option('--nas-ip-address <address>', 'behind a shared address: the NAS-IP-Address it sends ("" for any)', emptyIsNull)
    .option('--nas-identifier <name>', 'behind a shared address: the NAS-Identifier it sends ("" for any)', emptyIsNull)
    .option(
      '--coa-address <address>',
      'where it takes CoA- and Disconnect-Requests, if that is not where its packets come from',
      emptyIsNull,
    )
    .option('--coa-port <port>', 'where it takes CoA- and Disconnect-Requests', integerOption)
    .addOption(
      new Option('--coa-policy <policy>', 'how it learns of changes for who is online').choices([
        'coa-then-disconnect',
        'disconnect-only',
        'none',
      ]),
    )
    .option('--coa-message-authenticator <yes|no>', 'yes only for routers that want it in those requests', booleanOption)
    .option('--timeout-ms <milliseconds>', 'its RADIUS time-out', integerOption)
    .option('--certificate-name <name>', 'RadSec: the name in its certificate, or sha256:<fingerprint>', emptyIsNull)
    .addOption(
      new Option('--require-message-authenticator <rule>', 'auto demands it as soon as the router has sent one').choices([
        'yes',
        'auto',
        'no',
      ]),
    );
}

async function list(context: CliContext): Promise<void> {
  const answer = await context.client.get<ListAnswer<RouterAnswer>>('/routers');
  await context.show(answer, () => {
    if (answer.items.length === 0) return ['No routers.'];
    return tableLines(answer.items, [
      { title: 'Name', value: ({ name }) => name },
      { title: 'Address', value: ({ address }) => address },
      { title: 'CoA port', align: 'right', value: ({ coaPort }) => coaPort },
      { title: 'Message-Authenticator', value: messageAuthenticatorWords },
      { title: 'Sends', value: namesOf },
      { title: 'Answered', value: ({ isEnabled }) => (isEnabled ? 'yes' : 'no: switched off') },
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
  return given({ ...fields, secret: secret === undefined ? undefined : await secretValue(context, secret) });
}

function emptyIsNull(text: string): string | null {
  return text === '' ? null : text;
}

function messageAuthenticatorWords({ requireMessageAuthenticator, messageAuthenticatorSeenAt }: RouterAnswer): string {
  if (requireMessageAuthenticator === 'auto') return messageAuthenticatorSeenAt === null ? 'not seen yet' : 'required since it was seen';
  return requireMessageAuthenticator === 'yes' ? 'required' : 'not required';
}

/** What tells it from others at its address. */
function namesOf({ nasIpAddress, nasIdentifier, certificateName }: RouterAnswer): string {
  return [nasIpAddress, nasIdentifier, certificateName].filter((name) => name !== null).join(', ');
}
