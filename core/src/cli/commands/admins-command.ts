import { Command } from 'commander';
import { newReadableSecret } from '../../accounts/bearer-secret.js';
import type { AdminAnswer, ListAnswer } from '../answers.js';
import { ApiFailure, apiPath } from '../api-client.js';
import type { CliContext } from '../cli-context.js';
import { given, permissionsOption, secretValue } from '../options.js';
import { tableLines } from '../table.js';
import { UsageError } from '../usage-error.js';

interface AdminFields {
  readonly login: string;
  readonly name: string;
  readonly permissions: readonly string[];
  readonly password?: string;
}

export function adminsCommand(context: CliContext): Command {
  const group = new Command('admins').alias('admin').description('who may sign in to the admin interface');
  group
    .command('list')
    .description('list the admins')
    .action(() => list(context));
  group
    .command('create')
    .description('create an admin')
    .requiredOption('--login <login>', 'what is typed to sign in')
    .requiredOption('--name <name>', 'name')
    .requiredOption('--permissions <permissions>', "with commas between them, or '*' for all", permissionsOption)
    .option('--password <password>', 'the password; - reads it from standard input, nothing makes one up')
    .action((fields: AdminFields) => create(context, fields));
  group
    .command('reset-password')
    .description('give an admin who has lost the password another for one sign-in')
    .argument('<login>', 'login or id')
    .action(async (wanted: string) => {
      const admin = await findAdmin(context, wanted);
      const answer = await context.client.post<{ readonly oneTimePassword: string }>(apiPath`/admins/${admin.id}/reset-password`);
      await context.show(answer, () => [`${admin.login} signs in once with ${answer.oneTimePassword} and then chooses a new password.`]);
    });
  group
    .command('router-login')
    .description('let an admin log in to the routers themselves, by RADIUS and under the same login')
    .argument('<login>', 'login or id')
    .option('--group <group>', 'what they may at routers: read, write or full')
    .option('--password <password>', 'a password for the routers; - reads it from standard input')
    .option('--off', 'let them log in to no router any more')
    .action((wanted: string, fields: RouterLoginFields) => routerLogin(context, wanted, fields));
  return group;
}

interface RouterLoginFields {
  readonly group?: string;
  readonly password?: string;
  readonly off?: boolean;
}

async function routerLogin(context: CliContext, wanted: string, { group, password, off }: RouterLoginFields): Promise<void> {
  const { id, login } = await findAdmin(context, wanted);
  const path = apiPath`/admins/${id}/router-login`;
  if (off) {
    await context.client.delete(path);
    await context.show({ login, group: null }, () => [`${login} may log in to no router any more.`]);
    return;
  }
  if (group === undefined) throw new UsageError('give --group read, write or full, or --off');
  await context.client.put(path, given({ group, password: password === undefined ? undefined : await secretValue(context, password) }));
  await context.show({ login, group }, () => [`${login} may log in to routers, in the group "${group}".`]);
}

async function findAdmin(context: CliContext, wanted: string): Promise<AdminAnswer> {
  const { items } = await context.client.get<ListAnswer<AdminAnswer>>('/admins');
  const admin = items.find(({ login, id }) => login === wanted || id === wanted);
  if (!admin) throw new ApiFailure('ADMIN_UNKNOWN', `there is no admin "${wanted}"`, undefined, 404);
  return admin;
}

async function create(context: CliContext, { password: wanted, ...fields }: AdminFields): Promise<void> {
  const password = wanted === undefined ? newReadableSecret() : await secretValue(context, wanted);
  const admin = await context.client.post<AdminAnswer>('/admins', { ...fields, password });
  await context.show(wanted === undefined ? { ...admin, password } : admin, () => [
    `Created the admin "${admin.login}".`,
    ...(wanted === undefined ? [`The password is ${password} (shown once)`] : []),
  ]);
}

async function list(context: CliContext): Promise<void> {
  const answer = await context.client.get<ListAnswer<AdminAnswer>>('/admins');
  await context.show(answer, async () => {
    const { instant } = await context.formats();
    return tableLines(answer.items, [
      { title: 'Login', value: ({ login }) => login },
      { title: 'Name', value: ({ name }) => name },
      { title: 'Permissions', value: ({ permissions }) => permissions.join(', ') },
      { title: 'Created', value: ({ createdAt }) => instant(createdAt) },
      { title: 'Id', value: ({ id }) => id },
    ]);
  });
}
