import { strict as assert } from 'node:assert';
import type { Plan, ServiceChanges } from '@tapline/sdk';
import type { Random } from '../../../demo/random.js';
import { DOCUMENT_SERVICE } from '../../../documents/document-service.js';
import { FOLLOW_UP_SERVICE } from '../../../documents/follow-ups/follow-up-service.js';
import { PAYMENT_SERVICE } from '../../../payments/payment-service.js';
import { REFUND_SERVICE } from '../../../payments/refund-service.js';
import { SCHEDULED_CHANGES } from '../../../services/scheduled-change-service.js';
import { SERVICE_SERVICE } from '../../../services/service-service.js';
import { rejection } from '../../../testing/rejection.js';
import type { TestApplication } from '../../../testing/test-application.js';
import { BILL_SERVICE } from '../../bills/bill-service.js';
import { ONE_TIME_ITEMS } from '../../bills/one-time-item-service.js';
import { changeCycle, deactivate, handOver } from './cycle-acts.js';
import { nextDay } from './naive-calendar.js';
import type { NaiveTerms } from './naive-model.js';
import type { SimulatedCustomer } from './simulated-customer.js';

export interface World {
  readonly app: TestApplication;
  readonly random: Random;
  readonly plans: readonly Plan[];
  readonly today: string;
  /** A text that was not given before. */
  readonly nextKey: () => string;
}

/** One thing that one customer does, or an admin for it; whatever can be asked for twice is. */
export async function act(world: World, player: SimulatedCustomer): Promise<void> {
  const { random } = world;
  switch (random.integer(0, 18)) {
    case 0:
      return changePlan(world, player);
    case 1: {
      const quantity = random.integer(1, 4);
      return change(world, player, { quantity }, { quantity });
    }
    case 2:
      return change(world, player, { isActive: false }, { status: random.pick(['paused', 'stopped'] as const) });
    case 3:
      return change(world, player, { isActive: true }, { status: 'active' });
    case 4:
      return giveDiscount(world, player);
    case 5:
      return planChangeAhead(world, player);
    case 6:
      return addItem(world, player);
    case 7:
      return void (await billNow(world, player));
    case 8:
      return thereAndBack(world, player);
    case 9:
      return refund(world, player);
    case 10:
      return creditAnInvoice(world, player);
    case 11:
      return cancelPlanned(world, player);
    case 12:
      return deactivate(world, player);
    case 13:
      return changeCycle(world, player);
    case 14:
      return handOver(world, player);
    default:
      return pay(world, player);
  }
}

async function change(
  { app, random, today }: World,
  player: SimulatedCustomer,
  terms: Partial<NaiveTerms>,
  real: ServiceChanges,
): Promise<void> {
  const serviceId = random.pick(player.lines).id;
  await app.write((tx) => app.container.resolve(SERVICE_SERVICE).change(tx, serviceId, real));
  player.change(serviceId, terms, { effectiveOn: today, today });
}

function changePlan(world: World, player: SimulatedCustomer): Promise<void> {
  const { id: planId, priceMinor } = world.random.pick(world.plans);
  return change(world, player, { price: priceMinor }, { planId, unitPriceMinor: null });
}

function giveDiscount(world: World, player: SimulatedCustomer): Promise<void> {
  const { random, today } = world;
  const until = random.chance(0.5) ? null : nextDay(today, random.integer(0, 60));
  const discount = { from: today, until, hundredthsOfPercent: random.integer(1, 10_000) };
  return change(world, player, { discounts: [discount] }, { discounts: [{ kind: 'percent', title: 'Offer', ...discount }] });
}

async function planChangeAhead({ app, random, today }: World, player: SimulatedCustomer): Promise<void> {
  const { id } = random.pick(player.lines);
  const effectiveOn = nextDay(today, random.integer(1, 40));
  const quantity = random.integer(1, 4);
  const planned = await app.write((tx) => app.container.resolve(SCHEDULED_CHANGES).schedule(tx, id, effectiveOn, { quantity }));
  player.planned.push({ id: planned.id, change: player.change(id, { quantity }, { effectiveOn, today }) });
}

/** What was planned and has not come yet is given up. */
async function cancelPlanned({ app, random, today }: World, player: SimulatedCustomer): Promise<void> {
  player.planned = player.planned.filter(({ change: planned }) => planned.effectiveOn > today);
  if (player.planned.length === 0) return;
  const { id, change: planned } = random.pick(player.planned);
  await app.write((tx) => app.container.resolve(SCHEDULED_CHANGES).cancel(tx, id));
  planned.forgottenOn = today;
  player.planned = player.planned.filter((each) => each.id !== id);
}

async function billNow({ app, today }: World, player: SimulatedCustomer): Promise<number> {
  player.noteBills(today);
  const documents = await app.write((tx) => app.container.resolve(BILL_SERVICE).billNow(tx, player.id));
  player.noteBill(today);
  return documents.length;
}

