import { randomUUID } from 'node:crypto';
import type { JsonSchema } from '@tapline/sdk';
import { Command } from 'commander';
import { uncharged } from '../../billing/billed-customers.js';
import type { presentAddon, presentOperation } from '../../web/api/resources/addon-resource.js';
import type { ListAnswer } from '../answers.js';
import { apiPath } from '../api-client.js';
import { badOutcome } from '../bad-outcome.js';
import type { CliContext } from '../cli-context.js';
import { printable } from '../human.js';
import { setting } from '../options.js';
import { settingValues } from '../setting-value.js';
import { fieldLines, tableLines } from '../table.js';

type AddonAnswer = ReturnType<typeof presentAddon>;

/** What is well for an add-on that nobody has asked to run now. */
const MAY_REST = ['running', 'disabled'] as const;

export function addonsCommand(context: CliContext): Command {
  const group = new Command('addons').alias('addon').description('what adds to the product');
  group
    .command('list')
    .description('list the add-ons that are installed')
    .action(() => list(context));
  group
    .command('info')
    .description('show an add-on')
    .argument('<addon>', 'id')
    .action(async (id: string) => {
      const addon = await context.client.get<AddonAnswer>(apiPath`/addons/${id}`);
      await context.show(addon, () => addonFields(addon));
    });
  group
    .command('install')
    .description('take a package up that npm has put beside Tapline, while it runs')
    .argument('<package>', 'name')
    .action(async (name: string) => {
      const addon = await context.client.post<AddonAnswer>('/addons', { package: name });
      await said(context, addon, MAY_REST);
    });
  group
    .command('remove')
    .description('take an add-on away; its data is kept for when it is installed again')
    .argument('<addon>', 'id')
    .action(async (id: string) => {
      const { billedCustomers } = await context.client.get<AddonAnswer>(apiPath`/addons/${id}`);
      await context.client.delete(apiPath`/addons/${id}`);
      await context.show({ id, billedCustomers }, () => [`${id} is removed; its data is kept.`, ...unchargedLines(billedCustomers)]);
    });
  for (const action of ['enable', 'disable'] as const) {
    group
      .command(action)
      .description(action === 'enable' ? 'let an add-on work' : 'let an add-on rest; its data is kept')
      .argument('<addon>', 'id')
      .action(async (id: string) => {
        const addon = await context.client.post<AddonAnswer>(apiPath`/addons/${id}/${action}`);
        await said(context, addon, action === 'enable' ? ['running'] : MAY_REST);
      });
  }
  group
    .command('config')
    .description('show the settings of an add-on, or change some')
    .argument('<addon>', 'id')
    .argument(
      '[settings...]',
      'key=value; an amount, also …Minor, as a decimal (2.50); one item of a list as it is, more or an object as JSON',
    )
    .action((id: string, pairs: readonly string[]) => config(context, id, pairs));
  group
    .command('operations')
    .description('list what can be asked of add-ons')
    .action(() => operations(context));
  group
    .command('run')
    .description('ask something of an add-on')
    .argument('<addon>', 'id')
    .argument('<operation>', 'id')
    .argument(
      '[inputs...]',
      'key=value; an amount, also …Minor, as a decimal (2.50); one item of a list as it is, more or an object as JSON',
    )
    .option('--key <text>', 'for what moves money: the same key again does nothing')
    .action((id: string, operation: string, pairs: readonly string[], { key }: { readonly key?: string }) =>
      run(context, { id, operation, pairs, key: key ?? randomUUID() }),
    );
  return group;
}

type OperationAnswer = ReturnType<typeof presentOperation>;

async function operations(context: CliContext): Promise<void> {
  const answer = await context.client.get<ListAnswer<OperationAnswer>>('/operations');
  await context.show(answer, () => {
    if (answer.items.length === 0) return ['No add-on that runs can be asked anything.'];
    return tableLines(answer.items, [
      { title: 'Add-on', value: ({ addon }) => addon },
      { title: 'Operation', value: ({ id }) => id },
      { title: 'What it does', value: ({ description }) => description },
      {
        title: 'Input',
        value: ({ input }) =>
          Object.entries(input.properties ?? {})
            .map(inputWords)
            .join(', '),
      },
    ]);
  });
}

/** An input, with how it is typed where its name says something else: amounts are in minor units in the API alone. */
function inputWords([name, property]: readonly [string, JsonSchema]): string {
  return property['x-widget'] === 'amount' ? `${name} (as a decimal, like 2.50)` : name;
}

