import { CUSTOMER_SERVICE } from '../../../customers/customer-service.js';
import type { World } from './customer-acts.js';
import type { SimulatedCustomer } from './simulated-customer.js';

/** A customer is given up, and taken back another time: inactive customers are not charged. */
export async function deactivate({ app, today }: World, player: SimulatedCustomer): Promise<void> {
  const isCharged = !player.state.isCharged;
  await app.write((tx) => app.container.resolve(CUSTOMER_SERVICE).change(tx, player.id, { status: isCharged ? 'active' : 'inactive' }));
  player.become({ isCharged }, today);
}

/** Another billing day, period or time of charging: from the end of the period under way. */
export async function changeCycle({ app, random, today }: World, player: SimulatedCustomer): Promise<void> {
  const cycle = {
    anchorDay: random.integer(1, 31),
    periodMonths: random.pick([1, 1, 3, 6, 12]),
    timing: random.pick(['advance', 'arrears'] as const),
  };
  player.cycle = cycle;
  // Kept for the day on which recurring billing takes the customer back.
  if (player.state.cycle === null) return;
  await app.write(async (tx) => {
    const customers = app.container.resolve(CUSTOMER_SERVICE);
    const { billingSettings } = await customers.get(tx, player.id);
    await customers.change(tx, player.id, { billingSettings: { ...billingSettings, ...cycle } });
  });
  player.become({ cycle }, today);
}

/** Another billing type takes the customer over, or gives it back; either settles up to today at once. */
export async function handOver({ app, today }: World, player: SimulatedCustomer): Promise<void> {
  const isLeaving = player.state.cycle !== null;
  const changes = isLeaving
    ? { billingType: 'manual', billingSettings: {} }
    : { billingType: 'recurring', billingSettings: { ...player.cycle } };
  player.noteBills(today);
  await app.write((tx) => app.container.resolve(CUSTOMER_SERVICE).change(tx, player.id, changes));
  player.become({ cycle: isLeaving ? null : player.cycle }, today);
  player.noteBill(today);
}
