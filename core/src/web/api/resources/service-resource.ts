import type { Access, Plan, ServiceWithPlan } from '@tapline/sdk';
import type { PlanUse } from '../../../plans/plan-service.js';
import { amountMinor, array, bitsPerSecond, flag, instant, integer, nullable, object, oneOf, ref, text } from '../api-schema.js';
import { presentInstant } from './present.js';

const planProperties = {
  id: text,
  name: text,
  kind: oneOf('internet'),
  priceMinor: { ...amountMinor, description: 'A month, tax included.' },
  downloadBitsPerSecond: bitsPerSecond,
  uploadBitsPerSecond: bitsPerSecond,
  isArchived: flag,
  createdAt: instant,
};

export const SERVICE_SCHEMAS = {
  Plan: object(planProperties),
  PlanUse: object({ ...planProperties, serviceCount: { ...integer, description: 'Services on it that are not stopped.' } }),
  Ipv4Choice: {
    oneOf: [
      object({ mode: { const: 'none' } }),
      object({ mode: { const: 'static' }, address: { type: 'string', format: 'ipv4' } }),
      object({ mode: { const: 'pool' }, networkId: text }),
    ],
  },
  Service: object({
    id: text,
    customerId: text,
    planId: text,
    plan: ref('Plan'),
    status: oneOf('pending', 'active', 'paused', 'stopped'),
    login: { ...text, description: 'The RADIUS User-Name.' },
    macAddress: nullable(text),
    ipv4: ref('Ipv4Choice'),
    ipv4Address: nullable(text),
    createdAt: instant,
  }),
  AccessReason: object({
    source: { ...text, description: 'service, customer, or the add-on that set it.' },
    effect: oneOf('block', 'limit'),
    text,
    since: instant,
  }),
  Access: {
    ...object({
      serviceId: text,
      isAllowed: flag,
      downloadBitsPerSecond: bitsPerSecond,
      uploadBitsPerSecond: bitsPerSecond,
      ipv4Address: nullable(text),
      reasons: array(ref('AccessReason')),
      version: integer,
      changedAt: instant,
    }),
    description: 'May this line pass, and how fast: what RADIUS answers from.',
  },
};

export function presentPlan({ createdAtMs, ...plan }: Plan) {
  return { ...plan, createdAt: presentInstant(createdAtMs) };
}

export function presentPlanUse({ serviceCount, ...plan }: PlanUse) {
  return { ...presentPlan(plan), serviceCount };
}

export function presentService({ createdAtMs, plan, ...service }: ServiceWithPlan) {
  return { ...service, plan: presentPlan(plan), createdAt: presentInstant(createdAtMs) };
}

export function presentAccess({ changedAtMs, reasons, ...access }: Access) {
  return {
    ...access,
    reasons: reasons.map(({ sinceMs, ...reason }) => ({ ...reason, since: presentInstant(sinceMs) })),
    changedAt: presentInstant(changedAtMs),
  };
}
