import type { Access, AccessReason, CustomerStatus, Restriction, ServiceStatus, Shaping } from '@tapline/sdk';

/** Everything a line's access depends on. */
export interface AccessFacts {
  readonly serviceStatus: ServiceStatus;
  readonly customerStatus: CustomerStatus;
  readonly downloadBitsPerSecond: number;
  readonly uploadBitsPerSecond: number;
  readonly shaping: Shaping;
  readonly restrictions: readonly Restriction[];
  /** Since when the statuses are as they are. */
  readonly statusSinceMs: number;
}

export interface AccessDecision extends Pick<Access, 'isAllowed' | 'shutBy' | 'downloadBitsPerSecond' | 'uploadBitsPerSecond'> {
  readonly shaping: Shaping;
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
  const downloadBitsPerSecond = Math.min(facts.downloadBitsPerSecond, ...limits.map((limit) => limit.downloadBitsPerSecond));
  const uploadBitsPerSecond = Math.min(facts.uploadBitsPerSecond, ...limits.map((limit) => limit.uploadBitsPerSecond));
  const isAllowed = reasons.every((reason) => reason.effect !== 'block');
  return {
    isAllowed,
    shutBy: isAllowed ? null : shutBy(facts),
    downloadBitsPerSecond,
    uploadBitsPerSecond,
    shaping: limits.length === 0 ? facts.shaping : slowed(facts.shaping, { downloadBitsPerSecond, uploadBitsPerSecond }),
    reasons,
  };
}

/** Of a customer, `blocked` is what not paying does; any other status of customer or service is nobody's debt. */
function shutBy({ serviceStatus, customerStatus }: AccessFacts): AccessDecision['shutBy'] {
  const isActive = serviceStatus === 'active' && (customerStatus === 'active' || customerStatus === 'blocked');
  return isActive ? 'restricted' : 'notActive';
}

/** Who is slowed down gets neither a burst above it nor more for certain than it. */
function slowed(
  { burst: _burst, minimum, ...rest }: Shaping,
  rates: Pick<AccessDecision, 'downloadBitsPerSecond' | 'uploadBitsPerSecond'>,
): Shaping {
  if (!minimum) return rest;
  return {
    ...rest,
    minimum: {
      downloadBitsPerSecond: Math.min(minimum.downloadBitsPerSecond, rates.downloadBitsPerSecond),
      uploadBitsPerSecond: Math.min(minimum.uploadBitsPerSecond, rates.uploadBitsPerSecond),
    },
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