/** A change that is taken back in the same instant costs nothing (L5). */
async function thereAndBack(world: World, player: SimulatedCustomer): Promise<void> {
  await billNow(world, player);
  const { id } = world.random.pick(player.lines);
  const services = world.app.container.resolve(SERVICE_SERVICE);
  const { planId, unitPriceMinor, quantity } = await world.app.view((tx) => services.get(tx, id));
  const other = world.plans.find((plan) => plan.id !== planId) as Plan;
  for (const changes of [
    { planId: other.id, unitPriceMinor: null, quantity: quantity + 1 },
    { planId, unitPriceMinor, quantity },
  ]) {
    await world.app.write((tx) => services.change(tx, id, changes));
  }
  assert.equal(await billNow(world, player), 0, `customer ${player.customer.number}: there and back is billed`);
}

/** Twice with one key. */
async function addItem({ app, random, today, nextKey }: World, player: SimulatedCustomer): Promise<void> {
  const unitPriceMinor = random.integer(100, 5000);
  const items = app.container.resolve(ONE_TIME_ITEMS);
  const draft = { customerId: player.id, description: 'Item', unitPriceMinor };
  const idempotencyKey = nextKey();
  for (let time = 0; time < 2; time++) await app.write((tx) => items.add(tx, draft, { idempotencyKey }));
  player.addItem(unitPriceMinor, today);
}

/** Twice at once with one key; now and then for an invoice that it names, and then once more for another amount, which is refused. */
async function pay({ app, random, nextKey }: World, player: SimulatedCustomer): Promise<void> {
  const payments = app.container.resolve(PAYMENT_SERVICE);
  const invoice = random.chance(0.3) ? await anInvoiceOf(app, player, random) : undefined;
  const draft = {
    customerId: player.id,
    amountMinor: random.integer(1, 9000),
    method: 'bank',
    ...(invoice ? { documentIds: [invoice.id] } : {}),
  };
  const idempotencyKey = nextKey();
  const record = (amountMinor: number) => app.write((tx) => payments.record(tx, { ...draft, amountMinor }, { idempotencyKey }));
  const [payment, again] = await Promise.all([record(draft.amountMinor), record(draft.amountMinor)]);
  assert.equal(payment.id, again.id, 'one key is one payment');
  player.payments.push({ id: payment.id, leftMinor: draft.amountMinor });
  player.creditedMinor += draft.amountMinor;
  if (invoice) assert.equal((await rejection(record(draft.amountMinor + 1))).code, 'LEDGER_KEY_REUSED');
}

/** A part of a payment goes back, or all of it, as a refund or as a cancellation; asked for twice. */
async function refund({ app, random, nextKey }: World, player: SimulatedCustomer): Promise<void> {
  const payment = player.payments.filter(({ leftMinor }) => leftMinor > 0).at(-1);
  if (!payment) return;
  const refunds = app.container.resolve(REFUND_SERVICE);
  const isUntouched = (await app.view((tx) => app.container.resolve(PAYMENT_SERVICE).get(tx, payment.id))).refundedMinor === 0;
  const amountMinor = isUntouched && random.chance(0.5) ? payment.leftMinor : random.integer(1, payment.leftMinor);
  const isCancelled = isUntouched && amountMinor === payment.leftMinor;
  const idempotencyKey = nextKey();
  const draft = { customerId: player.id, paymentId: payment.id, amountMinor, method: 'bank' };
  for (let time = 0; time < 2; time++) {
    await app.write(async (tx) => {
      if (isCancelled) await refunds.cancel(tx, payment.id, 'returned by the bank');
      else await refunds.refund(tx, draft, { idempotencyKey });
    });
  }
  payment.leftMinor -= amountMinor;
  player.creditedMinor -= amountMinor;
}

/** What is left of an invoice, or a part of one of its lines; asked for twice. */
async function creditAnInvoice({ app, random, nextKey }: World, player: SimulatedCustomer): Promise<void> {
  const invoice = await anInvoiceOf(app, player, random);
  if (!invoice) return;
  const followUps = app.container.resolve(FOLLOW_UP_SERVICE);
  const document = await app.view((tx) => app.container.resolve(DOCUMENT_SERVICE).get(tx, invoice.id));
  const line = document.lines.findIndex(({ grossMinor }) => grossMinor > 0);
  const part =
    random.chance(0.5) && line >= 0 ? [{ line, grossMinor: random.integer(1, document.lines[line]?.grossMinor ?? 1) }] : undefined;
  const idempotencyKey = nextKey();
  const credit = () => app.write((tx) => followUps.credit(tx, invoice.id, part ? { lines: part } : {}, { idempotencyKey }));
  const first = await credit().catch((error: { readonly code?: string }) => {
    // Earlier credit notes may have taken what this one asks for.
    if (error.code === 'CREDIT_TOO_MUCH' || error.code === 'CREDIT_NOTHING_LEFT') return undefined;
    throw error;
  });
  if (!first) return;
  assert.equal((await credit()).id, first.id, 'one key is one credit note');
  player.creditedMinor += first.totalMinor;
}

async function anInvoiceOf(app: TestApplication, player: SimulatedCustomer, random: Random): Promise<{ readonly id: string } | undefined> {
  const search = { customerId: player.id, kind: 'invoice', page: 1, pageSize: 5 } as const;
  const { documents } = await app.view((tx) => app.container.resolve(DOCUMENT_SERVICE).search(tx, search));
  return documents.length === 0 ? undefined : random.pick(documents);
}
