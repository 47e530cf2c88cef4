import type { JsonSchema } from '@tapline/sdk';
import { Command } from 'commander';
import type { CustomerAnswer, CustomerDetailsAnswer, ListAnswer, PageAnswer, ServiceAnswer } from '../answers.js';
import { apiPath } from '../api-client.js';
import type { CliContext } from '../cli-context.js';
import { count, formatInstant } from '../human.js';
import { given, integerOption, requireSomething, settingOption } from '../options.js';
import { settingValues } from '../setting-value.js';
import { fieldLines, tableLines } from '../table.js';
import { addPortalLoginCommand } from './portal-login-command.js';
import { serviceTable } from './services-command.js';

interface CustomerFields {
  readonly name?: string;
  readonly email?: string;
  readonly phone?: string;
  readonly address?: string;
  readonly status?: string;
  readonly billingType?: string;
  readonly setting?: Readonly<Record<string, string>>;
}

interface BillingTypeAnswer {
  readonly id: string;
  readonly settings: JsonSchema;
}

export function customersCommand(context: CliContext): Command {
  const group = new Command('customers').alias('customer').description('the people and companies that are served');
  group
    .command('list')
    .description('list customers, the newest first')
    .argument('[words...]', 'words that must all be found in name, number, contact or login')
    .option('--status <status>', 'only those that are new, active, blocked or inactive')
    .option('--shut', 'only those who have an active service whose line is shut')
    .option('--page <number>', 'the page', integerOption, 1)
    .option('--page-size <number>', 'customers on a page', integerOption, 50)
    .action((words: readonly string[], options: ListOptions) => list(context, words, options));
  group
    .command('show')
    .description('show a customer with its balance, outlook and services')
    .argument('<customer>', 'number or id')
    .action((customer: string) => show(context, customer));
  customerOptions(group.command('create').description('create a customer').requiredOption('--name <name>', 'name')).action(
    async (fields: CustomerFields) => said(context, 'Created', await context.client.post('/customers', await draftOf(context, fields))),
  );
  customerOptions(
    group.command('change').description('change a customer').argument('<customer>', 'number or id').option('--name <name>', 'name'),
  ).action(async (customer: string, fields: CustomerFields) => {
    const changes = await draftOf(context, fields, customer);
    requireSomething(changes);
    await said(context, 'Changed', await context.client.patch(apiPath`/customers/${customer}`, changes));
  });
  addPortalLoginCommand(context, group);
  return group;
}

function customerOptions(command: Command): Command {
  return command
    .option('--email <address>', 'e-mail address')
    .option('--phone <number>', 'phone number')
    .option('--address <address>', 'postal address')
    .option('--status <status>', 'new, active, blocked or inactive')
    .option('--billing-type <id>', 'how the customer is charged: manual, or one that an add-on brings')
    .option('--setting <key=value>', 'a setting of the billing type; may be given again', settingOption);
}

interface ListOptions {
  readonly shut?: true;
  readonly status?: string;
  readonly page: number;
  readonly pageSize: number;
}

async function list(context: CliContext, words: readonly string[], options: ListOptions): Promise<void> {
  const q = words.length > 0 ? words.join(' ') : undefined;
  const answer = await context.client.get<PageAnswer<CustomerDetailsAnswer>>('/customers', { ...options, q });
  await context.show(answer, async () => {
    const { amount } = await context.formats();
    const { items, total, page, pageSize } = answer;
    if (items.length === 0) return [total === 0 ? 'No customers.' : `There is no page ${page}.`];
    const table = tableLines(items, [
      { title: 'Number', align: 'right', value: ({ number }) => number },
      { title: 'Name', value: ({ name }) => name },
      { title: 'Status', value: ({ status }) => status },
      { title: 'Balance', align: 'right', value: ({ balanceMinor }) => amount(balanceMinor) },
      { title: 'Billing', value: ({ billingType }) => billingType },
      { title: 'Outlook', value: ({ outlook }) => outlook?.summary ?? null },
      { title: 'E-mail', value: ({ email }) => email },
    ]);
    return total > items.length ? [...table, `Page ${page} of ${Math.ceil(total / pageSize)}; ${count(total, 'customer')}.`] : table;
  });
}

async function show(context: CliContext, idOrNumber: string): Promise<void> {
  const customer = await context.client.get<CustomerDetailsAnswer>(apiPath`/customers/${idOrNumber}`);
  const services = await context.client.get<ListAnswer<ServiceAnswer>>(apiPath`/customers/${customer.id}/services`);
  await context.show({ ...customer, services: services.items }, async () => {
    const { amount } = await context.formats();
    const { timeZone } = (await context.info()).company;
    const { outlook } = customer;
    const fields = fieldLines({
      Number: customer.number,
      Name: customer.name,
      Status: customer.status,
      Balance: amount(customer.balanceMinor),
      Billing: customer.billingType,
      Outlook: outlook && outlook.summary + (outlook.blocksOn ? `; blocks on ${outlook.blocksOn}` : ''),
      'E-mail': customer.email,
      Phone: customer.phone,
      Address: customer.address,
      Since: formatInstant(customer.createdAt, timeZone),
      Id: customer.id,
    });
    return [...fields, '', ...serviceTable(services.items)];
  });
}

async function draftOf(context: CliContext, fields: CustomerFields, customer?: string) {
  const { name, email, phone, address, status, billingType, setting } = fields;
  const billingSettings = setting && (await billingSettingsOf(context, { billingType, setting, customer }));
  return given({ name, email, phone, address, status, billingType, billingSettings });
}

/** The settings that were typed, over those that the customer has, as the types of the billing type's schema. */
async function billingSettingsOf(
  context: CliContext,
  wanted: {
    readonly billingType: string | undefined;
    readonly setting: Readonly<Record<string, string>>;
    readonly customer: string | undefined;
  },
): Promise<Readonly<Record<string, unknown>>> {
  const current =
    wanted.customer === undefined ? undefined : await context.client.get<CustomerAnswer>(apiPath`/customers/${wanted.customer}`);
  const id = wanted.billingType ?? current?.billingType ?? 'manual';
  const { items } = await context.client.get<ListAnswer<BillingTypeAnswer>>('/billing-types');
  const schema = items.find((type) => type.id === id)?.settings ?? {};
  const before = current?.billingType === id ? current.billingSettings : {};
  return { ...before, ...(await settingValues(context, schema, wanted.setting)) };
}

async function said(context: CliContext, verb: string, customer: CustomerAnswer): Promise<void> {
  await context.show(customer, () => [`${verb} customer ${customer.number}, ${customer.name}.`]);
}
