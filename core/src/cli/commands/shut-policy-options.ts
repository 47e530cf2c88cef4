import type { ShutPolicy, ShutPolicyChanges } from '@tapline/sdk';
import type { Command } from 'commander';
import { printable } from '../human.js';
import { settingOption } from '../options.js';
import { UsageError } from '../usage-error.js';

export interface ShutPolicyFields {
  readonly shut?: Readonly<Record<string, string>>;
  readonly garden?: Readonly<Record<string, string>>;
}

const REASONS: Readonly<Record<string, string>> = {
  'unknown-user': 'unknownUser',
  'not-active': 'notActive',
  restricted: 'restricted',
  'wrong-device': 'wrongDevice',
  'wrong-password': 'wrongPassword',
};
const GARDEN: Readonly<Record<string, string>> = {
  'address-list': 'addressList',
  pool: 'pool',
  'ipv6-pool': 'ipv6Pool',
  filter: 'filterId',
  'redirect-url': 'redirectUrl',
  'bits-per-second': 'bitsPerSecond',
  seconds: 'sessionTimeoutSeconds',
};
const NUMBERS = new Set(['bitsPerSecond', 'sessionTimeoutSeconds']);

export function shutPolicyOptions(command: Command): Command {
  return command
    .option('--shut <reason=action>', `once or more: ${Object.keys(REASONS).join(', ')} = reject or walled-garden`, settingOption)
    .option('--garden <key=value>', `once or more: ${Object.keys(GARDEN).join(', ')}; an empty value takes it away`, settingOption);
}

/** The policy with what is given; `undefined` when nothing is. */
export function shutPolicyOf(before: ShutPolicyChanges, { shut, garden }: ShutPolicyFields): ShutPolicyChanges | undefined {
  if (!shut && !garden) return undefined;
  const actions = Object.entries(shut ?? {}).map(([reason, action]) => [keyIn(REASONS, reason, '--shut'), action]);
  const changes = Object.entries(garden ?? {}).map(([name, value]) => {
    const key = keyIn(GARDEN, name, '--garden');
    return [key, value === '' ? undefined : NUMBERS.has(key) ? Number(value) : value] as const;
  });
  const kept = Object.entries({ ...before.garden, ...Object.fromEntries(changes) }).filter(([, value]) => value !== undefined);
  return { actions: { ...before.actions, ...Object.fromEntries(actions) }, garden: Object.fromEntries(kept) };
}

export function shutPolicyLines({ actions, garden }: ShutPolicy): readonly string[] {
  const nameOf = (table: Readonly<Record<string, string>>, key: string): string =>
    Object.keys(table).find((name) => table[name] === key) ?? key;
  const looks = Object.entries(garden).map(([key, value]) => `${nameOf(GARDEN, key)} ${value}`);
  return [
    ...Object.entries(actions).map(([reason, action]) => `  ${nameOf(REASONS, reason).padEnd(15)} ${action}`),
    printable(`  walled garden   ${looks.join(', ')}`),
  ];
}

function keyIn(table: Readonly<Record<string, string>>, name: string, option: string): string {
  const key = table[name];
  if (key === undefined) throw new UsageError(`${option}: "${name}" is none of ${Object.keys(table).join(', ')}`);
  return key;
}
