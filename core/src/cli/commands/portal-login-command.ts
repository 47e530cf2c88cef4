import type { Command } from 'commander';
import type { PortalLoginAnswer } from '../answers.js';
import { apiPath } from '../api-client.js';
import type { CliContext } from '../cli-context.js';
import { given, secretValue } from '../options.js';
import { UsageError } from '../usage-error.js';

interface PortalLoginFields {
  readonly login?: string;
  readonly password?: string;
  readonly invite?: true;
  readonly off?: true;
}

/** Adds `customers portal-login`. */
export function addPortalLoginCommand(context: CliContext, customers: Command): void {
  customers
    .command('portal-login')
    .description('let a customer sign in to the portal; shows the login unless told to change something')
    .argument('<customer>', 'number or id')
    .option('--login <login>', 'what the customer types to sign in')
    .option('--password <password>', 'a password; - reads it from standard input')
    .option('--invite', 'mail the customer a link to choose a password by')
    .option('--off', 'let the customer sign in no more')
    .action((customer: string, fields: PortalLoginFields) => run(context, customer, fields));
}

async function run(context: CliContext, customer: string, { login, password, invite, off }: PortalLoginFields): Promise<void> {
  const path = apiPath`/customers/${customer}/portal-login`;
  if (off) {
    if (login !== undefined || password !== undefined || invite) throw new UsageError('--off goes with no other option');
    await context.client.delete(path);
    await context.show({ login: null }, () => ['The customer may not sign in to the portal any more.']);
    return;
  }
  if (login !== undefined || password !== undefined) {
    const typed = password === undefined ? undefined : await secretValue(context, password);
    const kept = login ?? (await context.client.get<PortalLoginAnswer>(path)).login;
    await context.client.put(path, given({ login: kept, password: typed }));
  }
  if (invite) await context.client.post(`${path}/invite`);
  const answer = await context.client.get<PortalLoginAnswer>(path);
  await context.show(answer, () => [
    `The customer signs in to the portal as "${answer.login}"${answer.hasPassword ? '' : ', once a password is chosen'}.`,
    ...(invite ? ['An invitation is on its way; its link works once, within three days.'] : []),
  ]);
}
