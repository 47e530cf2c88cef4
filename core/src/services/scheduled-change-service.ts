import { setImmediate as breathe } from 'node:timers/promises';
import {
  type Clock,
  type Company,
  conflict,
  createToken,
  invalid,
  type JsonSchema,
  type LocalDate,
  type Logger,
  notFound,
  parseLocalDate,
  startOfDayMs,
  TaplineError,
  type Transaction,
} from '@tapline/sdk';
import type { CustomerService } from '../customers/customer-service.js';
import type { AuditLog } from '../kernel/audit/audit-log.js';
import type { Database } from '../kernel/database/database.js';
import { CORE_OWNER } from '../kernel/hooks/owner.js';
import { newId } from '../kernel/ids/id.js';
import { compileValidator } from '../kernel/validation/validator.js';
import type { PlanService } from '../plans/plan-service.js';
import type { ScheduledChange, ServiceHistoryStore } from './service-history.js';
import { SERVICE_TERMS_PROPERTIES } from './service-schema.js';
import type { ServiceService } from './service-service.js';

export interface ScheduledChangeParts {
  readonly history: ServiceHistoryStore;
  readonly services: ServiceService;
  readonly customers: CustomerService;
  readonly plans: PlanService;
  readonly database: Database;
  readonly audit: AuditLog;
  readonly company: Company;
  readonly clock: Clock;
  readonly logger: Logger;
}

export const SCHEDULED_CHANGES_SCHEMA: JsonSchema = {
  type: 'object',
  properties: SERVICE_TERMS_PROPERTIES,
  additionalProperties: false,
};

const CHANGES_PER_READ = 200;
const validate = compileValidator<ScheduledChange['changes']>(SCHEDULED_CHANGES_SCHEMA, 'SERVICE_CHANGE_INVALID');

/** Changes of services that are to be made on a day: the start, a stop or a pause, another plan, quantity, price or discount. */
export class ScheduledChangeService {
  constructor(private readonly parts: ScheduledChangeParts) {}

  waiting(tx: Transaction, customerId: string): Promise<readonly ScheduledChange[]> {
    return this.parts.history.waiting(tx, [customerId]);
  }

  /** Throws `SERVICE_CHANGE_INVALID`, `SERVICE_CHANGE_DATE_PASSED`, `SERVICE_UNKNOWN`, `PLAN_ARCHIVED`. */
  async schedule(tx: Transaction, serviceId: string, date: LocalDate, changes: ScheduledChange['changes']): Promise<ScheduledChange> {
    const valid = validate(changes);
    if (Object.keys(valid).length === 0) throw invalid('SERVICE_CHANGE_INVALID', 'nothing is to be changed; say what', 'changes');
    const today = this.parts.company.today();
    if (parseLocalDate(date) <= today) {
      throw invalid(
        'SERVICE_CHANGE_DATE_PASSED',
        `${date} is not after today, ${today}; choose a later day, or make the change now`,
        'date',
      );
    }
    const { customerId } = await this.parts.services.get(tx, serviceId);
    await this.parts.customers.lock(tx, customerId);
    if (valid.planId !== undefined) await this.requireUsable(tx, valid.planId);
    const nowMs = this.parts.clock.nowMs();
    const change: ScheduledChange = {
      id: newId(),
      serviceId,
      customerId,
      date,
      changes: valid,
      state: 'waiting',
      problem: null,
      recordedAtMs: nowMs,
      endedAtMs: null,
    };
    await this.parts.history.schedule(tx, change);
    await this.parts.audit.record(tx, {
      action: 'service.schedule',
      subject: `service:${serviceId}`,
      details: { date, fields: Object.keys(valid) },
    });
    return change;
  }

  /** Throws `SERVICE_CHANGE_UNKNOWN`, `SERVICE_CHANGE_OVER`. */
  async cancel(tx: Transaction, id: string): Promise<void> {
    const found = await this.known(tx, id);
    await this.parts.customers.lock(tx, found.customerId);
    const { serviceId, state, date } = await this.known(tx, id);
    if (state !== 'waiting') throw conflict('SERVICE_CHANGE_OVER', `the change of ${date} is ${state} and cannot be cancelled`);
    await this.parts.history.settle(tx, id, { state: 'cancelled', problem: null, endedAtMs: this.parts.clock.nowMs() });
    await this.parts.audit.record(tx, { action: 'service.unschedule', subject: `service:${serviceId}`, details: { date } });
  }

  /**
   * Makes every change whose day has begun, each in a transaction of its own. One that is refused is noted and holds up no other; nor does one that
   * could not be made now, which is thrown when the others are done.
   */
  async makeDue(signal: AbortSignal): Promise<void> {
    const { database, history, company } = this.parts;
    const failed = new Map<string, unknown>();
    for (;;) {
      const most = CHANGES_PER_READ + failed.size;
      const due = await database.view(CORE_OWNER.actor, (tx) => history.due(tx, company.today(), most));
      for (const change of due) {
        if (signal.aborted) return;
        if (failed.has(change.id)) continue;
        await this.make(change).catch((error: unknown) => failed.set(change.id, error));
        await breathe();
      }
      if (due.length < most) break;
    }
    for (const error of failed.values()) throw error;
  }

  private async make({ id, customerId, date }: ScheduledChange): Promise<void> {
    const { database, history, services, customers, company, logger } = this.parts;
    try {
      await database.transaction(CORE_OWNER.actor, async (tx) => {
        await customers.lock(tx, customerId);
        const current = await this.known(tx, id);
        if (current.state !== 'waiting') return;
        const effectiveAtMs = startOfDayMs(date, company.timeZone);
        await services.change(tx, current.serviceId, current.changes, { effectiveAtMs });
        await history.settle(tx, id, { state: 'done', problem: null, endedAtMs: null });
      });
    } catch (error) {
      if (!(error instanceof TaplineError) || error.kind === 'unavailable') throw error;
      logger.warn({ change: id, code: error.code }, 'a planned change of a service was refused');
      const failed = { state: 'failed', problem: error.message.slice(0, 500), endedAtMs: this.parts.clock.nowMs() } as const;
      await database.transaction(CORE_OWNER.actor, (tx) => history.settle(tx, id, failed));
    }
  }

  private async known(tx: Transaction, id: string): Promise<ScheduledChange> {
    const change = await this.parts.history.scheduled(tx, id);
    if (!change) throw notFound('SERVICE_CHANGE_UNKNOWN', `there is no planned change ${id}`);
    return change;
  }

  private async requireUsable(tx: Transaction, planId: string): Promise<void> {
    const plan = await this.parts.plans.get(tx, planId);
    if (plan.isArchived)
      throw conflict('PLAN_ARCHIVED', `the plan "${plan.name}" is archived and takes no new services; choose another`, 'planId');
  }
}

/** The job of core that makes them; what a day costs is reckoned with the services as it leaves them. */
export const PLANNED_CHANGES = 'planned-changes';

export const SCHEDULED_CHANGES = createToken<ScheduledChangeService>('core.scheduled-changes');
