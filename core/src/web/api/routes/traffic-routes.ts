import { addDays, parseLocalDate, type Transaction } from '@tapline/sdk';
import type { ApiParts } from '../api-parts.js';
import { defineRoute, EntryStream } from '../api-route.js';
import { day, flag, LIMIT_PROPERTY, list, PAGE_PROPERTIES, type PageQuery, page, query, ref, text } from '../api-schema.js';
import { findCustomer } from '../customer-access.js';
import { presentLogEntry, presentOnlineSession, presentSession, presentUsage } from '../resources/network-resource.js';

const tag = 'Traffic';
const DAYS_BY_DEFAULT = 30;

interface SessionQuery extends PageQuery {
  readonly q?: string;
  readonly router?: string;
}

interface Period {
  readonly from?: string;
  readonly to?: string;
}

const limit = query<{ readonly limit: number }>(LIMIT_PROPERTY);
const period = query<Period>({
  from: { ...day, description: `The first day; ${DAYS_BY_DEFAULT} days before the last one by default.` },
  to: { ...day, description: 'The last day; today by default.' },
});

export const TRAFFIC_ROUTES = [
  defineRoute({
    method: 'GET',
    path: '/sessions',
    tag,
    summary: 'Who is online.',
    permission: 'radius.read',
    query: query<SessionQuery>({ q: { ...text, maxLength: 200 }, router: { ...text, description: "A router's id." }, ...PAGE_PROPERTIES }),
    response: page(ref('OnlineSession')),
    handle: ({ parts, view, query: { q, router, page: number, pageSize } }) =>
      view(async (tx) => {
        const wanted = {
          page: number,
          pageSize,
          ...(q === undefined ? {} : { text: q }),
          ...(router === undefined ? {} : { routerId: router }),
        };
        const { sessions, total } = await parts.sessions.online(tx, wanted);
        return { items: sessions.map(presentOnlineSession), total, page: number, pageSize };
      }),
  }),
  defineRoute({
    method: 'GET',
    path: '/customers/{customer}/sessions',
    tag,
    summary: 'The sessions of all lines of a customer, the newest first.',
    permission: 'customers.read',
    query: limit,
    response: list(ref('Session')),
    handle: ({ parts, view, parameters, query: { limit: most } }) =>
      view(async (tx) => sessionsOf(parts, tx, await servicesOfCustomer(parts, tx, parameters.customer), most)),
  }),
  defineRoute({
    method: 'GET',
    path: '/services/{service}/sessions',
    tag,
    summary: 'The sessions of a line, the newest first.',
    permission: 'customers.read',
    query: limit,
    response: list(ref('Session')),
    handle: ({ parts, view, parameters, query: { limit: most } }) =>
      view(async (tx) => sessionsOf(parts, tx, [(await parts.services.get(tx, parameters.service)).id], most)),
  }),
  defineRoute({
    method: 'GET',
    path: '/usage',
    tag,
    summary: 'The traffic of all lines by day; days without traffic are left out.',
    permission: ['customers.read', 'radius.read'],
    query: period,
    response: list(ref('DailyUsage')),
    handle: ({ parts, view, query: wanted }) =>
      view(async (tx) => ({ items: (await parts.usage.dailyOfAll(tx, days(parts, wanted))).map(presentUsage) })),
  }),
  defineRoute({
    method: 'GET',
    path: '/customers/{customer}/usage',
    tag,
    summary: 'The traffic of all lines of a customer by day; days without traffic are left out.',
    permission: 'customers.read',
    query: period,
    response: list(ref('DailyUsage')),
    handle: ({ parts, view, parameters, query: wanted }) =>
      view(async (tx) => usageOf(parts, tx, await servicesOfCustomer(parts, tx, parameters.customer), wanted)),
  }),
  defineRoute({
    method: 'GET',
    path: '/services/{service}/usage',
    tag,
    summary: 'The traffic of a line by day; days without traffic are left out.',
    permission: 'customers.read',
    query: period,
    response: list(ref('DailyUsage')),
    handle: ({ parts, view, parameters, query: wanted }) =>
      view(async (tx) => usageOf(parts, tx, [(await parts.services.get(tx, parameters.service)).id], wanted)),
  }),
  defineRoute({
    method: 'GET',
    path: '/radius/log',
    tag,
    summary: 'The latest requests of routers and what became of them; with `follow` the ones to come, line by line.',
    permission: 'radius.read',
    query: query<{ readonly limit: number; readonly follow: boolean }>({
      ...LIMIT_PROPERTY,
      follow: {
        ...flag,
        default: false,
        description: 'Goes on as NDJSON, or as server-sent events where the Accept header asks for them.',
      },
    }),
    response: list(ref('RadiusLogEntry')),
    streams: ref('RadiusLogEntry'),
    handle: async ({ parts, query: { limit: most, follow } }) =>
      follow
        ? new EntryStream((listener) => parts.shortLog.follow((entry) => listener(presentLogEntry(entry))))
        : { items: (await parts.shortLog.latest(most)).map(presentLogEntry) },
  }),
];

async function servicesOfCustomer(parts: ApiParts, tx: Transaction, idOrNumber: string): Promise<readonly string[]> {
  const { id } = await findCustomer(parts, tx, idOrNumber);
  return (await parts.services.ofCustomer(tx, id)).map((service) => service.id);
}

async function sessionsOf(parts: ApiParts, tx: Transaction, serviceIds: readonly string[], most: number) {
  return { items: (await parts.sessions.ofServices(tx, serviceIds, most)).map(presentSession) };
}

async function usageOf(parts: ApiParts, tx: Transaction, serviceIds: readonly string[], wanted: Period) {
  return { items: (await parts.usage.daily(tx, { serviceIds, ...days(parts, wanted) })).map(presentUsage) };
}

function days(parts: ApiParts, { from, to }: Period): { readonly from: string; readonly to: string } {
  const last = to === undefined ? parts.company.today() : parseLocalDate(to, 'to');
  return { from: from === undefined ? addDays(last, -DAYS_BY_DEFAULT) : parseLocalDate(from, 'from'), to: last };
}
