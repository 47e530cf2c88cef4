import type { ShutPolicy } from '@tapline/sdk';
import { Command } from 'commander';
import type { DriverAnswer, ListAnswer, RouterAnswersAnswer } from '../answers.js';
import { apiPath } from '../api-client.js';
import type { CliContext } from '../cli-context.js';
import { findRouter } from '../find.js';
import { printable } from '../human.js';
import { given, settingOption } from '../options.js';
import { tableLines } from '../table.js';
import { type ShutPolicyFields, shutPolicyLines, shutPolicyOf, shutPolicyOptions } from './shut-policy-options.js';

interface RouterAnswersFields extends ShutPolicyFields {
  readonly driver?: string;
  readonly attribute?: Readonly<Record<string, string>>;
  readonly noAttributes?: boolean;
  readonly asCompany?: boolean;
}

/** `radius drivers`. */
export function driversCommand(context: CliContext): Command {
  return new Command('drivers').description('list the makes of routers that can be told what they understand').action(async () => {
    const answer = await context.client.get<ListAnswer<DriverAnswer>>('/radius/drivers');
    await context.show(answer, () =>
      tableLines(answer.items, [
        { title: 'Driver', value: ({ id }) => id },
        { title: 'For', value: ({ title }) => title },
        { title: 'From', value: ({ addon }) => addon },
        { title: '', value: ({ description }) => description },
      ]),
    );
  });
}

/** `radius shut-policy`. */
export function shutPolicyCommand(context: CliContext): Command {
  return shutPolicyOptions(
    new Command('shut-policy').description('show or change what happens at logins that are shut: refused, or let into the walled garden'),
  ).action(async (fields: ShutPolicyFields) => {
    const before = await context.client.get<ShutPolicy>('/radius/shut-policy');
    const changes = shutPolicyOf(before, fields);
    const policy = changes ? await context.client.put<ShutPolicy>('/radius/shut-policy', changes) : before;
    await context.show(policy, () => ['On all routers that have no policy of their own:', ...shutPolicyLines(policy)]);
  });
}

/** `routers answers`. */
export function routerAnswersCommand(context: CliContext): Command {
  return shutPolicyOptions(
    new Command('answers')
      .description('show or change how a router is answered')
      .argument('<router>', 'name or id')
      .option('--driver <driver>', 'its make: see "radius drivers"')
      .option('--attribute <name=value>', 'an attribute at every login besides, once or more, in place of those before', settingOption)
      .option('--no-attributes', 'no attributes besides')
      .option('--as-company', 'shut lines are treated as on all routers'),
  ).action(async (wanted: string, fields: RouterAnswersFields & { readonly attributes?: boolean }) => {
    const router = await findRouter(context, wanted);
    const path = apiPath`/routers/${router.id}/answers`;
    const before = await context.client.get<RouterAnswersAnswer>(path);
    const attributes = fields.attribute && Object.entries(fields.attribute).map(([name, value]) => ({ name, value }));
    const changes = given({
      driverId: fields.driver,
      attributes: fields.attributes === false ? [] : attributes,
      shutPolicy: fields.asCompany ? null : shutPolicyOf(before.shutPolicy ?? {}, fields),
    });
    const answers = Object.keys(changes).length === 0 ? before : await context.client.patch<RouterAnswersAnswer>(path, changes);
    await context.show(answers, () => [
      printable(`${router.name} is answered by the driver ${answers.driverId}.`),
      ...answers.attributes.map(({ name, value }) => printable(`  besides: ${name} = ${value}`)),
      `When a line is shut${answers.shutPolicy === null ? ', as on all routers' : ''}:`,
      ...shutPolicyLines(answers.policy),
    ]);
  });
}
