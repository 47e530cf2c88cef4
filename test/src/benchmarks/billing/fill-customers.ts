import { aPlan, insertRows, type TestApplication } from '@tapline/core/testing';
import type { Transaction } from '@tapline/sdk';

const CUSTOMERS_PER_STEP = 1000;
const SERVICES_IN_TURN = [1, 2, 3];
/** Of those who begin on 2 November and are billed in advance from the first of each month. */
const FIRST_BILL_ON = '2026-12-01';

/** Customers of recurring billing with one to three services each, put in without the services that would make them one by one. Returns the count of services. */
export async function fillCustomers(app: TestApplication, customers: number): Promise<number> {
  const plan = await aPlan(app);
  let services = 0;
  for (let from = 0; from < customers; from += CUSTOMERS_PER_STEP) {
    const count = Math.min(CUSTOMERS_PER_STEP, customers - from);
    services += await app.write((tx) => fillSome(tx, { from, count, planId: plan.id, nowMs: app.nowMs }));
  }
  return services;
}

interface Batch {
  readonly from: number;
  readonly count: number;
  readonly planId: string;
  readonly nowMs: number;
}

async function fillSome(tx: Transaction, { from, count, planId, nowMs }: Batch): Promise<number> {
  const settings = JSON.stringify({
    anchorDay: 1,
    periodMonths: 1,
    timing: 'advance',
    proration: 'calendar',
    paymentDueDays: 14,
    isBlockedWhenOverdue: true,
    graceDays: 0,
    deactivationDays: 0,
    minimalBalanceMinor: 0,
    blockingMinimumMinor: 1,
    isBilledWhileBlocked: true,
    reminderDaysBeforeDue: 3,
    reminderDaysBeforeBlock: 1,
  });
  const people = Array.from({ length: count }, (_, index) => ({ id: idOf('c', from + index), number: from + index + 1 }));
  const charging = { status: 'active', billing_type: 'recurring', billing_settings: settings };
  await insertRows(
    tx,
    'customer',
    ['id', 'number', 'name', 'search_text', 'status', 'billing_type', 'billing_settings', 'created_at_ms'],
    people.map(({ id, number }) => ({
      id,
      number,
      name: `Customer ${number}`,
      search_text: `customer ${number}`,
      ...charging,
      created_at_ms: nowMs,
    })),
  );
  await insertRows(
    tx,
    'customer_history',
    ['customer_id', 'effective_at_ms', 'status', 'billing_type', 'billing_settings'],
    people.map(({ id }) => ({ customer_id: id, effective_at_ms: nowMs, ...charging })),
  );
  // As it is kept of every customer as soon as there is one.
  await insertRows(
    tx,
    'billing_customer',
    ['customer_id', 'next_bill_on', 'bill_number'],
    people.map(({ id }) => ({ customer_id: id, next_bill_on: FIRST_BILL_ON, bill_number: 0 })),
  );
  const lines = people.flatMap(({ id, number }) =>
    Array.from({ length: SERVICES_IN_TURN[number % 3] as number }, (_, line) => ({ id: idOf('s', number * 4 + line), customerId: id })),
  );
  const terms = { plan_id: planId, status: 'active', quantity: 1 };
  await insertRows(
    tx,
    'service',
    ['id', 'customer_id', 'plan_id', 'status', 'quantity', 'login', 'password_sealed', 'ipv4', 'created_at_ms'],
    lines.map(({ id, customerId }) => ({
      id,
      customer_id: customerId,
      ...terms,
      login: id,
      password_sealed: 'sealed',
      ipv4: '{"mode":"none"}',
      created_at_ms: nowMs,
    })),
  );
  await insertRows(
    tx,
    'service_history',
    ['service_id', 'customer_id', 'effective_at_ms', 'recorded_at_ms', 'plan_id', 'status', 'quantity'],
    lines.map(({ id, customerId }) => ({
      service_id: id,
      customer_id: customerId,
      effective_at_ms: nowMs,
      recorded_at_ms: nowMs,
      ...terms,
    })),
  );
  return lines.length;
}

function idOf(letter: string, number: number): string {
  return `${letter}${String(number).padStart(25, '0')}`;
}
