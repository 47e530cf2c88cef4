import { wordsOfResult } from '../../../radius/change-of-authorization/request-words.js';
import type { SessionRequest } from '../../../radius/change-of-authorization/session-request.js';
import type { RouterTest } from '../../../radius/diagnosis/router-tester.js';
import { array, instant, integer, nullable, object, oneOf, ref, text } from '../api-schema.js';
import { presentInstant } from './present.js';

export const SESSION_REQUEST_SCHEMAS = {
  SessionRequest: {
    ...object({
      id: text,
      sessionId: text,
      serviceId: nullable(text),
      routerId: text,
      kind: { ...oneOf('coa', 'disconnect'), description: 'Whether it changes the session or ends it.' },
      reason: { ...text, description: 'Why, in words.' },
      change: { ...nullable(text), description: 'What a CoA-Request changes; null before it was sent.' },
      state: oneOf('pending', 'retrying', 'acknowledged', 'refused', 'withdrawn', 'superseded'),
      answer: { ...text, description: 'What became of it, in words.' },
      attempts: integer,
      roundTripMs: nullable(integer),
      createdAt: instant,
      sentAt: nullable(instant),
      answeredAt: nullable(instant),
    }),
    description: 'A request to a router about a session (RFC 5176).',
  },
  RouterTest: object({
    routerId: text,
    routerName: text,
    verdict: { ...oneOf('ok', 'info', 'warning', 'fault'), description: 'The worst of the steps.' },
    steps: array(ref('LoginTestStep')),
  }),
};

export function presentSessionRequest(request: SessionRequest) {
  const { id, sessionId, serviceId, routerId, kind, reason, changeWords, state, attempts, roundTripMs } = request;
  return {
    id,
    sessionId,
    serviceId,
    routerId,
    kind,
    reason,
    change: changeWords,
    state,
    answer: wordsOfResult(request),
    attempts,
    roundTripMs,
    createdAt: presentInstant(request.createdAtMs),
    sentAt: presentInstant(request.sentAtMs),
    answeredAt: presentInstant(request.answeredAtMs),
  };
}

export function presentRouterTest({ routerId, routerName, verdict, steps }: RouterTest) {
  return { routerId, routerName, verdict, steps };
}
