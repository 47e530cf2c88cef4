import type { AmountMinor, Company, Restrictions, Transaction } from '@tapline/sdk';
import type { CustomerDay, ServiceDay } from './charging-reader.js';
import type { ChargingStore } from './charging-store.js';
import type { DayDecision } from './day-decision.js';
import { blockReason } from './wording.js';

export interface LineControlParts {
  readonly restrictions: Restrictions;
  readonly company: Company;
  readonly store: ChargingStore;
}

/** Opens the lines whose day is paid, blocks those that wait for money, and lets go of those that are no longer charged. */
export class LineControl {
  constructor(private readonly parts: LineControlParts) {}

  async apply(tx: Transaction, day: CustomerDay, decision: DayDecision<ServiceDay>, minimalBalanceMinor: AmountMinor): Promise<void> {
    const balanceMinor = decision.availableMinor + minimalBalanceMinor;
    const blocked = new Set<string>();
    for (const { charge, dueMinor, missingMinor, serviceCount } of decision.waiting) {
      const reason = blockReason(this.parts.company, { balanceMinor, minimalBalanceMinor, dueMinor, missingMinor, serviceCount });
      await this.parts.restrictions.set(tx, { serviceId: charge.service.id, effect: { kind: 'block' }, reason });
      blocked.add(charge.service.id);
    }
    for (const { service } of day.charges) if (!blocked.has(service.id)) await this.parts.restrictions.lift(tx, service.id);
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
