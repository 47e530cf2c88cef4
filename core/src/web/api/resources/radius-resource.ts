import type { CoaHealth } from '../../../radius/change-of-authorization/coa-health-store.js';
import type { RadiusHealth } from '../../../radius/health/router-health.js';
import type { DebugLogEntry } from '../../../radius/log/debug-log-entry.js';
import type { DebugSwitch } from '../../../radius/log/debug-topic.js';
import { array, instant, integer, nullable, object, oneOf, ref, text } from '../api-schema.js';
import { presentInstant } from './present.js';

const lines = (description: string) => ({ ...array(text), description });

export const RADIUS_SCHEMAS = {
  RadiusDebug: {
    ...object({
      id: text,
      kind: oneOf('user', 'router', 'mac'),
      value: { ...text, description: "The login, the router's id, or the MAC address." },
      title: text,
      startedAt: instant,
      endsAt: instant,
      startedBy: text,
    }),
    description: 'For whom the debug log is switched on. Times are real time, also with a test clock.',
  },
  RadiusDebugEntry: object({
    at: instant,
    kind: oneOf('auth', 'accounting'),
    login: text,
    routerName: { ...text, description: 'Empty for an address that is no router’s.' },
    routerAddress: text,
    macAddress: text,
    received: lines('The packet and each of its attributes; secrets are hidden.'),
    steps: lines('What was looked at, in order, and what was found.'),
    sent: lines('The answer and its attributes; empty when there was none.'),
  }),
};

export const HEALTH_SCHEMAS = {
  RadiusHealth: {
    ...object({
      otherMachines: lines('Where RADIUS runs and keeps its logs, when it does not run on this machine.'),
      routers: array(ref('RouterHealth')),
      strangers: {
        ...object({ requests: integer, lastAddress: nullable(text), lastRequestAt: nullable(instant) }),
        description: 'Requests of addresses that are no router’s.',
      },
    }),
    description: 'Counted since the start of RADIUS, and written down once a minute.',
  },
  RouterHealth: object({
    routerId: text,
    routerName: text,
    requests: integer,
    accountingRequests: integer,
    wrongSecrets: integer,
    lastRequestAt: nullable(instant),
    lastAcceptAt: nullable(instant),
    lastAccountingAt: nullable(instant),
    lastWrongSecretAt: nullable(instant),
    lastAddress: { ...nullable(text), description: 'Where its newest request came from.' },
    misnamedAs: { ...nullable(text), description: 'What it calls itself, when that is not what it is called here.' },
    lastMisnamedAt: nullable(instant),
    clockSkewSeconds: { ...nullable(integer), description: 'How far its clock is ahead of ours.' },
    lastClockAt: nullable(instant),
    coa: {
      ...nullable(
        object({
          deviceAddress: { ...text, description: 'Whose, where a router that is a network has several devices; else empty.' },
          lastSentAt: instant,
          lastAnswerAt: nullable(instant),
          roundTripMs: nullable(integer),
          silentSince: { ...nullable(instant), description: 'The first request that it has not answered; null while it answers.' },
          unanswered: { ...integer, description: 'Tries in vain since its last answer.' },
          refusal: {
            ...nullable(
              object({ at: instant, errorCause: { ...text, description: 'In the words of RFC 5176; empty when it gave none.' } }),
            ),
            description: 'Its last refusal to end a session that it has; null since it has ended one, was changed, or was tested well.',
          },
        }),
      ),
      description:
        'How it takes CoA- and Disconnect-Requests, of several devices the one that is silent or refuses; null before the first one.',
    },
    openRequests: { ...integer, description: 'Requests that it has not answered yet, or that are about to be sent.' },
    problem: { ...text, description: 'In words, with the cure; empty when nothing is wrong.' },
  }),
};

export function presentHealth({ otherMachines, routers, strangers }: RadiusHealth) {
  return {
    otherMachines,
    routers: routers.map((router) => ({
      routerId: router.routerId,
      routerName: router.routerName,
      requests: router.requests,
      accountingRequests: router.accountingRequests,
      wrongSecrets: router.wrongSecrets,
      lastRequestAt: presentInstant(router.lastRequestAtMs),
      lastAcceptAt: presentInstant(router.lastAcceptAtMs),
      lastAccountingAt: presentInstant(router.lastAccountingAtMs),
      lastWrongSecretAt: presentInstant(router.lastWrongSecretAtMs),
      lastAddress: router.lastAddress,
      misnamedAs: router.misnamedAs,
      lastMisnamedAt: presentInstant(router.lastMisnamedAtMs),
      clockSkewSeconds: router.clockSkewSeconds,
      lastClockAt: presentInstant(router.lastClockAtMs),
      coa: presentCoa(router.coa),
      openRequests: router.openRequests,
      problem: router.problem,
    })),
    strangers: {
      requests: strangers.requests,
      lastAddress: strangers.lastAddress,
      lastRequestAt: presentInstant(strangers.lastRequestAtMs),
    },
  };
}

function presentCoa(coa: CoaHealth | undefined) {
  if (!coa) return null;
  return {
    deviceAddress: coa.deviceAddress,
    lastSentAt: presentInstant(coa.lastSentAtMs),
    lastAnswerAt: presentInstant(coa.lastAnswerAtMs),
    roundTripMs: coa.roundTripMs,
    silentSince: presentInstant(coa.silentSinceMs),
    unanswered: coa.unanswered,
    refusal: coa.refusal && { at: presentInstant(coa.refusal.atMs), errorCause: coa.refusal.errorCause },
  };
}

const verdict = oneOf('ok', 'info', 'warning', 'fault');

export const LOGIN_TEST_SCHEMAS = {
  LoginTest: object({
    login: text,
    verdict: { ...verdict, description: 'The worst of the steps.' },
    steps: array(ref('LoginTestStep')),
  }),
  LoginTestStep: object({
    title: text,
    verdict,
    found: { ...text, description: 'In words.' },
    cure: { ...text, description: 'What to do; empty when there is nothing to.' },
    details: array(text),
  }),
};

export function presentDebugSwitch({ startedAtMs, endsAtMs, id, kind, value, title, startedBy }: DebugSwitch) {
  return { id, kind, value, title, startedAt: presentInstant(startedAtMs), endsAt: presentInstant(endsAtMs), startedBy };
}

export function presentDebugEntry({ atMs, ...entry }: DebugLogEntry) {
  return { at: presentInstant(atMs), ...entry };
}
