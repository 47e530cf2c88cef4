import type { ShutPolicyChanges } from '@tapline/sdk';
import type { RouterAnswerSettings } from '../../../radius/answers/answering.js';
import { ROUTER_ANSWERS_CHANGES_SCHEMA, SHUT_POLICY_SCHEMA } from '../../../radius/answers/answering-schema.js';
import { defineRoute } from '../api-route.js';
import { list, query, ref, text, typed } from '../api-schema.js';
import { presentAnswer, presentDriver, presentRouterAnswers } from '../resources/answer-resource.js';

const tag = 'Answers';
const readers = ['network.write', 'radius.read'] as const;

export const ANSWER_ROUTES = [
  defineRoute({
    method: 'GET',
    path: '/radius/drivers',
    tag,
    summary: 'The makes of routers that can be told what they understand.',
    permission: readers,
    response: list(ref('RouterDriver')),
    handle: async ({ parts }) => ({ items: parts.answering.drivers().map(presentDriver) }),
  }),
  defineRoute({
    method: 'GET',
    path: '/radius/shut-policy',
    tag,
    summary: 'What happens at a login that is shut, on every router that has no policy of its own.',
    permission: readers,
    response: ref('ShutPolicy'),
    handle: ({ parts, view }) => view((tx) => parts.answering.companyPolicy(tx)),
  }),
  defineRoute({
    method: 'PUT',
    path: '/radius/shut-policy',
    tag,
    summary: 'Sets that anew; what is left out is refused, and the garden is as described.',
    permission: 'network.write',
    body: typed<ShutPolicyChanges>(SHUT_POLICY_SCHEMA),
    response: ref('ShutPolicy'),
    handle: ({ parts, transaction, body }) => transaction((tx) => parts.answering.changeCompanyPolicy(tx, body)),
  }),
  defineRoute({
    method: 'GET',
    path: '/routers/{router}/answers',
    tag,
    summary: 'How a router is answered: driver, extra attributes, and what happens at a login that is shut.',
    permission: readers,
    response: ref('RouterAnswers'),
    handle: ({ parts, view, parameters }) =>
      view(async (tx) => presentRouterAnswers(await parts.answering.ofRouter(tx, parameters.router))),
  }),
  defineRoute({
    method: 'PATCH',
    path: '/routers/{router}/answers',
    tag,
    summary: 'Changes what is given of that; a policy is replaced whole, and null takes the company’s.',
    permission: 'network.write',
    body: typed<Partial<RouterAnswerSettings>>(ROUTER_ANSWERS_CHANGES_SCHEMA),
    response: ref('RouterAnswers'),
    handle: ({ parts, transaction, parameters, body }) =>
      transaction(async (tx) => presentRouterAnswers(await parts.answering.changeRouter(tx, parameters.router, body))),
  }),
  defineRoute({
    method: 'GET',
    path: '/services/{service}/answer',
    tag,
    summary: 'What a router would be told now of this line.',
    permission: 'customers.read',
    query: query<{ readonly router?: string }>({
      router: { ...text, description: 'The id of the router; else where the line was online last, or the first.' },
    }),
    response: ref('RouterAnswer'),
    handle: ({ parts, view, parameters, query: { router } }) =>
      view(async (tx) => presentAnswer(await parts.answerPreview.of(tx, parameters.service, router))),
  }),
];
