import type { ShutAction, ShutPolicyChanges, ShutReason } from '@tapline/sdk';
import type { FormTexts } from '@tapline/sdk/ui';
import { SHUT_REASON_WORDS } from '../../../radius/answers/shut-policy.js';

export const SHUT_REASONS = Object.keys(SHUT_REASON_WORDS) as readonly ShutReason[];

const TEXTS = ['addressList', 'pool', 'ipv6Pool', 'filterId', 'redirectUrl'] as const;
const BITS_PER_MEGABIT = 1_000_000;

export const SHUT_POLICY_INPUTS = [
  ...SHUT_REASONS.map((reason) => `actions.${reason}`),
  ...TEXTS.map((name) => `garden.${name}`),
  'garden.bitsPerSecond',
  'garden.sessionTimeoutSeconds',
];

export function shutPolicyTexts({ actions = {}, garden = {} }: ShutPolicyChanges): FormTexts {
  const texts: Record<string, string> = {};
  for (const reason of SHUT_REASONS) texts[`actions.${reason}`] = actions[reason] ?? '';
  for (const name of TEXTS) texts[`garden.${name}`] = garden[name] ?? '';
  texts['garden.bitsPerSecond'] = garden.bitsPerSecond === undefined ? '' : String(garden.bitsPerSecond / BITS_PER_MEGABIT);
  texts['garden.sessionTimeoutSeconds'] = garden.sessionTimeoutSeconds?.toString() ?? '';
  return texts;
}

/** An empty input says nothing: of a router, then, what the company says. */
export function readShutPolicy(form: FormTexts): ShutPolicyChanges {
  const text = (name: string): string => (form[name] ?? '').trim();
  const actions = SHUT_REASONS.filter((reason) => text(`actions.${reason}`) !== '').map(
    (reason) => [reason, text(`actions.${reason}`) as ShutAction] as const,
  );
  const garden: Record<string, string | number> = {};
  for (const name of TEXTS) if (text(`garden.${name}`) !== '') garden[name] = text(`garden.${name}`);
  const speed = text('garden.bitsPerSecond');
  if (speed !== '') garden.bitsPerSecond = Math.round(Number(speed.replace(',', '.')) * BITS_PER_MEGABIT);
  const seconds = text('garden.sessionTimeoutSeconds');
  if (seconds !== '') garden.sessionTimeoutSeconds = Number(seconds);
  return {
    ...(actions.length === 0 ? {} : { actions: Object.fromEntries(actions) }),
    ...(Object.keys(garden).length === 0 ? {} : { garden }),
  };
}
