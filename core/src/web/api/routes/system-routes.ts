import { conflict, currencyExponent, localDateOf } from '@tapline/sdk';
import type { ApiParts } from '../api-parts.js';
import { defineRoute } from '../api-route.js';
import { LIMIT_PROPERTY, list, query, ref, text, typed } from '../api-schema.js';
import { advanceInstant, parseInstant } from '../clock-target.js';
import { presentInstant } from '../resources/present.js';
import { presentAuditRecord, presentFailure, presentJob } from '../resources/system-resource.js';

type ClockMove = { readonly to: string } | { readonly advance: string };

const clockMove = typed<ClockMove>({
  type: 'object',
  properties: {
    to: { type: 'string', maxLength: 40, description: 'An instant, 2026-05-01T12:00:00Z, or the beginning of a day, 2026-05-01.' },
    advance: { type: 'string', maxLength: 40, description: 'A duration: 90s, 15m, 3h, 2d, 1w, 1d12h.' },
  },
  oneOf: [{ required: ['to'] }, { required: ['advance'] }],
  additionalProperties: false,
});

export const SYSTEM_ROUTES = [
  defineRoute({
    method: 'GET',
    path: '/system/info',
    tag: 'System',
    summary: 'What this installation is, the currency of all amounts, and what the caller may do.',
    permission: [],
    response: ref('SystemInfo'),
    handle: ({ parts: { configuration, version }, principal: { actor, permissions } }) => {
      const { name, timeZone, locale, currency } = configuration.company;
      return Promise.resolve({
        version,
        currency,
        currencyExponent: currencyExponent(currency),
        company: { name, timeZone, locale },
        database: configuration.database.client,
        clock: configuration.clock.mode,
        caller: { kind: actor.kind, name: actor.name, permissions },
      });
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/clock',
    tag: 'System',
    summary: 'Business time.',
    permission: [],
    response: ref('Clock'),
    handle: ({ parts }) => Promise.resolve(presentClock(parts)),
  }),
  defineRoute({
    method: 'POST',
    path: '/clock',
    tag: 'System',
    summary: 'Moves a test clock forward, runs what is due by then, and answers when all has settled.',
    permission: 'system.manage',
    body: clockMove,
    response: ref('Clock'),
    handle: async ({ parts, transaction, body }) => {
      const control = parts.testClock();
      if (!control) {
        throw conflict('CLOCK_IS_REAL', 'this installation runs on real time; start one with clock.mode "test" to move its clock');
      }
      const fromMs = parts.clock.nowMs();
      const { timeZone } = parts.configuration.company;
      const toMs = 'to' in body ? parseInstant(body.to, timeZone) : advanceInstant(fromMs, body.advance, timeZone);
      await control.moveTo(toMs);
      const details = { from: presentInstant(fromMs), to: presentInstant(toMs) };
      await transaction((tx) => parts.audit.record(tx, { action: 'clock.move', subject: 'clock', details }));
      return presentClock(parts);
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/jobs',
    tag: 'System',
    summary: 'Work on a schedule: when it ran, when it runs next, and why it failed.',
    permission: 'system.manage',
    response: list(ref('Job')),
    handle: async ({ parts }) => ({ items: (await parts.jobs.list()).map(presentJob) }),
  }),
  defineRoute({
    method: 'GET',
    path: '/audit',
    tag: 'System',
    summary: 'Who did what, the newest first.',
    permission: 'system.manage',
    query: query<{ readonly subject?: string; readonly limit: number }>({
      subject: { ...text, maxLength: 190, description: 'Of one thing: customer:<id>.' },
      ...LIMIT_PROPERTY,
    }),
    response: list(ref('AuditRecord')),
    handle: ({ parts, view, query: wanted }) =>
      view(async (tx) => ({ items: (await parts.audit.latest(tx, wanted)).map(presentAuditRecord) })),
  }),
  defineRoute({
    method: 'GET',
    path: '/events/failures',
    tag: 'Events',
    summary: 'Events that an add-on has not taken, the oldest first.',
    permission: 'addons.manage',
    response: list(ref('EventFailure')),
    handle: async ({ parts }) => ({ items: (await parts.outbox.failures()).map(presentFailure) }),
  }),
  ...(['retry', 'skip'] as const).map((action) =>
    defineRoute({
      method: 'POST',
      path: `/events/failures/{consumer}/{position}/${action}`,
      tag: 'Events',
      summary: action === 'retry' ? 'Delivers a failed event again, now.' : 'Gives a failed event up: this consumer never gets it.',
      permission: 'addons.manage',
      status: 204,
      handle: async ({ parts, transaction, parameters: { consumer, position } }) => {
        // A position that is no number is that of no event.
        await parts.outbox[action](consumer, Number.parseInt(position, 10) || 0);
        const subject = `event:${consumer}/${position}`.slice(0, 190);
        await transaction((tx) => parts.audit.record(tx, { action: `event.${action}`, subject }));
      },
    }),
  ),
];

function presentClock({ clock, configuration }: ApiParts) {
  const { timeZone } = configuration.company;
  const nowMs = clock.nowMs();
  return { mode: configuration.clock.mode, now: presentInstant(nowMs), today: localDateOf(nowMs, timeZone), timeZone };
}
