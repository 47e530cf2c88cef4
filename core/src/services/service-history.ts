import {
  createToken,
  type LocalDate,
  type Service,
  type ServiceChanges,
  type ServiceDiscount,
  type ServiceStatus,
  type Transaction,
} from '@tapline/sdk';
import { sqlOf } from '../kernel/database/database-transaction.js';

/** What a service's price depends on. */
export type ServicePricing = Pick<Service, 'planId' | 'status' | 'quantity' | 'unitPriceMinor' | 'discounts'>;

export const PRICING_FIELDS = ['planId', 'status', 'quantity', 'unitPriceMinor', 'discounts'] as const satisfies (keyof ServicePricing)[];

/** How a service was set, from an instant on. */
export interface ServiceHistoryEntry extends ServicePricing {
  readonly serviceId: string;
  readonly customerId: string;
  readonly effectiveAtMs: number;
  readonly recordedAtMs: number;
}

/** A change of what a service's price depends on, to be made on a day. */
export interface ScheduledChange {
  readonly id: string;
  readonly serviceId: string;
  readonly customerId: string;
  readonly date: LocalDate;
  readonly changes: Pick<ServiceChanges, (typeof PRICING_FIELDS)[number]>;
  readonly state: 'waiting' | 'done' | 'cancelled' | 'failed';
  /** Why it could not be made. */
  readonly problem: string | null;
  readonly recordedAtMs: number;
  /** When it was cancelled or failed; null while it stands. */
  readonly endedAtMs: number | null;
}

type Row = Readonly<Record<string, string | number | null>>;

export class ServiceHistoryStore {
  async keep(tx: Transaction, service: Service, at: { readonly effectiveAtMs: number; readonly recordedAtMs: number }): Promise<void> {
    await sqlOf(tx)('service_history').insert({
      service_id: service.id,
      customer_id: service.customerId,
      effective_at_ms: at.effectiveAtMs,
      recorded_at_ms: at.recordedAtMs,
      plan_id: service.planId,
      status: service.status,
      quantity: service.quantity,
      unit_price_minor: service.unitPriceMinor,
      discounts: service.discounts.length === 0 ? null : JSON.stringify(service.discounts),
    });
  }

  /** In the order in which the changes were made. */
  async ofCustomers(tx: Transaction, customerIds: readonly string[]): Promise<readonly ServiceHistoryEntry[]> {
    const rows = (await sqlOf(tx)('service_history').whereIn('customer_id', customerIds).orderBy('sequence')) as Row[];
    return rows.map(toEntry);
  }

  async schedule(tx: Transaction, change: ScheduledChange): Promise<void> {
    await sqlOf(tx)('service_scheduled_change').insert({
      id: change.id,
      service_id: change.serviceId,
      customer_id: change.customerId,
      date: change.date,
      changes: JSON.stringify(change.changes),
      state: change.state,
      problem: change.problem,
      recorded_at_ms: change.recordedAtMs,
      ended_at_ms: change.endedAtMs,
    });
  }

  async settle(
    tx: Transaction,
    id: string,
    { state, problem, endedAtMs }: Pick<ScheduledChange, 'state' | 'problem' | 'endedAtMs'>,
  ): Promise<void> {
    await sqlOf(tx)('service_scheduled_change').where({ id }).update({ state, problem, ended_at_ms: endedAtMs });
  }

  async scheduled(tx: Transaction, id: string): Promise<ScheduledChange | undefined> {
    const [row] = (await sqlOf(tx)('service_scheduled_change').where({ id })) as Row[];
    return row && toScheduled(row);
  }

  /** What waits, the earliest first. */
  async waiting(tx: Transaction, customerIds: readonly string[]): Promise<readonly ScheduledChange[]> {
    const rows = (await sqlOf(tx)('service_scheduled_change')
      .whereIn('customer_id', customerIds)
      .where({ state: 'waiting' })
      .orderBy(['date', 'recorded_at_ms', 'id'])) as Row[];
    return rows.map(toScheduled);
  }

  /** {@link waiting}, those that have been made, and those that were given up and are remembered until when they stood. */
  async planned(tx: Transaction, customerIds: readonly string[]): Promise<readonly ScheduledChange[]> {
    const rows = (await sqlOf(tx)('service_scheduled_change')
      .whereIn('customer_id', customerIds)
      .where((either) => void either.whereIn('state', ['waiting', 'done']).orWhereNotNull('ended_at_ms'))
      .orderBy(['date', 'recorded_at_ms', 'id'])) as Row[];
    return rows.map(toScheduled);
  }

  async due(tx: Transaction, date: LocalDate, limit: number): Promise<readonly ScheduledChange[]> {
    const rows = (await sqlOf(tx)('service_scheduled_change')
      .where({ state: 'waiting' })
      .where('date', '<=', date)
      .orderBy(['date', 'recorded_at_ms', 'id'])
      .limit(limit)) as Row[];
    return rows.map(toScheduled);
  }
}

export const SERVICE_HISTORY = createToken<ServiceHistoryStore>('core.service-history');

function toEntry(row: Row): ServiceHistoryEntry {
  return {
    serviceId: String(row.service_id),
    customerId: String(row.customer_id),
    effectiveAtMs: Number(row.effective_at_ms),
    recordedAtMs: Number(row.recorded_at_ms),
    planId: String(row.plan_id),
    status: row.status as ServiceStatus,
    quantity: Number(row.quantity),
    unitPriceMinor: row.unit_price_minor === null ? null : Number(row.unit_price_minor),
    discounts: row.discounts === null ? [] : (JSON.parse(String(row.discounts)) as readonly ServiceDiscount[]),
  };
}

function toScheduled(row: Row): ScheduledChange {
  return {
    id: String(row.id),
    serviceId: String(row.service_id),
    customerId: String(row.customer_id),
    date: String(row.date),
    changes: JSON.parse(String(row.changes)) as ScheduledChange['changes'],
    state: row.state as ScheduledChange['state'],
    problem: row.problem === null ? null : String(row.problem),
    recordedAtMs: Number(row.recorded_at_ms),
    endedAtMs: row.ended_at_ms === null || row.ended_at_ms === undefined ? null : Number(row.ended_at_ms),
  };
}
