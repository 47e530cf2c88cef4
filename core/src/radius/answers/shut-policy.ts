import type { ShutPolicy, ShutPolicyChanges, ShutReason } from '@tapline/sdk';

/** Every login that may not pass is refused, until the operator says otherwise. */
export const REJECT_ALL: ShutPolicy = {
  actions: { unknownUser: 'reject', notActive: 'reject', restricted: 'reject', wrongDevice: 'reject', wrongPassword: 'reject' },
  garden: { sessionTimeoutSeconds: 240 },
};

/** For people. */
export const SHUT_REASON_WORDS: Readonly<Record<ShutReason, string>> = {
  unknownUser: 'unknown user',
  notActive: 'not active',
  restricted: 'unpaid or capped',
  wrongDevice: 'wrong device or already online',
  wrongPassword: 'wrong password',
};

/** The company's policy with what a router does otherwise. */
export function mergeShutPolicy(company: ShutPolicy, { actions, garden }: ShutPolicyChanges): ShutPolicy {
  return { actions: { ...company.actions, ...actions }, garden: { ...company.garden, ...garden } };
}

export function usesGarden({ actions }: ShutPolicy): boolean {
  return Object.values(actions).includes('walled-garden');
}
