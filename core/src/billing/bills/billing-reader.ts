import { type Customer, type CustomerStatus, groupBy, type TaxTreatment, type Transaction } from '@tapline/sdk';
import type { TaxService } from '../../documents/tax/tax-service.js';
import { STANDARD_PROFILE } from '../../documents/tax/tax-store.js';
import { sqlOf } from '../../kernel/database/database-transaction.js';
import { USUAL_SALE } from '../../plans/plan-sale.js';
import type { PlanPrice, PlanService } from '../../plans/plan-service.js';
import type { ScheduledChange, ServiceHistoryEntry, ServiceHistoryStore } from '../../services/service-history.js';
import type { CustomerState } from '../engine/billing-span.js';
import type { CustomerBilling } from '../engine/customer-charges.js';
import { type DayNumber, dayNumber } from '../engine/day-number.js';
import { type Dated, type Timeline, timelineOf } from '../engine/timeline.js';
import type { ListPrice, PriceList, ServiceTerms } from '../engine/wanted-charges.js';
import { customerStateOf } from '../recurring/recurring-settings.js';
import type { BillingProgress, BillingStore, KeptCharge, OneTimeItem } from './billing-store.js';
import type { CompanyDays } from './company-days.js';

/** Something done to a service: when it was done, and from when on it counts. */
interface KnownChange extends Dated<Partial<ServiceTerms>> {
  readonly recordedOn: DayNumber;
  /** Of what was planned and given up: since when it is known no more. */
  readonly forgottenOn?: DayNumber;
}

/** All that is kept of a customer's billing. */
export interface CustomerRecord {
  readonly customerId: string;
  readonly treatment: TaxTreatment;
  readonly progress: BillingProgress;
  readonly states: readonly Dated<CustomerState>[];
  readonly services: ReadonlyMap<string, readonly KnownChange[]>;
  readonly charges: readonly KeptCharge[];
  readonly items: readonly OneTimeItem[];
}

const NEVER_BILLED = { settledBefore: null, lastBilledOn: null, nextBillOn: null, billNumber: 0 };

/** Reads what bills are made of, for many customers at once. */
export class BillingReader {
  constructor(
    private readonly store: BillingStore,
    private readonly history: ServiceHistoryStore,
    private readonly plans: PlanService,
    private readonly tax: Pick<TaxService, 'profiles'>,
    private readonly days: CompanyDays,
  ) {}

  async customers(tx: Transaction, customerIds: readonly string[]): Promise<readonly CustomerRecord[]> {
    const progress = await this.store.progress(tx, customerIds);
    const profiles = await this.tax.profiles(tx, customerIds);
    const states = await this.states(tx, customerIds);
    const services = this.serviceChanges(await this.history.ofCustomers(tx, customerIds), await this.history.planned(tx, customerIds));
    const charges = groupBy(await this.store.openCharges(tx, customerIds), ({ customerId }) => customerId);
    const items = groupBy(await this.store.waitingItems(tx, customerIds), ({ customerId }) => customerId);
    return customerIds.map((customerId) => ({
      customerId,
      treatment: (profiles.get(customerId) ?? STANDARD_PROFILE).treatment,
      progress: progress.get(customerId) ?? { customerId, ...NEVER_BILLED },
      states: states.get(customerId) ?? [],
      services: services.get(customerId) ?? new Map(),
      charges: charges.get(customerId) ?? [],
      items: items.get(customerId) ?? [],
    }));
  }

  /** Plans' prices, and how they are sold, by day. */
  async prices(tx: Transaction): Promise<PriceList> {
    const byPlan = groupBy(await this.plans.prices(tx), ({ planId }) => planId);
    const timelines = new Map([...byPlan].map(([planId, prices]) => [planId, this.priceTimeline(prices)]));
    return (planId, day) => {
      const timeline = timelines.get(planId) ?? [];
      let price: ListPrice | undefined;
      for (const { from, value } of timeline) if (price === undefined || from <= day) price = value;
      if (price === undefined) throw new RangeError(`the plan ${planId} has no price`);
      return price;
    };
  }

