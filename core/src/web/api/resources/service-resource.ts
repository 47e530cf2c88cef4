import type { Plan, ServiceWithPlan } from '@tapline/sdk';
import type { LineAccess } from '../../../access/access-service.js';
import { PLAN_REVENUE } from '../../../plans/plan-sale.js';
import type { PlanUse } from '../../../plans/plan-service.js';
import { SHAPING_SCHEMA } from '../../../plans/shaping-rule.js';
import { REPLY_TERMS_SCHEMA } from '../../../radius/answers/reply-terms-schema.js';
import {
  amountMinor,
  array,
  bitsPerSecond,
  flag,
  freeObject,
  instant,
  integer,
  nullable,
  object,
  oneOf,
  ref,
  text,
} from '../api-schema.js';
import { presentInstant } from './present.js';

const planProperties = {
  id: text,
  name: text,
  kind: oneOf('internet'),
  priceMinor: { ...amountMinor, description: 'A month.' },
  isTaxIncluded: { ...flag, description: 'Whether the price holds its tax; else the tax comes on top of it.' },
  taxCode: { ...nullable(text), description: "The code of a tax rate; null for the company's own." },
  revenue: oneOf(...PLAN_REVENUE),
  downloadBitsPerSecond: bitsPerSecond,
  uploadBitsPerSecond: bitsPerSecond,
  shaping: ref('Shaping'),
  reply: ref('ReplyTerms'),
  sessionLimit: { ...integer, description: 'Devices of a line online at once, 0 for any number.' },
  sessionPolicy: oneOf('end-older', 'refuse'),
  isSelfService: { ...flag, description: 'Whether customers may switch to it in the portal.' },
  addonSettings: { ...freeObject, description: 'What add-ons keep on the plan, by the add-on’s id; see /plan-sections.' },
  isArchived: flag,
  createdAt: instant,
};

const keptAddresses = {
  ipv4Address: { ...nullable(text), description: 'What is kept for the service; null where each session gets its own.' },
  ipv6Prefix: nullable(text),
  delegatedIpv6Prefix: nullable(text),
};

function choice(staticChoice: object) {
  return {
    oneOf: [
      object({ mode: { const: 'none' } }),
      staticChoice,
      { ...object({ mode: { const: 'pool' }, networkId: text }), description: 'Picked once, and kept.' },
      {
        ...object({ mode: { const: 'session' }, networkId: nullable(text) }),
        description: 'Leased for each session from a network, or (null) from those of the router.',
      },
      { ...object({ mode: { const: 'router-pool' }, name: text }), description: "From the router's own pool of that name." },
    ],
  };
}

const discountProperties = { title: text, from: text, until: nullable(text) };

export const SERVICE_SCHEMAS = {
  Shaping: SHAPING_SCHEMA,
  ReplyTerms: REPLY_TERMS_SCHEMA,
  Plan: object(planProperties),
  PlanUse: object({ ...planProperties, serviceCount: { ...integer, description: 'Services on it that are not stopped.' } }),
  Ipv4Choice: choice(object({ mode: { const: 'static' }, address: { type: 'string', format: 'ipv4' } })),
  Ipv6Choice: choice(object({ mode: { const: 'static' }, prefix: text })),
  ServiceDiscount: {
    oneOf: [
      object({ ...discountProperties, kind: { const: 'percent' }, hundredthsOfPercent: integer }),
      object({ ...discountProperties, kind: { const: 'amount' }, amountMinor }),
    ],
    description: 'Taken off the monthly price on its days; several are taken off one after another.',
  },
  Service: object({
    id: text,
    customerId: text,
    planId: text,
    plan: ref('Plan'),
    status: oneOf('pending', 'active', 'paused', 'stopped'),
    quantity: integer,
    unitPriceMinor: { ...nullable(amountMinor), description: 'A month’s price of one, instead of the plan’s.' },
    discounts: array(ref('ServiceDiscount')),
    login: { ...text, description: 'The RADIUS User-Name.' },
    macAddresses: { ...array(text), description: 'The devices of the service.' },
    learnedMacAddresses: { ...array(text), description: 'Those of them that were remembered by themselves.' },
    loginRules: ref('LoginRules'),
    ipv4: ref('Ipv4Choice'),
    ipv6: { ...ref('Ipv6Choice'), description: 'The prefix of the link (Framed-IPv6-Prefix).' },
    delegatedIpv6: { ...ref('Ipv6Choice'), description: 'The prefix of the network behind the line (Delegated-IPv6-Prefix).' },
    routes: array({ ...text, description: '`network gateway metric` (Framed-Route, Framed-IPv6-Route).' }),
    ...keptAddresses,
    reply: ref('ReplyTerms'),
    createdAt: instant,
  }),
  LoginRules: object({
    accessType: {
      ...oneOf('any', 'pppoe', 'dhcp', 'hotspot'),
      description: 'With dhcp and hotspot a device of the service gets in by its MAC address, without a password.',
    },
    isMacBound: { ...flag, description: 'Only the devices of the service may log in, if it has any or learns some.' },
    learnedMacLimit: { ...integer, description: 'While it has fewer devices, a new one that logs in is remembered; 0: none is.' },
    circuitId: { ...nullable(text), description: 'Option 82 or PPPoE relay; octets that are no text as 0x and hexadecimal digits.' },
    remoteId: nullable(text),
    calledStation: { ...nullable(text), description: 'What Called-Station-Id must be; * stands for anything.' },
    nasPort: { ...nullable(text), description: 'What NAS-Port-Id must be; * stands for anything.' },
    sessionLimit: { ...nullable(integer), description: 'Devices online at once, 0 for any number; null: as the plan says.' },
    sessionPolicy: { ...nullable(oneOf('end-older', 'refuse')), description: 'null: as the plan says.' },
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
      shutBy: {
        ...nullable(oneOf('notActive', 'restricted')),
        description: 'Of a shut line: whether a status or a debt (a restriction, a blocked customer) shuts it.',
      },
      downloadBitsPerSecond: bitsPerSecond,
      uploadBitsPerSecond: bitsPerSecond,
      ...keptAddresses,
      reasons: array(ref('AccessReason')),
      version: integer,
      since: { ...instant, description: 'Since when it is open, or shut.' },
      changedAt: { ...instant, description: 'When anything of it last changed, such as its speed.' },
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

export function presentAccess({ changedAtMs, sinceMs: lastsSinceMs, reasons, ...access }: LineAccess) {
  return {
    ...access,
    reasons: reasons.map(({ sinceMs, ...reason }) => ({ ...reason, since: presentInstant(sinceMs) })),
    since: presentInstant(lastsSinceMs),
    changedAt: presentInstant(changedAtMs),
  };
}
