import { Command } from 'commander';
import type { AddressHolderAnswer, ListAnswer, NetworkAnswer, NetworkUseAnswer, PageAnswer } from '../answers.js';
import { apiPath } from '../api-client.js';
import type { CliContext } from '../cli-context.js';
import { findNetwork, findRouter } from '../find.js';
import { given, integerOption, requireSomething } from '../options.js';
import { tableLines } from '../table.js';

interface NetworkFields {
  readonly name?: string;
  readonly cidr?: string;
  readonly gives?: string;
  readonly prefixLength?: number;
  readonly purpose?: string;
  readonly router?: readonly string[];
  readonly anyRouter?: boolean;
}

export function networksCommand(context: CliContext): Command {
  const group = new Command('networks').alias('network').description('the addresses and prefixes for lines');
  group
    .command('list')
    .description('list the networks')
    .action(() => list(context));
  group
    .command('show')
    .description('show who has which address of a network')
    .argument('<network>', 'name, CIDR or id')
    .option('--find <text>', 'part of an address, login or customer')
    .option('--page <number>', 'the page', integerOption, 1)
    .action((network: string, options: { readonly find?: string; readonly page: number }) => show(context, network, options));
  group
    .command('create')
    .description('create a network')
    .requiredOption('--name <name>', 'name')
    .requiredOption('--cidr <network>', 'like 10.0.0.0/24 or 2001:db8::/40')
    .option('--gives <what>', 'ipv4, ipv6 (prefixes for links) or delegatedIpv6; by default as the network is')
    .option('--prefix-length <length>', 'of each IPv6 prefix: by default 64 for links, 56 for delegated ones', integerOption)
    .option('--purpose <purpose>', 'pool (addresses are handed out), static or management', 'pool')
    .option('--router <router...>', 'the routers that its addresses are routed to: names or ids')
    .action(async ({ router, ...fields }: NetworkFields) => {
      const draft = given({ ...fields, routerIds: await routerIdsOf(context, router) });
      const network = await context.client.post<NetworkAnswer>('/networks', draft);
      await context.show(network, () => [`Created the network "${network.name}", ${network.cidr}.`]);
    });
  group
    .command('change')
    .description('change a network')
    .argument('<network>', 'name, CIDR or id')
    .option('--name <name>', 'name')
    .option('--purpose <purpose>', 'pool, static or management')
    .option('--router <router...>', 'the routers that its addresses are routed to: names or ids')
    .option('--any-router', 'its addresses are routed to any router')
    .action(async (network: string, { name, purpose, router, anyRouter }: NetworkFields) => {
      const changes = given({ name, purpose, routerIds: anyRouter ? [] : await routerIdsOf(context, router) });
      requireSomething(changes);
      const { id } = await findNetwork(context, network);
      const changed = await context.client.patch<NetworkAnswer>(apiPath`/networks/${id}`, changes);
      await context.show(changed, () => [`Changed the network "${changed.name}", ${changed.cidr}.`]);
    });
  group
    .command('remove')
    .description('remove a network that is not in use')
    .argument('<network>', 'name, CIDR or id')
    .action(async (network: string) => {
      const { id, name, cidr } = await findNetwork(context, network);
      await context.client.delete(apiPath`/networks/${id}`);
      await context.show({ id }, () => [`Removed the network "${name}", ${cidr}.`]);
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
      { title: 'Gives', value: ({ gives, prefixLength }) => (gives === 'ipv4' ? gives : `${gives} /${prefixLength}`) },
      { title: 'Ready', align: 'right', value: ({ heldAddresses }) => heldAddresses },
      { title: 'Id', value: ({ id }) => id },
    ]);
  });
}

async function show(
  context: CliContext,
  network: string,
  { find, page }: { readonly find?: string; readonly page: number },
): Promise<void> {
  const { id, name, cidr } = await findNetwork(context, network);
  const answer = await context.client.get<PageAnswer<AddressHolderAnswer>>(
    apiPath`/networks/${id}/addresses`,
    given({ q: find, page: String(page) }),
  );
  await context.show(answer, () => {
    if (answer.items.length === 0) return [`Nobody has an address of "${name}", ${cidr}.`];
    return tableLines(answer.items, [
      { title: 'Address', value: ({ address }) => address },
      { title: 'Login', value: ({ login }) => login },
      { title: 'Customer', value: ({ customerName }) => customerName },
      { title: 'How', value: ({ state }) => (state === 'kept' ? 'kept' : 'in a session') },
      { title: 'Router', value: ({ routerName }) => routerName },
      { title: 'Since', value: ({ since }) => since },
    ]);
  });
}

async function routerIdsOf(context: CliContext, routers: readonly string[] | undefined): Promise<readonly string[] | undefined> {
  return routers && Promise.all(routers.map(async (router) => (await findRouter(context, router)).id));
}