  private priceTimeline(prices: readonly PlanPrice[]): Timeline<ListPrice> {
    const dated = prices.map(({ effectiveAtMs, priceMinor, sale }) => ({
      from: this.days.dayOf(effectiveAtMs),
      value: { priceMinor, sale },
    }));
    return timelineOf<ListPrice>(dated, { priceMinor: 0, sale: USUAL_SALE });
  }

  private async states(tx: Transaction, customerIds: readonly string[]): Promise<ReadonlyMap<string, readonly Dated<CustomerState>[]>> {
    const rows = (await sqlOf(tx)('customer_history').whereIn('customer_id', customerIds).orderBy('sequence')) as Record<string, string>[];
    const byCustomer = groupBy(rows, (row) => String(row.customer_id));
    const dated = (row: Record<string, string>): Dated<CustomerState> => ({
      from: this.days.dayOf(Number(row.effective_at_ms)),
      value: customerStateOf({
        status: row.status as CustomerStatus,
        billingType: String(row.billing_type),
        billingSettings: JSON.parse(String(row.billing_settings)) as Customer['billingSettings'],
      }),
    });
    return new Map([...byCustomer].map(([customerId, own]) => [customerId, own.map(dated)]));
  }

  private serviceChanges(
    history: readonly ServiceHistoryEntry[],
    planned: readonly ScheduledChange[],
  ): ReadonlyMap<string, ReadonlyMap<string, readonly KnownChange[]>> {
    const byCustomer = new Map<string, Map<string, KnownChange[]>>();
    const add = (customerId: string, serviceId: string, change: KnownChange): void => {
      const services = byCustomer.get(customerId) ?? new Map<string, KnownChange[]>();
      byCustomer.set(customerId, services);
      const changes = services.get(serviceId) ?? [];
      services.set(serviceId, changes);
      changes.push(change);
    };
    const plan = ({ customerId, serviceId, date, changes, recordedAtMs, endedAtMs }: ScheduledChange): void => {
      const value = changes as Partial<ServiceTerms>;
      const forgotten = endedAtMs === null ? {} : { forgottenOn: this.days.dayOf(endedAtMs) };
      add(customerId, serviceId, { from: dayNumber(date), recordedOn: this.days.dayOf(recordedAtMs), value, ...forgotten });
    };
    // What was planned and has been made or given up since was known before: a bill that is late knows what it would have known in time. On its day it comes
    // before what was done by hand.
    planned.filter(({ state }) => state !== 'waiting').forEach(plan);
    for (const entry of history) {
      const { customerId, serviceId, planId, status, quantity, unitPriceMinor, discounts } = entry;
      add(customerId, serviceId, {
        from: this.days.dayOf(entry.effectiveAtMs),
        recordedOn: this.days.dayOf(Math.min(entry.effectiveAtMs, entry.recordedAtMs)),
        value: { planId, status, quantity, unitPriceMinor, discounts },
      });
    }
    planned.filter(({ state }) => state === 'waiting').forEach(plan);
    return byCustomer;
  }
}

/** What the engine is given for a bill of a day: what was known by the end of that day. */
export function billingAsOf(record: CustomerRecord, billDate: DayNumber, charges: readonly KeptCharge[]): CustomerBilling {
  const { settledBefore } = record.progress;
  return {
    states: statesOf(record, billDate),
    settledBefore: settledBefore === null ? null : dayNumber(settledBefore),
    services: [...record.services].map(([serviceId, changes]) => ({
      serviceId,
      timeline: timelineOf(
        changes.filter(({ recordedOn, forgottenOn }) => recordedOn <= billDate && (forgottenOn === undefined || forgottenOn > billDate)),
        NO_TERMS,
      ),
      charged: charges.flatMap(({ piece }) => (piece.serviceId === serviceId ? [piece] : [])),
    })),
  };
}

export function statesOf(record: CustomerRecord, day: DayNumber): Timeline<CustomerState> {
  return timelineOf(
    record.states.filter(({ from }) => from <= day),
    NO_STATE,
  );
}

const NO_TERMS: ServiceTerms = { planId: '', status: 'pending', quantity: 1, unitPriceMinor: null, discounts: [] };
const NO_STATE: CustomerState = { status: 'new', cycle: null, isBilledWhileBlocked: true };
