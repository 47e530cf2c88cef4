import { type Actor, defineEvent, type EventDelivery, type TaplineError } from '@tapline/sdk';
import { expect } from 'chai';
import { forEachDatabase } from '../../testing/each-database.js';
import { Gate } from '../addons/fixtures/gate.js';
import type { Database } from '../database/database.js';
import type { DatabaseTransaction } from '../database/database-transaction.js';
import { migrate } from '../database/migrations.js';
import { LEASE_MIGRATIONS } from '../leases/lease-migrations.js';
import { LeaseStore } from '../leases/lease-store.js';
import { createLogger } from '../logging/logger.js';
import { OutboxDispatcher } from './dispatcher.js';
import { EventRaiser } from './event-raiser.js';
import { OUTBOX_MIGRATIONS } from './outbox-migrations.js';

interface Payload {
  readonly number: number;
}
const COUNTED = defineEvent<Payload>({ name: 'test.counted', when: 'Something was counted.', since: '0.1.0' });
const OTHER = defineEvent<Payload>({ name: 'test.other', when: 'Something else.', since: '0.1.0' });
const ACTOR: Actor = { kind: 'system', id: 'test', name: 'Test' };
const ADA = 'ada'.padEnd(26, '0');
const BOB = 'bob'.padEnd(26, '0');
const SECOND_MS = 1000;

const numbered = (prefix: string, count: number): readonly string[] => Array.from({ length: count }, (_, number) => `${prefix} ${number}`);

