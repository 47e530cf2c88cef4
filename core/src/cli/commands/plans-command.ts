import type { JsonSchema } from '@tapline/sdk';
import { Command } from 'commander';
import type { ListAnswer, PlanAnswer, PlanUseAnswer } from '../answers.js';
import { apiPath } from '../api-client.js';
import type { CliContext } from '../cli-context.js';
import { findPlan } from '../find.js';
import { booleanOption, given, integerOption, requireSomething, setting, speedOption } from '../options.js';
import { settingValues } from '../setting-value.js';
import { formatSpeed } from '../speed.js';
import { tableLines } from '../table.js';
import { planShapeCommand } from './plan-shape-command.js';
import { planTellCommand } from './tell-command.js';

/** Takes the tax rate of a plan's own away again. */
const COMPANY_TAX = 'company';

interface PlanFields {
  readonly name?: string;
  readonly price?: string;
  readonly taxIncluded?: boolean;
  readonly tax?: string;
  readonly revenue?: string;
  readonly download?: number;
  readonly upload?: number;
  readonly sessions?: number;
  readonly whenFull?: string;
  readonly selfService?: boolean;
  readonly archived?: boolean;
}

export function plansCommand(context: CliContext): Command {
  const group = new Command('plans').alias('plan').description('what is sold: speeds for a price a month');
  group
    .command('list')
    .description('list the plans')
    .action(() => list(context));
  group
    .command('create')
    .description('create a plan')
    .requiredOption('--name <name>', 'name')
    .requiredOption('--price <amount>', 'price a month: 40.00')
    .requiredOption('--download <speed>', 'download speed: 50M', speedOption)
    .requiredOption('--upload <speed>', 'upload speed: 10M', speedOption)
    .option('--tax-included <yes|no>', 'whether the price holds its tax; yes unless given', booleanOption)
    .option('--tax <code>', "the code of a tax rate; the company's own unless given")
    .option('--revenue <kind>', 'what it is booked as: internet (unless given), recurring or other')
    .option('--sessions <number>', 'how many devices of a line may be online at once: 1 unless given, 0 for any number', integerOption)
    .option('--when-full <policy>', 'when one more logs in: end-older (unless given) or refuse')
    .option('--self-service <yes|no>', 'whether customers may switch to it in the portal; no unless given', booleanOption)
    .action(async (fields: PlanFields) => said(context, 'Created', await context.client.post('/plans', await draftOf(context, fields))));
  group
    .command('change')
    .description('change a plan; its lines get a new speed at once')
    .argument('<plan>', 'name or id')
    .option('--name <name>', 'name')
    .option('--price <amount>', 'price a month')
    .option('--download <speed>', 'download speed', speedOption)
    .option('--upload <speed>', 'upload speed', speedOption)
    .option('--tax-included <yes|no>', 'whether the price holds its tax', booleanOption)
    .option('--tax <code>', "the code of a tax rate, or company for the company's own")
    .option('--revenue <kind>', 'what it is booked as: internet, recurring or other')
    .option('--sessions <number>', 'how many devices of a line may be online at once, 0 for any number', integerOption)
    .option('--when-full <policy>', 'when one more logs in: end-older or refuse')
    .option('--self-service <yes|no>', 'whether customers may switch to it in the portal', booleanOption)
    .option('--archived <yes|no>', 'whether it takes no new services', booleanOption)
    .action(async (plan: string, fields: PlanFields) => {
      const changes = await draftOf(context, fields);
      requireSomething(changes);
      const { id } = await findPlan(context, plan);
      await said(context, 'Changed', await context.client.patch(apiPath`/plans/${id}`, changes));
    });
  group
    .command('settings')
    .description('change what an add-on keeps on a plan; without settings, show it')
    .argument('<plan>', 'name or id')
    .argument('<addon>', 'id of the add-on')
    .argument('[settings...]', 'key=value; an amount as a decimal, a list or object as JSON')
    .action((plan: string, addon: string, pairs: readonly string[]) => settings(context, { plan, addon, pairs }));
  group.addCommand(planShapeCommand(context));
  group.addCommand(planTellCommand(context));
  return group;
}

async function settings(
  context: CliContext,
  { plan, addon, pairs }: { readonly plan: string; readonly addon: string; readonly pairs: readonly string[] },
): Promise<void> {
  const { id, name, addonSettings } = await findPlan(context, plan);
  const before = addonSettings[addon] ?? {};
  if (pairs.length === 0) {
    await context.show(before, () => Object.entries(before).map(([key, value]) => `${key}  ${JSON.stringify(value)}`));
    return;
  }
  const { items } = await context.client.get<ListAnswer<{ readonly addon: string; readonly settings: JsonSchema }>>('/plan-sections');
  const schema = items.find((section) => section.addon === addon)?.settings ?? {};
  const wanted = await settingValues(context, schema, Object.fromEntries(pairs.map(setting)));
  const changed = await context.client.patch<PlanAnswer>(apiPath`/plans/${id}`, { addonSettings: { [addon]: { ...before, ...wanted } } });
  await context.show(changed, () => [`Changed the settings of ${addon} on ${name}`]);
}

async function list(context: CliContext): Promise<void> {
  const answer = await context.client.get<ListAnswer<PlanUseAnswer>>('/plans');
  await context.show(answer, async () => {
    const { amount } = await context.formats();
    if (answer.items.length === 0) return ['No plans.'];
    return tableLines(answer.items, [
      { title: 'Name', value: ({ name }) => name },
      { title: 'Price a month', align: 'right', value: (plan) => priceOf(plan, amount) },
      { title: 'Tax', value: ({ taxCode }) => taxCode ?? '' },
      { title: 'Download', align: 'right', value: (plan) => formatSpeed(plan.downloadBitsPerSecond) },
      { title: 'Upload', align: 'right', value: (plan) => formatSpeed(plan.uploadBitsPerSecond) },
      { title: 'Services', align: 'right', value: ({ serviceCount }) => serviceCount },
      { title: '', value: ({ isArchived }) => (isArchived ? 'archived' : '') },
      { title: 'Id', value: ({ id }) => id },
    ]);
  });
}

async function draftOf(context: CliContext, fields: PlanFields) {
  const { name, price, taxIncluded, tax, revenue, download, upload, sessions, whenFull, selfService, archived } = fields;
  return given({
    name,
    priceMinor: price === undefined ? undefined : await context.amount(price, '--price'),
    isTaxIncluded: taxIncluded,
    taxCode: tax === COMPANY_TAX ? null : tax,
    revenue,
    downloadBitsPerSecond: download,
    uploadBitsPerSecond: upload,
    sessionLimit: sessions,
    sessionPolicy: whenFull,
    isSelfService: selfService,
    isArchived: archived,
  });
}

async function said(context: CliContext, verb: string, plan: PlanAnswer): Promise<void> {
  await context.show(plan, async () => {
    const { amount } = await context.formats();
    const speeds = `${formatSpeed(plan.downloadBitsPerSecond)} down, ${formatSpeed(plan.uploadBitsPerSecond)} up`;
    return [`${verb} the plan "${plan.name}": ${speeds}, ${priceOf(plan, amount)} a month.`];
  });
}

function priceOf({ priceMinor, isTaxIncluded }: PlanAnswer, amount: (amountMinor: number) => string): string {
  return isTaxIncluded ? amount(priceMinor) : `${amount(priceMinor)} and tax`;
}
