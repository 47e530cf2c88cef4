import { defineRoute } from '../api-route.js';
import { LIMIT_PROPERTY, list, query, ref } from '../api-schema.js';
import { presentRouterTest, presentSessionRequest } from '../resources/session-request-resource.js';

const tag = 'Traffic';
const writers = ['customers.write', 'network.write'] as const;
const limit = query<{ readonly limit: number }>(LIMIT_PROPERTY);

export const SESSION_CHANGE_ROUTES = [
  defineRoute({
    method: 'POST',
    path: '/sessions/{session}/disconnect',
    tag,
    summary: 'Ends a session at its router; the device may log in again. What the router answers is among the requests of the session.',
    permission: writers,
    status: 204,
    handle: ({ parts, transaction, parameters }) => transaction((tx) => parts.sessionChanges.end(tx, parameters.session)),
  }),
  defineRoute({
    method: 'POST',
    path: '/sessions/{session}/apply',
    tag,
    summary: 'Tells the router of a session once more what its line may.',
    permission: writers,
    status: 204,
    handle: ({ parts, transaction, parameters }) => transaction((tx) => parts.sessionChanges.applyAgain(tx, parameters.session)),
  }),
  defineRoute({
    method: 'GET',
    path: '/sessions/{session}/requests',
    tag,
    summary: 'What was sent to the router about a session, and what it answered; the newest first.',
    permission: ['radius.read', 'customers.read'],
    query: limit,
    response: list(ref('SessionRequest')),
    handle: ({ parts, view, parameters, query: { limit: most } }) =>
      view(async (tx) => ({ items: (await parts.sessionChanges.ofSessions(tx, [parameters.session], most)).map(presentSessionRequest) })),
  }),
  defineRoute({
    method: 'GET',
    path: '/routers/{router}/requests',
    tag: 'Network',
    summary: 'What was sent to a router about sessions there, and what it answered; the newest first.',
    permission: ['radius.read', 'network.write'],
    query: limit,
    response: list(ref('SessionRequest')),
    handle: ({ parts, view, parameters, query: { limit: most } }) =>
      view(async (tx) => {
        const { id } = await parts.routers.get(tx, parameters.router);
        return { items: (await parts.sessionChanges.ofRouter(tx, id, most)).map(presentSessionRequest) };
      }),
  }),
  defineRoute({
    method: 'POST',
    path: '/routers/{router}/test',
    tag: 'Troubleshooting',
    summary: 'Asks a router to end and to change a session that does not exist, and says whether it takes such requests and what to do.',
    permission: ['radius.read', 'network.write'],
    response: ref('RouterTest'),
    handle: async ({ parts, principal, parameters }) => presentRouterTest(await parts.routerTester.run(principal.actor, parameters.router)),
  }),
];
