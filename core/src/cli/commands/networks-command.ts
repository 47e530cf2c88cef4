import { Command } from 'commander';
import type { ListAnswer, NetworkAnswer, NetworkUseAnswer } from '../answers.js';
import { apiPath } from '../api-client.js';
import type { CliContext } from '../cli-context.js';
import { findNetwork } from '../find.js';
import { given, requireSomething } from '../options.js';
import { tableLines } from '../table.js';

interface NetworkFields {
  readonly name?: string;
  readonly cidr?: string;
  readonly purpose?: string;
}

export function networksCommand(context: CliContext): Command {
  const group = new Command('networks').alias('network').description('the IPv4 addresses for lines');
  group
    .command('list')
    .description('list the networks')
    .action(() => list(context));
  group
    .command('create')
    .description('create a network')
    .requiredOption('--name <name>', 'name')
    .requiredOption('--cidr <network>', 'like 10.0.0.0/24')
    .option('--purpose <purpose>', 'pool (addresses are handed out), static or management', 'pool')
    .action(async ({ name, cidr, purpose }: NetworkFields) => {
      const network = await context.client.post<NetworkAnswer>('/networks', { name, cidr, purpose });
      await context.show(network, () => [`Created the network "${network.name}", ${network.cidr}.`]);
    });
  group
    .command('change')
    .description('change a network')
    .argument('<network>', 'name, CIDR or id')
    .option('--name <name>', 'name')
    .option('--purpose <purpose>', 'pool, static or management')
    .action(async (network: string, { name, purpose }: NetworkFields) => {
      const changes = given({ name, purpose });
      requireSomething(changes);
      const { id } = await findNetwork(context, network);
      const changed = await context.client.patch<NetworkAnswer>(apiPath`/networks/${id}`, changes);
      await context.show(changed, () => [`Changed the network "${changed.name}", ${changed.cidr}.`]);
    });
  return group;
}

async function list(context: CliContext): Promise<void> {
  const answer = await context.client.get<ListAnswer<NetworkUseAnswer>>('/networks');
  await context.show(answer, () => {
    if (answer.items.length === 0) return ['No networks.'];
    return tableLines(answer.items, [
      { title: 'Name', value: ({ name }) => name },
      { title: 'Network', value: ({ cidr }) => cidr },
      { title: 'Purpose', value: ({ purpose }) => purpose },
      { title: 'Used', align: 'right', value: ({ usedAddresses }) => usedAddresses },
      { title: 'Of', align: 'right', value: ({ usableAddresses }) => usableAddresses },
      { title: 'Id', value: ({ id }) => id },
    ]);
  });
}