async function run(
  context: CliContext,
  {
    id,
    operation,
    pairs,
    key,
  }: { readonly id: string; readonly operation: string; readonly pairs: readonly string[]; readonly key: string },
): Promise<void> {
  const { items } = await context.client.get<ListAnswer<OperationAnswer>>('/operations');
  const schema = items.find((each) => each.addon === id && each.id === operation)?.input ?? {};
  const input = await settingValues(context, schema, Object.fromEntries(pairs.map(setting)));
  const result = await context.client.post<Readonly<Record<string, unknown>>>(apiPath`/addons/${id}/operations/${operation}`, input, {
    'Idempotency-Key': key,
  });
  await context.show(result, () => resultLines(result));
}

/** Plain values by name; lists and objects below them, indented. */
function resultLines(value: object, indent = ''): readonly string[] {
  return Object.entries(value).flatMap(([name, part]: [string, unknown]) => {
    if (typeof part !== 'object' || part === null) {
      const [first = '', ...others] = shown(part).replace(/\n$/, '').split('\n').map(printable);
      // A text of several lines stands by itself: it may be a script that is to be pasted somewhere.
      return others.length === 0 ? [`${indent}${name}: ${first}`] : [`${indent}${name}:`, first, ...others];
    }
    return [`${indent}${name}:`, ...resultLines(part, `${indent}  `)];
  });
}

async function list(context: CliContext): Promise<void> {
  const answer = await context.client.get<ListAnswer<AddonAnswer>>('/addons');
  await context.show(answer, () => {
    if (answer.items.length === 0) return ["No add-ons; 'tapline addons install <package>' takes one up."];
    return tableLines(answer.items, [
      { title: 'Id', value: ({ id }) => id },
      { title: 'Title', value: ({ title }) => title },
      { title: 'Version', value: ({ version }) => version },
      { title: 'State', value: ({ state }) => state },
      { title: '', value: ({ state, code, sentence }) => (code === 'ADDON_RUNNING' || state === 'disabled' ? '' : sentence) },
    ]);
  });
}

async function config(context: CliContext, id: string, words: readonly string[]): Promise<void> {
  const addon = await context.client.get<AddonAnswer>(apiPath`/addons/${id}`);
  if (words.length === 0) {
    await context.show(addon.config, () => settingLines(addon));
    return;
  }
  const pairs = Object.fromEntries(words.map(setting));
  const values = await settingValues(context, addon.configSchema ?? {}, pairs);
  const changed = await context.client.put<AddonAnswer>(apiPath`/addons/${id}/config`, { ...addon.config, ...values });
  await said(context, changed, MAY_REST);
}

async function said(context: CliContext, addon: AddonAnswer, wanted: readonly AddonAnswer['state'][]): Promise<void> {
  await context.show(addon, () => [`${addon.title}: ${printable(addon.sentence)}`, ...nextStep(addon)]);
  if (!wanted.includes(addon.state)) throw badOutcome('ADDON_NOT_RUNNING', `the add-on ${addon.id} does not run: ${addon.state}`);
}

function addonFields(addon: AddonAnswer): readonly string[] {
  return [
    ...fieldLines({
      Id: addon.id,
      Title: addon.title,
      Description: addon.description,
      Package: `${addon.package} ${addon.version}`,
      State: addon.state,
      Capabilities: addon.capabilities.join(', '),
    }),
    '',
    printable(addon.sentence),
    ...nextStep(addon),
    ...(addon.configSchema ? ['', ...settingLines(addon)] : []),
  ];
}

function nextStep({ state, code, nextStep: step, billedCustomers }: AddonAnswer): readonly string[] {
  if (state === 'running') return code === 'ADDON_RUNNING' ? [] : [printable(step)];
  return [printable(step), ...unchargedLines(billedCustomers)];
}

function unchargedLines(billedCustomers: number): readonly string[] {
  return billedCustomers === 0 ? [] : [uncharged(billedCustomers)];
}

function settingLines({ config: values, configSchema }: AddonAnswer): readonly string[] {
  const { properties = {} } = configSchema ?? {};
  const names = Object.keys(properties);
  if (names.length === 0) return ['It has no settings.'];
  return tableLines(names, [
    { title: 'Setting', value: (name) => name },
    { title: 'Value', value: (name) => shown(values[name] ?? properties[name]?.default) },
    { title: 'What it is', value: (name) => properties[name]?.description ?? properties[name]?.title ?? '' },
  ]);
}

function shown(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
