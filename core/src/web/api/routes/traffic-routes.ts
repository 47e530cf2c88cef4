import { addDays, addMonths, localMonthOf, parseLocalDate, parseLocalInstant, startOfDayMs, type Transaction } from '@tapline/sdk';
import { readShortLogFilter, type ShortLogQuery } from '../../../radius/log/short-log-filter.js';
import type { ApiParts } from '../api-parts.js';
import { defineRoute, EntryStream } from '../api-route.js';
import { day, flag, LIMIT_PROPERTY, list, oneOf, PAGE_PROPERTIES, type PageQuery, page, query, ref, text } from '../api-schema.js';
import { findCustomer } from '../customer-access.js';
import {
  presentHourlyUsage,
  presentLogEntry,
  presentMonthlyUsage,
  presentOnlineSession,
  presentSession,
  presentUsage,
} from '../resources/network-resource.js';

const tag = 'Traffic';
const DAYS_BY_DEFAULT = 30;
const MONTHS_BY_DEFAULT = 12;

interface SessionQuery extends PageQuery {
  readonly q?: string;
  readonly whose?: string;
  readonly router?: string;
}

interface LogQuery extends Pick<ShortLogQuery, 'verdicts'> {
  readonly q: string;
  readonly limit: number;
  readonly follow: boolean;
}

interface Period {
  readonly by: 'hour' | 'day' | 'month';
  readonly from?: string;
  readonly to?: string;
}

const limit = query<{ readonly limit: number }>(LIMIT_PROPERTY);
const period = query<Period>({
  by: {
    ...oneOf('hour', 'day', 'month'),
    default: 'day',
    description: 'Hours are kept for 40 days, days for 3 years, months for good.',
  },
  from: {
    ...day,
    description:
      `The first day; by default ${DAYS_BY_DEFAULT} days before the last one, the day before it for hours, ` +
      `${MONTHS_BY_DEFAULT} months before it for months.`,
  },
  to: { ...day, description: 'The last day; today by default. Months are whole.' },
});
const usageList = list({ anyOf: [ref('DailyUsage'), ref('HourlyUsage'), ref('MonthlyUsage')] });

