import { Command } from 'commander';
import type { ListAnswer, TokenAnswer } from '../answers.js';
import { apiPath } from '../api-client.js';
import type { CliContext } from '../cli-context.js';
import { permissionsOption } from '../options.js';
import { tableLines } from '../table.js';

export function tokensCommand(context: CliContext): Command {
  const group = new Command('tokens').alias('token').description('keys for programs that call the API');
  group
    .command('create')
    .description('make a token; it is shown this once')
    .requiredOption('--name <name>', 'what it is for')
    .requiredOption('--permissions <permissions>', "with commas between them, or '*' for all", permissionsOption)
    .action(async ({ name, permissions }: { readonly name: string; readonly permissions: readonly string[] }) => {
      const answer = await context.client.post<{ readonly id: string; readonly token: string }>('/tokens', { name, permissions });
      await context.show(answer, () => [answer.token]);
    });
  group
    .command('list')
    .description('list the tokens that were given out')
    .action(() => list(context));
  group
    .command('revoke')
    .description('let a token in no more')
    .argument('<id>', "the token's id")
    .action(async (id: string) => {
      await context.client.delete(apiPath`/tokens/${id}`);
      await context.show({ id }, () => ['Revoked.']);
    });
  return group;
}

async function list(context: CliContext): Promise<void> {
  const answer = await context.client.get<ListAnswer<TokenAnswer>>('/tokens');
  await context.show(answer, async () => {
    const { instant } = await context.formats();
    return tableLines(answer.items, [
      { title: 'Name', value: ({ name }) => name },
      { title: 'Permissions', value: ({ permissions }) => permissions.join(', ') },
      { title: 'Created', value: ({ createdAt }) => instant(createdAt) },
      { title: 'Revoked', value: ({ revokedAt }) => instant(revokedAt) },
      { title: 'Id', value: ({ id }) => id },
    ]);
  });
}
