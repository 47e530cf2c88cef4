import { Command } from 'commander';
import { newReadableSecret } from '../../accounts/bearer-secret.js';
import type { ServiceAnswer } from '../answers.js';
import { apiPath } from '../api-client.js';
import type { CliContext } from '../cli-context.js';
import { findPlan, findService } from '../find.js';
import { given, requireSomething, secretValue } from '../options.js';
import { formatSpeed } from '../speed.js';
import { fieldLines, tableLines } from '../table.js';
import { type AddressFields, addressesOf, addressLines, addressOptions } from './address-options.js';
import { type LoginRuleFields, loginRuleLines, loginRuleOptions, loginRulesOf } from './login-rule-options.js';
import { serviceTellCommand } from './tell-command.js';

interface ServiceFields extends LoginRuleFields, AddressFields {
  readonly plan?: string;
  readonly login?: string;
  readonly password?: string;
  readonly status?: string;
  readonly mac?: readonly string[];
  readonly anyMac?: boolean;
}

export function servicesCommand(context: CliContext): Command {
  const group = new Command('services').alias('service').description("customers' subscriptions: the lines that log in");
  group
    .command('show')
    .description('show a service')
    .argument('<service>', 'login or id')
    .action(async (service: string) => {
      const found = await findService(context, service);
      await context.show(found, () => serviceFields(found));
    });
  serviceOptions(
    group
      .command('create')
      .description('create a service for a customer')
      .requiredOption('--customer <customer>', 'number or id')
      .requiredOption('--plan <plan>', 'name or id')
      .requiredOption('--login <login>', 'the RADIUS User-Name')
      .option('--password <password>', 'the RADIUS password; - reads it from standard input, nothing makes one up'),
  ).action((fields: ServiceFields & { readonly customer: string }) => create(context, fields));
  serviceOptions(
    group
      .command('change')
      .description('change a service')
      .argument('<service>', 'login or id')
      .option('--plan <plan>', 'name or id')
      .option('--login <login>', 'the RADIUS User-Name')
      .option('--password <password>', 'the RADIUS password; - reads it from standard input'),
  ).action(async (service: string, fields: ServiceFields) => {
    const changes = await draftOf(context, fields);
    requireSomething(changes);
    const { id } = await findService(context, service);
    const changed = await context.client.patch<ServiceAnswer>(apiPath`/services/${id}`, changes);
    await context.show(changed, () => [`Changed the service "${changed.login}".`]);
  });
  group
    .command('password')
    .description('show the RADIUS password; the audit log notes it')
    .argument('<service>', 'login or id')
    .action(async (service: string) => {
      const { id } = await findService(context, service);
      const answer = await context.client.get<{ readonly password: string }>(apiPath`/services/${id}/password`);
      await context.show(answer, () => [answer.password]);
    });
  group.addCommand(serviceTellCommand(context));
  return group;
}

/** Lines for a customer's services. */
export function serviceTable(services: readonly ServiceAnswer[]): readonly string[] {
  if (services.length === 0) return ['No services.'];
  return tableLines(services, [
    { title: 'Login', value: ({ login }) => login },
    { title: 'Plan', value: ({ plan }) => plan.name },
    { title: 'Status', value: ({ status }) => status },
    { title: 'Address', value: ({ ipv4Address }) => ipv4Address },
    { title: 'Id', value: ({ id }) => id },
  ]);
}

function serviceOptions(command: Command): Command {
  return addressOptions(loginRuleOptions(command))
    .option('--status <status>', 'pending, active, paused or stopped')
    .option('--mac <address...>', 'its devices: only these may log in')
    .option('--any-mac', 'any device may log in');
}

async function create(context: CliContext, fields: ServiceFields & { readonly customer: string }): Promise<void> {
  const password = fields.password ?? newReadableSecret();
  const draft = { ...(await draftOf(context, { ...fields, password })), customerId: fields.customer };
  const service = await context.client.post<ServiceAnswer>('/services', draft);
  const isMadeUp = fields.password === undefined;
  await context.show(isMadeUp ? { ...service, password } : service, () => [
    `Created the service "${service.login}" on "${service.plan.name}"${service.ipv4Address ? ` with ${service.ipv4Address}` : ''}.`,
    ...(isMadeUp ? [`Its password is ${password}`] : []),
  ]);
}

async function draftOf(context: CliContext, { plan, login, password, status, mac, anyMac, ...fields }: ServiceFields) {
  return given({
    planId: plan === undefined ? undefined : (await findPlan(context, plan)).id,
    login,
    password: password === undefined ? undefined : await secretValue(context, password),
    status,
    macAddresses: anyMac ? [] : mac,
    loginRules: loginRulesOf(fields),
    ...(await addressesOf(context, fields)),
  });
}

function serviceFields(service: ServiceAnswer): readonly string[] {
  const { plan } = service;
  return fieldLines({
    Login: service.login,
    Plan: `${plan.name} (${formatSpeed(plan.downloadBitsPerSecond)} down, ${formatSpeed(plan.uploadBitsPerSecond)} up)`,
    Status: service.status,
    ...addressLines(service),
    ...loginRuleLines(service),
    Customer: service.customerId,
    Id: service.id,
  });
}
