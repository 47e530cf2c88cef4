import type { Actor } from '@tapline/sdk';
import { expect } from 'chai';
import { forEachDatabase } from '../../testing/each-database.js';
import { rejection } from '../../testing/rejection.js';
import { loadConfiguration } from '../config/load-configuration.js';
import { Database } from './database.js';
import { TransactionConflict } from './database-error.js';
import { type DatabaseTransaction, sqlOf } from './database-transaction.js';
import { type MigrationStep, migrate } from './migrations.js';

const ACTOR: Actor = { kind: 'system', id: 'test', name: 'Test' };
const HISTORY = 'test_migration';

const COUNTER: MigrationStep = {
  id: '0001-counter',
  createTable: 'counter',
  columns: (columns) => {
    columns.key('name').primary();
    columns.integer64('value').notNullable();
  },
};

forEachDatabase((fixture) => {
  describe(`The database on ${fixture.name}`, () => {
    let database: Database;
    beforeEach(async () => {
      database = await fixture.open();
      await migrate(database, HISTORY, [COUNTER]);
      await database.transaction(ACTOR, ({ sql }) =>
        sql('counter').insert([
          { name: 'a', value: 0 },
          { name: 'b', value: 0 },
        ]),
      );
    });
    afterEach(() => fixture.close());

    const value = async (name: string): Promise<number> => Number((await database.reader('counter').where({ name }).pluck('value'))[0]);
    const increment = (tx: DatabaseTransaction, name: string) => tx.sql('counter').where({ name }).increment('value', 1);

    it('lets everything else go on while transactions, or questions, follow one another', async () => {
      const spin = (): void => {
        for (const endMs = performance.now() + 2; performance.now() < endMs; );
      };
      for (const work of [() => database.transaction(ACTOR, async (tx) => void (await increment(tx, 'a'))), () => value('a')]) {
        let beats = 0;
        const heart = setInterval(() => beats++, 1);
        for (let count = 0; count < 50; count++) {
          await work();
          spin();
        }
        clearInterval(heart);
        expect(beats).to.be.greaterThan(2);
      }
    });

    it('keeps all of a transaction or nothing', async () => {
      const failed = database.transaction(ACTOR, async (tx) => {
        await increment(tx, 'a');
        throw new Error('no');
      });
      expect(await failed.catch((error: Error) => error.message)).to.equal('no');
      expect(await value('a')).to.equal(0);
    });

    it('loses no update of transactions that meet, and starts those again that deadlock', async () => {
      const inOrder = (first: string, second: string) =>
        database.transaction(ACTOR, async (tx) => {
          await increment(tx, first);
          await increment(tx, second);
        });
      await Promise.all(Array.from({ length: 12 }, (_, index) => (index % 2 === 0 ? inOrder('a', 'b') : inOrder('b', 'a'))));
      expect([await value('a'), await value('b')]).to.deep.equal([12, 12]);
    });

    it('starts a transaction again when a store says that it lost a race', async () => {
      let attempts = 0;
      await database.transaction(ACTOR, async (tx) => {
        await increment(tx, 'a');
        attempts += 1;
        if (attempts < 3) throw new TransactionConflict('lost');
      });
      expect([attempts, await value('a')]).to.deep.equal([3, 1]);
    });

    it('calls back after the commit only, and not after a rollback', async () => {
      const calls: string[] = [];
      await database.transaction(ACTOR, async (tx) => {
        tx.afterCommit(() => calls.push('committed'));
        await increment(tx, 'a');
        expect(calls).to.deep.equal([]);
      });
      await database
        .transaction(ACTOR, (tx) => {
          tx.afterCommit(() => calls.push('rolled back'));
          return Promise.reject(new Error('no'));
        })
        .catch(() => undefined);
      expect(calls).to.deep.equal(['committed']);
    });

    it('refuses a transaction that is used after its end, and one that it did not make', async () => {
      let kept: DatabaseTransaction | undefined;
      await database.transaction(ACTOR, (tx) => {
        kept = tx;
        return Promise.resolve();
      });
      expect(() => kept?.sql).to.throw(/has ended/);
      expect(() => sqlOf({ actor: ACTOR })).to.throw(/not made by Tapline/);
    });

    it('shows a snapshot as it was at one instant, whatever is committed meanwhile', async () => {
      const seen = await database.snapshot(ACTOR, async ({ sql }) => {
        const read = async (name: string) => Number((await sql('counter').where({ name }).pluck('value'))[0]);
        const first = await read('a');
        await database.transaction(ACTOR, async (tx) => {
          await increment(tx, 'a');
          await increment(tx, 'b');
        });
        return [first, await read('a'), await read('b')];
      });
      expect(seen).to.deep.equal([0, 0, 0]);
      expect([await value('a'), await value('b')]).to.deep.equal([1, 1]);
    });

    it('refuses to write in a view', async () => {
      const written = database.view(ACTOR, async (tx) => {
        await increment(tx, 'a');
      });
      expect(
        await written.then(
          () => 'accepted',
          () => 'refused',
        ),
      ).to.equal('refused');
      expect(await value('a')).to.equal(0);
    });

    it('goes on with a migration that was cut off between a change and its note', async () => {
      const index: MigrationStep = { id: '0002-index', createIndex: 'counter_value', on: 'counter', columns: ['value'] };
      const column: MigrationStep = {
        id: '0003-column',
        addColumn: 'note',
        to: 'counter',
        columns: (columns) => void columns.words('note').nullable(),
      };
      expect(await migrate(database, HISTORY, [COUNTER, index, column])).to.deep.equal(['0002-index', '0003-column']);
      await database.transaction(ACTOR, ({ sql }) => sql(HISTORY).delete());
      expect(await migrate(database, HISTORY, [COUNTER, index, column])).to.deep.equal(['0001-counter', '0002-index', '0003-column']);
      expect(await migrate(database, HISTORY, [COUNTER, index, column])).to.deep.equal([]);
    });

    it('lets processes that start together build the schema once', async () => {
      const again = (id: string): MigrationStep => ({ ...COUNTER, id, createTable: `table_${id}` });
      const steps = ['one', 'two', 'three'].map(again);
      await migrate(database, 'other_migration', []);
      const applied = await Promise.all([migrate(database, 'other_migration', steps), migrate(database, 'other_migration', steps)]);
      expect(applied.flat().sort()).to.deep.equal(['one', 'three', 'two']);
      expect(await migrate(database, 'other_migration', steps)).to.deep.equal([]);
    });
  });
});

describe('A database that is not there', () => {
  it('is named with the keys to check', async () => {
    const database = Database.open(loadConfiguration({ flags: { 'database.client': 'mysql', 'database.port': '1' } }));
    for (const attempt of [() => database.transaction(ACTOR, () => Promise.resolve()), () => database.view(ACTOR, ({ sql }) => sql('x'))]) {
      expect(await rejection(attempt())).to.include({ code: 'DATABASE_UNREACHABLE', kind: 'unavailable' });
    }
    await database.close();
  });
});