forEachDatabase((fixture) => {
  describe(`The outbox on ${fixture.name}`, () => {
    let database: Database;
    let nowMs: number;
    let outbox: OutboxDispatcher;
    let seen: string[];
    const raiser = new EventRaiser({ nowMs: () => 5_000 }, () => undefined);
    const logger = createLogger('error', { write: () => undefined });

    before(async () => {
      database = await fixture.open();
      await migrate(database, 'history', [...LEASE_MIGRATIONS, ...OUTBOX_MIGRATIONS]);
    });
    beforeEach(async () => {
      for (const table of ['outbox_event', 'outbox_cursor', 'outbox_failure', 'lease']) await database.schemaWriter(table).delete();
      nowMs = 1_000_000;
      seen = [];
      outbox = newDispatcher();
    });
    after(() => fixture.close());

    const newDispatcher = (listenerDeadlineMs = 30_000): OutboxDispatcher =>
      new OutboxDispatcher({ database, leases: new LeaseStore(database), logger, nowMs: () => nowMs, listenerDeadlineMs });
    const raise = (customerId: string | null, ...numbers: readonly number[]): Promise<void> =>
      database.transaction(ACTOR, async (tx) => {
        for (const number of numbers) await raiser.raise(tx, COUNTED, { customerId, payload: { number } });
      });
    const note = ({ customerId, payload }: EventDelivery<Payload>): Promise<void> => {
      seen.push(`${customerId?.slice(0, 3) ?? 'none'} ${payload.number}`);
      return Promise.resolve();
    };
    /** Fails for one number as long as the switch is on. */
    const failingAt = (number: number): { isBroken: boolean; listen: typeof note } => {
      const state = {
        isBroken: true,
        listen: (delivery: EventDelivery<Payload>) =>
          state.isBroken && delivery.payload.number === number ? Promise.reject(new Error('no such thing')) : note(delivery),
      };
      return state;
    };
    const of = (prefix: string): readonly string[] => seen.filter((line) => line.startsWith(prefix));

    it('delivers what was raised, with its payload, after the transaction has committed', async () => {
      let delivered: EventDelivery<Payload> | undefined;
      await outbox.subscribe('addon', COUNTED.name, (delivery: EventDelivery<Payload>) => {
        delivered = delivery;
        return Promise.resolve();
      });
      await raise(ADA, 1);
      await outbox.drain();
      expect(delivered).to.include({ name: 'test.counted', customerId: ADA, occurredAtMs: 5_000 });
      expect(delivered?.payload).to.deep.equal({ number: 1 });
    });

    it('delivers nothing of a transaction that was rolled back', async () => {
      await outbox.subscribe('addon', COUNTED.name, note);
      const failed = database.transaction(ACTOR, async (tx) => {
        await raiser.raise(tx, COUNTED, { customerId: ADA, payload: { number: 1 } });
        throw new Error('rolled back');
      });
      await failed.catch(() => undefined);
      await outbox.drain();
      expect(seen).to.deep.equal([]);
    });

    it('starts a new consumer at the present end, and goes on where a known one stopped', async () => {
      await raise(ADA, 1);
      await outbox.subscribe('addon', COUNTED.name, note);
      await raise(ADA, 2);
      await outbox.drain();
      outbox.unsubscribe('addon');
      await raise(ADA, 3);
      await outbox.drain();
      await outbox.subscribe('addon', COUNTED.name, note);
      await outbox.drain();
      expect(seen).to.deep.equal(['ada 2', 'ada 3']);
    });

    it('gives each consumer only the events that it listens to', async () => {
      await outbox.subscribe('counter', COUNTED.name, note);
      await outbox.subscribe('other', OTHER.name, () => Promise.reject(new Error('not for me')));
      await raise(ADA, 1, 2);
      await outbox.drain();
      expect(seen).to.deep.equal(['ada 1', 'ada 2']);
      expect(await outbox.failures()).to.deep.equal([]);
    });

    it('delivers the events of each customer in order, over many batches', async () => {
      await outbox.subscribe('addon', COUNTED.name, async (delivery: EventDelivery<Payload>) => {
        await new Promise(setImmediate);
        await note(delivery);
      });
      for (let number = 0; number < 150; number += 50) {
        const numbers = Array.from({ length: 50 }, (_, index) => number + index);
        await raise(ADA, ...numbers);
        await raise(BOB, ...numbers);
      }
      await outbox.drain();
      expect(of('ada')).to.deep.equal(numbered('ada', 150));
      expect(of('bob')).to.deep.equal(numbered('bob', 150));
    });

    it('keeps later events of a customer behind one that fails, while other customers go on', async () => {
      const failing = failingAt(2);
      await outbox.subscribe('addon', COUNTED.name, failing.listen);
      await raise(ADA, 1, 2, 3);
      await raise(BOB, 1);
      await outbox.drain();
      await raise(ADA, 4);
      await raise(BOB, 5);
      await outbox.drain();
      expect([...seen].sort()).to.deep.equal(['ada 1', 'bob 1', 'bob 5']);
      const failures = await outbox.failures();
      expect(failures.map(({ state, attempts }) => `${state} ${attempts}`)).to.deep.equal(['retrying 1', 'waiting 0', 'waiting 0']);
      expect(failures[0]).to.include({
        consumer: 'addon',
        eventName: 'test.counted',
        error: 'no such thing',
        nextTryAtMs: nowMs + SECOND_MS,
      });

      failing.isBroken = false;
      nowMs += SECOND_MS;
      await outbox.drain();
      expect(of('ada')).to.deep.equal(['ada 1', 'ada 2', 'ada 3', 'ada 4']);
      expect(await outbox.failures()).to.deep.equal([]);
    });

    it('holds nothing up behind a failing event that belongs to no customer', async () => {
      await outbox.subscribe('addon', COUNTED.name, failingAt(1).listen);
      await raise(null, 1, 2);
      await outbox.drain();
      expect(seen).to.deep.equal(['none 2']);
    });

    it('tries with growing pauses, parks after 8 tries, and gives all tries again when an admin says so', async () => {
      const failing = failingAt(1);
      await outbox.subscribe('addon', COUNTED.name, failing.listen);
      await raise(ADA, 1, 2);
      await outbox.drain();
      const pauses: number[] = [];
      for (let [failure] = await outbox.failures(); failure?.state === 'retrying'; [failure] = await outbox.failures()) {
        pauses.push((failure.nextTryAtMs - nowMs) / SECOND_MS);
        nowMs = failure.nextTryAtMs;
        await outbox.drain();
      }
      expect(pauses).to.deep.equal([1, 5, 30, 120, 600, 3600, 3600]);
      const [parked] = await outbox.failures();
      expect(parked).to.include({ state: 'parked', attempts: 8 });

      failing.isBroken = false;
      nowMs += 24 * 3600 * SECOND_MS;
      await outbox.drain();
      expect(seen).to.deep.equal([]);
      await outbox.retry('addon', parked?.position ?? 0);
      await outbox.drain();
      expect(seen).to.deep.equal(['ada 1', 'ada 2']);
    });

    it('goes on behind an event that an admin skips', async () => {
      await outbox.subscribe('addon', COUNTED.name, failingAt(1).listen);
      await raise(ADA, 1, 2, 3);
      await outbox.drain();
      const [first, second] = await outbox.failures();
      const waiting = await outbox.retry('addon', second?.position ?? 0).catch((error: TaplineError) => error.code);
      expect(waiting).to.equal('OUTBOX_EVENT_WAITING');
      await outbox.skip('addon', first?.position ?? 0);
      await outbox.drain();
      expect(seen).to.deep.equal(['ada 2', 'ada 3']);
      const gone = await outbox.skip('addon', first?.position ?? 0).catch((error: TaplineError) => error.code);
      expect(gone).to.equal('OUTBOX_FAILURE_UNKNOWN');
    });

    it('treats a listener that hangs as one that fails', async () => {
      outbox = newDispatcher(15);
      await outbox.subscribe('addon', COUNTED.name, ({ payload }: EventDelivery<Payload>) =>
        payload.number === 1 ? new Promise(() => undefined) : Promise.resolve(),
      );
      await raise(ADA, 1);
      await outbox.drain();
      expect((await outbox.failures())[0]?.error).to.match(/addon did not finish test\.counted within 15 ms/);
    });

    it('delivers once with two dispatchers at work', async () => {
      const second = newDispatcher();
      await outbox.subscribe('addon', COUNTED.name, note);
      await second.subscribe('addon', COUNTED.name, note);
      for (let number = 0; number < 20; number++) await raise(number % 2 === 0 ? ADA : BOB, number);
      await Promise.all([outbox.drain(), second.drain(), outbox.drain(), second.drain()]);
      expect(seen).to.have.length(20);
      expect(of('ada')).to.deep.equal(Array.from({ length: 10 }, (_, index) => `ada ${index * 2}`));
    });

    it('delivers again, and loses nothing, after a crash before the cursor was moved', async () => {
      await outbox.subscribe('addon', COUNTED.name, async (delivery: EventDelivery<Payload>) => {
        await note(delivery);
        // From here on this process does nothing more: its consumer is gone before the batch is concluded, as after a kill.
        if (delivery.payload.number === 2) outbox.unsubscribe('addon');
      });
      await raise(ADA, 1, 2, 3);
      await outbox.drain();
      expect(seen).to.deep.equal(['ada 1', 'ada 2']);

      const restarted = newDispatcher();
      seen = [];
      await restarted.subscribe('addon', COUNTED.name, note);
      await restarted.drain();
      expect(seen).to.deep.equal(['ada 1', 'ada 2', 'ada 3']);
    });

    // SQLite has one writer at a time: there a slow transaction cannot be overtaken.
    if (fixture.name === 'MariaDB') {
      it('does not lose an event whose transaction commits after later ones were delivered', async () => {
        await outbox.subscribe('addon', COUNTED.name, note);
        const inserted = new Gate();
        const commit = new Gate();
        const slow = database.transaction(ACTOR, async (tx: DatabaseTransaction) => {
          await raiser.raise(tx, COUNTED, { customerId: ADA, payload: { number: 1 } });
          inserted.open();
          await commit.passed;
        });
        await inserted.passed;
        await raise(BOB, 2);
        await outbox.drain();
        expect(seen).to.deep.equal(['bob 2']);
        commit.open();
        await slow;
        await outbox.drain();
        expect(seen).to.deep.equal(['bob 2', 'ada 1']);
      });
    }

    it('prunes old events that were delivered, keeps those that failed, and never gives a position twice', async () => {
      await outbox.subscribe('addon', COUNTED.name, failingAt(2).listen);
      await raise(ADA, 1);
      await raise(BOB, 2);
      await outbox.drain();
      await raise(ADA, 3);
      expect(await outbox.prune(5_000)).to.equal(0);
      expect(await outbox.prune(5_001)).to.equal(1);
      await outbox.drain();
      expect(await outbox.prune(5_001)).to.equal(1);
      await outbox.skip('addon', (await outbox.failures())[0]?.position ?? 0);
      expect(await outbox.prune(5_001)).to.equal(1);
      await raise(ADA, 4);
      await outbox.drain();
      expect(seen).to.deep.equal(['ada 1', 'ada 3', 'ada 4']);
    });

    it('delivers by itself once it is started and nudged', async () => {
      const delivered = new Gate();
      await outbox.subscribe('addon', COUNTED.name, () => Promise.resolve(delivered.open()));
      outbox.start();
      await raise(ADA, 1);
      outbox.nudge();
      await delivered.passed;
      await outbox.stop();
    });
  });
});