export const TRAFFIC_ROUTES = [
  defineRoute({
    method: 'GET',
    path: '/sessions',
    tag,
    summary: 'Who is online.',
    permission: 'radius.read',
    query: query<SessionQuery>({
      q: { ...text, maxLength: 200, description: 'Part of a login, customer’s name or address.' },
      whose: { ...text, maxLength: 253, description: 'A whole login, IP address, prefix or MAC address.' },
      router: { ...text, description: "A router's id." },
      ...PAGE_PROPERTIES,
    }),
    response: page(ref('OnlineSession')),
    handle: ({ parts, view, query: { q, whose, router, page: number, pageSize } }) =>
      view(async (tx) => {
        const wanted = {
          page: number,
          pageSize,
          ...(q === undefined ? {} : { text: q }),
          ...(whose === undefined ? {} : { whose }),
          ...(router === undefined ? {} : { routerId: router }),
        };
        const { sessions, total } = await parts.sessions.online(tx, wanted);
        return { items: sessions.map(presentOnlineSession), total, page: number, pageSize };
      }),
  }),
  defineRoute({
    method: 'GET',
    path: '/sessions/who-had',
    tag,
    summary:
      'Who had an IP address or an IPv6 prefix at an instant. A session whose end is not known counts until its next report was due.',
    permission: 'radius.read',
    query: query<{ readonly address: string; readonly at: string }>(
      {
        address: { ...text, maxLength: 43, description: 'Like `10.0.3.7`, `2001:db8:1:101::7` or `2001:db8:1:100::/56`.' },
        at: { ...text, maxLength: 40, description: 'Like `2026-11-22 14:05` on the company’s clocks, or `2026-11-22T13:05:00Z`.' },
      },
      ['address', 'at'],
    ),
    response: list(ref('OnlineSession')),
    handle: ({ parts, view, query: { address, at } }) =>
      view(async (tx) => {
        const atMs = parseLocalInstant(at, parts.company.timeZone);
        return { items: (await parts.sessions.whoHad(tx, { address, atMs })).map(presentOnlineSession) };
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
    summary: 'The traffic of all lines by day, hour or month; those without traffic are left out.',
    permission: ['customers.read', 'radius.read'],
    query: period,
    response: usageList,
    handle: ({ parts, view, query: wanted }) => view((tx) => usageOf(parts, tx, undefined, wanted)),
  }),
  defineRoute({
    method: 'GET',
    path: '/customers/{customer}/usage',
    tag,
    summary: 'The traffic of all lines of a customer by day, hour or month; those without traffic are left out.',
    permission: 'customers.read',
    query: period,
    response: usageList,
    handle: ({ parts, view, parameters, query: wanted }) =>
      view(async (tx) => usageOf(parts, tx, await servicesOfCustomer(parts, tx, parameters.customer), wanted)),
  }),
  defineRoute({
    method: 'GET',
    path: '/services/{service}/usage',
    tag,
    summary: 'The traffic of a line by day, hour or month; those without traffic are left out.',
    permission: 'customers.read',
    query: period,
    response: usageList,
    handle: ({ parts, view, parameters, query: wanted }) =>
      view(async (tx) => usageOf(parts, tx, [(await parts.services.get(tx, parameters.service)).id], wanted)),
  }),
  defineRoute({
    method: 'GET',
    path: '/radius/log',
    tag,
    summary: 'The latest requests of routers and what became of them; with `follow` the ones to come, line by line.',
    permission: 'radius.read',
    query: query<LogQuery>({
      q: {
        ...text,
        maxLength: 200,
        default: '',
        description: 'Words of an entry; or a line’s login, which also finds what routers ask for by its devices.',
      },
      verdicts: { ...oneOf('all', 'trouble', 'accept'), default: 'all', description: 'What went wrong, or what went well.' },
      ...LIMIT_PROPERTY,
      follow: {
        ...flag,
        default: false,
        description: 'Goes on as NDJSON, or as server-sent events where the Accept header asks for them.',
      },
    }),
    response: list(ref('RadiusLogEntry')),
    streams: ref('RadiusLogEntry'),
    handle: async ({ parts, view, query: { q, verdicts, limit: most, follow } }) => {
      const filter = await view((tx) => readShortLogFilter(tx, parts.services, { text: q.trim(), verdicts }));
      if (!follow) return { items: (await parts.shortLog.latestPassing(filter, most)).map(presentLogEntry) };
      return new EntryStream((listener) => parts.shortLog.follow((entry) => filter.passes(entry) && listener(presentLogEntry(entry))));
    },
  }),
];

async function servicesOfCustomer(parts: ApiParts, tx: Transaction, idOrNumber: string): Promise<readonly string[]> {
  const { id } = await findCustomer(parts, tx, idOrNumber);
  return (await parts.services.ofCustomer(tx, id)).map((service) => service.id);
}

async function sessionsOf(parts: ApiParts, tx: Transaction, serviceIds: readonly string[], most: number) {
  return { items: (await parts.sessions.ofServices(tx, serviceIds, most)).map(presentSession) };
}

/** Of all lines when no services are given. */
async function usageOf(parts: ApiParts, tx: Transaction, serviceIds: readonly string[] | undefined, wanted: Period) {
  const { usage, company } = parts;
  const last = wanted.to === undefined ? company.today() : parseLocalDate(wanted.to, 'to');
  const first = wanted.from === undefined ? firstDay(last, wanted.by) : parseLocalDate(wanted.from, 'from');
  if (wanted.by === 'hour') {
    const hours = { fromMs: startOfDayMs(first, company.timeZone), untilMs: startOfDayMs(addDays(last, 1), company.timeZone) };
    const found = serviceIds ? usage.hourly(tx, { ...hours, serviceIds }) : usage.hourlyOfAll(tx, hours);
    return { items: (await found).map(presentHourlyUsage) };
  }
  if (wanted.by === 'month') {
    const months = { from: localMonthOf(first), to: localMonthOf(last) };
    const found = serviceIds ? usage.monthly(tx, { ...months, serviceIds }) : usage.monthlyOfAll(tx, months);
    return { items: (await found).map(presentMonthlyUsage) };
  }
  const days = { from: first, to: last };
  const found = serviceIds ? usage.daily(tx, { ...days, serviceIds }) : usage.dailyOfAll(tx, days);
  return { items: (await found).map(presentUsage) };
}

function firstDay(last: string, by: Period['by']): string {
  if (by === 'hour') return addDays(last, -1);
  return by === 'day' ? addDays(last, -DAYS_BY_DEFAULT) : addMonths(last, -MONTHS_BY_DEFAULT);
}
