import type { AccessReason, CustomerStatus, Restriction, ServiceStatus } from '@tapline/sdk';

/** Everything a line's access depends on. */
export interface AccessFacts {
  readonly serviceStatus: ServiceStatus;
  readonly customerStatus: CustomerStatus;
  readonly downloadBitsPerSecond: number;
  readonly uploadBitsPerSecond: number;
  readonly restrictions: readonly Restriction[];
  /** Since when the statuses are as they are. */
  readonly statusSinceMs: number;
}

export interface AccessDecision {
  readonly isAllowed: boolean;
  readonly downloadBitsPerSecond: number;
  readonly uploadBitsPerSecond: number;
  readonly reasons: readonly AccessReason[];
}

const SERVICE_TEXTS: Readonly<Record<ServiceStatus, string | undefined>> = {
  pending: 'the service is pending; activate it to open the line',
  active: undefined,
  paused: 'the service is paused',
  stopped: 'the service is stopped',
};

const CUSTOMER_TEXTS: Readonly<Record<CustomerStatus, string | undefined>> = {
  new: 'the customer is new; activate the customer to open the line',
  active: undefined,
  blocked: 'the customer is blocked',
  inactive: 'the customer is inactive',
};

/** The one rule of who may pass and how fast: any block shuts the line; of several limits the slowest counts. */
export function foldAccess(facts: AccessFacts): AccessDecision {
  const reasons = [...statusReasons(facts), ...facts.restrictions.map(toReason)];
  const limits = facts.restrictions.flatMap(({ effect }) => (effect.kind === 'limit' ? [effect] : []));
  return {
    isAllowed: reasons.every((reason) => reason.effect !== 'block'),
    downloadBitsPerSecond: Math.min(facts.downloadBitsPerSecond, ...limits.map((limit) => limit.downloadBitsPerSecond)),
    uploadBitsPerSecond: Math.min(facts.uploadBitsPerSecond, ...limits.map((limit) => limit.uploadBitsPerSecond)),
    reasons,
  };
}

function statusReasons(facts: AccessFacts): AccessReason[] {
  const texts = [
    ['service', SERVICE_TEXTS[facts.serviceStatus]],
    ['customer', CUSTOMER_TEXTS[facts.customerStatus]],
  ] as const;
  return texts.flatMap(([source, text]) =>
    text === undefined ? [] : [{ source, effect: 'block' as const, text, sinceMs: facts.statusSinceMs }],
  );
}

function toReason(restriction: Restriction): AccessReason {
  return { source: restriction.source, effect: restriction.effect.kind, text: restriction.reason, sinceMs: restriction.sinceMs };
}
