import { Command } from 'commander';
import { newReadableSecret } from '../../accounts/bearer-secret.js';
import type { AdminAnswer, ListAnswer } from '../answers.js';
import { ApiFailure, apiPath } from '../api-client.js';
import type { CliContext } from '../cli-context.js';
import { permissionsOption, secretValue } from '../options.js';
import { tableLines } from '../table.js';

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
      const { items } = await context.client.get<ListAnswer<AdminAnswer>>('/admins');
      const admin = items.find(({ login, id }) => login === wanted || id === wanted);
      if (!admin) throw new ApiFailure('ADMIN_UNKNOWN', `there is no admin "${wanted}"`, undefined, 404);
      const answer = await context.client.post<{ readonly oneTimePassword: string }>(apiPath`/admins/${admin.id}/reset-password`);
      await context.show(answer, () => [`${admin.login} signs in once with ${answer.oneTimePassword} and then chooses a new password.`]);
    });
  return group;
}

async function create(context: CliContext, { password: given, ...fields }: AdminFields): Promise<void> {
  const password = given === undefined ? newReadableSecret() : await secretValue(context, given);
  const admin = await context.client.post<AdminAnswer>('/admins', { ...fields, password });
  await context.show(given === undefined ? { ...admin, password } : admin, () => [
    `Created the admin "${admin.login}".`,
    ...(given === undefined ? [`The password is ${password} (shown once)`] : []),
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
