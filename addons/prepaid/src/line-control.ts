import type { Company, LocalDate, Restrictions, Transaction } from '@tapline/sdk';
import type { CustomerDay } from './charging-reader.js';
import type { ChargingStore } from './charging-store.js';
import type { DayDecision } from './day-decision.js';
import type { ServiceCharge } from './service-charge.js';
import type { PrepaidSettings } from './settings.js';
import { blockReason } from './wording.js';

export interface LineControlParts {
  readonly restrictions: Restrictions;
  readonly company: Company;
  readonly store: ChargingStore;
}

export interface DecidedDay {
  readonly day: CustomerDay;
  readonly decision: DayDecision<ServiceCharge>;
  readonly settings: PrepaidSettings;
  readonly today: LocalDate;
}

/** Opens the lines whose day is paid, blocks those that wait for money, and lets go of those that are no longer charged. */
export class LineControl {
  constructor(private readonly parts: LineControlParts) {}

  async apply(tx: Transaction, { day, decision, settings, today }: DecidedDay): Promise<void> {
    const { company, restrictions } = this.parts;
    const balanceMinor = decision.availableMinor + settings.minimalBalanceMinor;
    const blocked = new Set<string>();
    for (const { charge, ...due } of decision.waiting) {
      const isRest = charge.period.startsOn < today;
      const reason = blockReason(company, { ...due, balanceMinor, settings, isRest });
      await restrictions.set(tx, { serviceId: charge.service.id, effect: { kind: 'block' }, reason });
      blocked.add(charge.service.id);
    }
    for (const { service } of day.charges) if (!blocked.has(service.id)) await restrictions.lift(tx, service.id);
    await this.letGo(tx, day, new Set(day.charges.map(({ service }) => service.id)));
  }

  /** Lifts what this add-on has set on services that it has charged, but for those it still charges. */
  async letGo(tx: Transaction, { states }: Pick<CustomerDay, 'states'>, charged: ReadonlySet<string> = new Set()): Promise<void> {
    for (const state of states.values()) {
      if (!state.isInUse || charged.has(state.serviceId)) continue;
      await this.parts.restrictions.lift(tx, state.serviceId);
      await this.parts.store.putService(tx, { ...state, isInUse: false });
    }
  }
}
