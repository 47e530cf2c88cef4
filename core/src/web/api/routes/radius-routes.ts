import { LOGIN_TEST_SCHEMA, type NewLoginTest } from '../../../radius/diagnosis/login-test-schema.js';
import { NEW_DEBUG_SWITCH_SCHEMA } from '../../../radius/log/debug-schema.js';
import type { NewDebugSwitch } from '../../../radius/log/debug-topic.js';
import { defineRoute, EntryStream } from '../api-route.js';
import { flag, LIMIT_PROPERTY, list, query, ref, typed } from '../api-schema.js';
import { presentDebugEntry, presentDebugSwitch, presentHealth } from '../resources/radius-resource.js';

const tag = 'Troubleshooting';

export const RADIUS_ROUTES = [
  defineRoute({
    method: 'GET',
    path: '/radius/health',
    tag,
    summary: 'When each router last asked and reported, and what is wrong with it.',
    permission: ['radius.read', 'network.write'],
    response: ref('RadiusHealth'),
    handle: ({ parts, view }) => view(async (tx) => presentHealth(await parts.routerHealth.read(tx))),
  }),
  defineRoute({
    method: 'POST',
    path: '/radius/test',
    tag,
    summary: 'Plays a router against the live server for a login, and says step by step what was found and what to do.',
    permission: 'radius.read',
    body: typed<NewLoginTest>(LOGIN_TEST_SCHEMA),
    response: ref('LoginTest'),
    handle: ({ parts, principal, body }) => parts.loginTester.run(principal.actor, body),
  }),
  defineRoute({
    method: 'GET',
    path: '/radius/debug',
    tag,
    summary: 'For whom the debug log of RADIUS is switched on, and until when.',
    permission: 'radius.read',
    response: list(ref('RadiusDebug')),
    handle: ({ parts, view }) => view(async (tx) => ({ items: (await parts.radiusDebug.list(tx)).map(presentDebugSwitch) })),
  }),
  defineRoute({
    method: 'POST',
    path: '/radius/debug',
    tag,
    summary: 'Switches the debug log on for a login, a router or a MAC address; it ends by itself.',
    permission: 'system.manage',
    body: typed<NewDebugSwitch>(NEW_DEBUG_SWITCH_SCHEMA),
    status: 201,
    response: ref('RadiusDebug'),
    handle: ({ parts, transaction, body }) => transaction(async (tx) => presentDebugSwitch(await parts.radiusDebug.switchOn(tx, body))),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/radius/debug',
    tag,
    summary: 'Switches the debug log off for all; the answer says for whom it was on.',
    permission: 'system.manage',
    response: list(ref('RadiusDebug')),
    handle: ({ parts, transaction }) =>
      transaction(async (tx) => ({ items: (await parts.radiusDebug.switchAllOff(tx)).map(presentDebugSwitch) })),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/radius/debug/{debug}',
    tag,
    summary: 'Switches the debug log off for one.',
    permission: 'system.manage',
    status: 204,
    handle: ({ parts, transaction, parameters }) => transaction((tx) => parts.radiusDebug.switchOff(tx, parameters.debug)),
  }),
  defineRoute({
    method: 'GET',
    path: '/radius/debug/log',
    tag,
    summary: 'The latest requests of those who are debugged, with every attribute and step; with `follow` those to come, line by line.',
    permission: 'radius.read',
    query: query<{ readonly limit: number; readonly follow: boolean }>({
      ...LIMIT_PROPERTY,
      follow: {
        ...flag,
        default: false,
        description: 'Goes on as NDJSON, or as server-sent events where the Accept header asks for them.',
      },
    }),
    response: list(ref('RadiusDebugEntry')),
    streams: ref('RadiusDebugEntry'),
    handle: async ({ parts, query: { limit, follow } }) =>
      follow
        ? new EntryStream((listener) => parts.radiusDebugLog.follow((entry) => listener(presentDebugEntry(entry))))
        : { items: (await parts.radiusDebugLog.latest(limit)).map(presentDebugEntry) },
  }),
];
