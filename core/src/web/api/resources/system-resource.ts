import type { AuditRecord } from '../../../kernel/audit/audit-log.js';
import type { JobStatus } from '../../../kernel/jobs/job-status.js';
import type { OutboxFailure } from '../../../kernel/outbox/failure-desk.js';
import { array, day, flag, freeObject, instant, integer, nullable, object, oneOf, text } from '../api-schema.js';
import { presentInstant } from './present.js';

export const SYSTEM_SCHEMAS = {
  SystemInfo: object({
    version: text,
    currency: { ...text, description: 'ISO 4217 code of all amounts.' },
    currencyExponent: { ...integer, description: 'How many decimals its minor unit has.' },
    company: object({ name: text, timeZone: text, locale: text }),
    database: oneOf('sqlite', 'mysql'),
    clock: oneOf('system', 'test'),
    caller: object({ kind: text, name: text, permissions: array(text) }),
  }),
  Clock: object({
    mode: oneOf('system', 'test'),
    now: { ...instant, description: 'Business time.' },
    today: day,
    timeZone: text,
  }),
  EventFailure: object({
    consumer: { ...text, description: 'Who has not taken the event.' },
    position: integer,
    eventId: text,
    eventName: text,
    customerId: nullable(text),
    occurredAt: instant,
    state: { ...oneOf('retrying', 'waiting', 'parked'), description: 'waiting: behind an earlier event; parked: left to you.' },
    attempts: integer,
    nextTryAt: nullable(instant),
    error: nullable(text),
  }),
  Job: object({
    id: text,
    owner: { ...text, description: 'The add-on that it belongs to, or core.' },
    title: text,
    schedule: { ...text, description: 'Cron with five fields, in the company time zone.' },
    isRunning: flag,
    lastDueAt: nullable(instant),
    lastRunAt: nullable(instant),
    nextDueAt: nullable(instant),
    lastError: nullable(text),
    attempts: integer,
    nextTryAt: nullable(instant),
  }),
  AuditRecord: object({ at: instant, actorKind: text, actorName: text, action: text, subject: text, details: freeObject }),
};

export function presentFailure(failure: OutboxFailure) {
  const { consumer, position, eventId, eventName, customerId, state, attempts, error } = failure;
  const nextTryAt = state === 'retrying' && failure.nextTryAtMs > 0 ? presentInstant(failure.nextTryAtMs) : null;
  return {
    consumer,
    position,
    eventId,
    eventName,
    customerId,
    occurredAt: presentInstant(failure.occurredAtMs),
    state,
    attempts,
    nextTryAt,
    error,
  };
}

export function presentJob(job: JobStatus) {
  return {
    id: job.id,
    owner: job.ownerId,
    title: job.title,
    schedule: job.schedule,
    isRunning: job.isRunning,
    lastDueAt: presentInstant(job.lastDueAtMs),
    lastRunAt: presentInstant(job.lastRunAtMs),
    nextDueAt: presentInstant(job.nextDueAtMs),
    lastError: job.lastError,
    attempts: job.attempts,
    nextTryAt: presentInstant(job.nextTryAtMs),
  };
}

export function presentAuditRecord({ atMs, actorKind, actorName, action, subject, details }: AuditRecord) {
  return { at: presentInstant(atMs), actorKind, actorName, action, subject, details };
}
