import type { ReplyTerms } from '@tapline/sdk';
import { Command } from 'commander';
import { apiPath } from '../api-client.js';
import type { CliContext } from '../cli-context.js';
import { findPlan, findService } from '../find.js';
import { printable } from '../human.js';
import { given, integerOption, settingOption } from '../options.js';

interface TellFields {
  readonly addressList?: readonly string[];
  readonly filter?: string;
  readonly sessionTimeout?: number;
  readonly idleTimeout?: number;
  readonly reportEvery?: number;
  readonly attribute?: Readonly<Record<string, string>>;
  readonly nothing?: boolean;
}

interface Told {
  readonly id: string;
  readonly reply: ReplyTerms;
}

/** `plans tell`. */
export function planTellCommand(context: CliContext): Command {
  return tellCommand(context, {
    of: 'plan',
    noun: 'name or id',
    path: (id) => apiPath`/plans/${id}`,
    find: (plan) => findPlan(context, plan),
  });
}

/** `services tell`. */
export function serviceTellCommand(context: CliContext): Command {
  return tellCommand(context, {
    of: 'service',
    noun: 'login or id',
    path: (id) => apiPath`/services/${id}`,
    find: (service) => findService(context, service),
  });
}

interface Whom {
  readonly of: string;
  readonly noun: string;
  readonly path: (id: string) => string;
  readonly find: (wanted: string) => Promise<Told>;
}

function tellCommand(context: CliContext, { of, noun, path, find }: Whom): Command {
  return new Command('tell')
    .description(`show or change what routers are told besides of the lines of a ${of}`)
    .argument(`<${of}>`, noun)
    .option('--address-list <list...>', 'the router puts the line on these address lists')
    .option('--filter <name>', 'Filter-Id: a filter that the router keeps')
    .option('--session-timeout <seconds>', 'the session ends after this time', integerOption)
    .option('--idle-timeout <seconds>', 'the session ends after so long without traffic', integerOption)
    .option('--report-every <seconds>', 'how often usage is reported', integerOption)
    .option('--attribute <name=value>', 'an attribute besides, once or more: Mikrotik-Mark-Id=home-{login}', settingOption)
    .option('--nothing', 'nothing besides; what else is given is set anew')
    .action(async (wanted: string, fields: TellFields) => {
      const found = await find(wanted);
      const isAsked = Object.keys(fields).length === 0;
      const changed = isAsked ? found : await context.client.patch<Told>(path(found.id), { reply: termsOf(found.reply, fields) });
      await context.show(changed.reply, () => termLines(changed.reply));
    });
}

function termsOf(before: ReplyTerms, fields: TellFields): ReplyTerms {
  const { addressList, filter, sessionTimeout, idleTimeout, reportEvery, attribute } = fields;
  return {
    ...(fields.nothing ? {} : before),
    ...given({
      addressLists: addressList,
      filterId: filter,
      sessionTimeoutSeconds: sessionTimeout,
      idleTimeoutSeconds: idleTimeout,
      interimIntervalSeconds: reportEvery,
      attributes: attribute && Object.entries(attribute).map(([name, value]) => ({ name, value })),
    }),
  };
}

function termLines(terms: ReplyTerms): readonly string[] {
  const lines = [
    ...(terms.addressLists?.length ? [`address lists ${terms.addressLists.join(', ')}`] : []),
    ...(terms.filterId === undefined ? [] : [`filter ${terms.filterId}`]),
    ...(terms.sessionTimeoutSeconds === undefined ? [] : [`sessions end after ${terms.sessionTimeoutSeconds} s`]),
    ...(terms.idleTimeoutSeconds === undefined ? [] : [`idle sessions end after ${terms.idleTimeoutSeconds} s`]),
    ...(terms.interimIntervalSeconds === undefined ? [] : [`usage is reported every ${terms.interimIntervalSeconds} s`]),
    ...(terms.attributes ?? []).map(({ name, value }) => `${name} = ${value}`),
  ];
  return lines.length === 0 ? ['Nothing besides.'] : lines.map(printable);
}
