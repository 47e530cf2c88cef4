import type { Actor, AddonMigration, TaplineError, Transaction } from '@tapline/sdk';
import { expect } from 'chai';
import { forEachDatabase } from '../../testing/each-database.js';
import type { Database } from '../database/database.js';
import { migrate } from '../database/migrations.js';
import { addonSchema } from './addon-schema.js';
import { DatabaseAddonTables } from './addon-tables.js';

const MIGRATIONS: readonly AddonMigration[] = [
  {
    id: '0001-day',
    createTable: 'day',
    columns: {
      customer_id: { type: 'id' },
      day: { type: 'date' },
      amount_minor: { type: 'amount' },
      is_paid: { type: 'boolean' },
      details: { type: 'json' },
      note: { type: 'text', isNullable: true },
      code: { type: 'key', isNullable: true },
    },
    primaryKey: ['customer_id', 'day'],
    indexes: [{ columns: ['day'] }, { columns: ['code'], isUnique: true }],
  },
  { id: '0002-month', addColumn: { table: 'day', name: 'month', definition: { type: 'month', isNullable: true } } },
  { id: '0004-by-month', addIndex: { table: 'day', columns: ['month', 'is_paid'] } },
  { id: '0003-mark', createTable: 'mark', columns: { name: { type: 'key' } }, primaryKey: ['name'] },
];

interface Day {
  readonly customer_id: string;
  readonly day: string;
  readonly amount_minor: number;
  readonly is_paid: boolean;
  readonly details: { readonly why: string };
  readonly note: string | null;
  readonly code: string | null;
  readonly month: string | null;
}

const ACTOR: Actor = { kind: 'addon', id: 'data-cap', name: 'Data cap' };
const ADA = 'a'.repeat(26);
const DAY: Day = {
  customer_id: ADA,
  day: '2026-05-01',
  amount_minor: 9_007_199_254_740_991,
  is_paid: true,
  details: { why: 'žluť 🐎' },
  note: null,
  code: 'A',
  month: '2026-05',
};

/** The tables that have an index of this name. */
async function tablesWithIndex({ schemaWriter, dialect }: Database, name: string): Promise<readonly string[]> {
  if (dialect === 'sqlite') return schemaWriter('sqlite_master').where({ type: 'index', name }).pluck('tbl_name');
  return schemaWriter('information_schema.statistics')
    .where({ index_name: name })
    .whereRaw('table_schema = DATABASE()')
    .distinct()
    .pluck('table_name');
}

forEachDatabase((fixture) => {
  describe(`The tables of an add-on on ${fixture.name}`, () => {
    let database: Database;
    const schema = addonSchema('data-cap', MIGRATIONS);
    const tables = new DatabaseAddonTables('data-cap', schema);
    const days = tables.table<Day>('day');

    before(async () => {
      database = await fixture.open();
      await migrate(database, schema.historyTable, schema.steps);
    });
    beforeEach(() => run((tx) => days.remove(tx, {})));
    after(() => fixture.close());

    const run = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> => database.transaction(ACTOR, work);
    const codeOf = async (work: (tx: Transaction) => Promise<unknown>): Promise<string> => {
      try {
        await run(work);
        return 'none';
      } catch (error) {
        return (error as TaplineError).code;
      }
    };

    it('carry the prefix of the add-on and have a history of their own', async () => {
      const knex = database.schemaWriter;
      expect(await knex.schema.hasTable('addon_data_cap_day')).to.equal(true);
      expect(await migrate(database, schema.historyTable, schema.steps)).to.deep.equal([]);
      expect(await knex('addon_data_cap_migrations').select('id')).to.have.length(4);
      expect(await tablesWithIndex(database, 'addon_data_cap_day_month_is_paid')).to.deep.equal(['addon_data_cap_day']);
    });

    it('give back every value as it was put in', async () => {
      await run((tx) => days.insert(tx, DAY));
      expect(await run((tx) => days.findOne(tx, { customer_id: ADA, is_paid: true }))).to.deep.equal(DAY);
    });

    it('find rows by equality, also with nothing, in an order, up to a limit and in pages', async () => {
      await run(async (tx) => {
        for (const [day, code] of [
          ['2026-05-01', 'A'],
          ['2026-05-02', 'B'],
          ['2026-05-03', null],
        ] as const) {
          await days.insert(tx, { ...DAY, day, code });
        }
      });
      const latest = await run((tx) => days.find(tx, { customer_id: ADA }, { orderBy: [{ column: 'day', direction: 'desc' }], limit: 2 }));
      expect(latest.map(({ day }) => day)).to.deep.equal(['2026-05-03', '2026-05-02']);
      const second = await run((tx) => days.find(tx, {}, { orderBy: [{ column: 'day', direction: 'desc' }], limit: 2, offset: 2 }));
      expect(second.map(({ day }) => day)).to.deep.equal(['2026-05-01']);
      expect(await run((tx) => days.find(tx, { code: null }))).to.have.length(1);
      const picked = await run((tx) => days.pick(tx, ['day', 'code'], {}, { orderBy: [{ column: 'day', direction: 'asc' }], limit: 2 }));
      expect(picked).to.deep.equal([
        { day: '2026-05-01', code: 'A' },
        { day: '2026-05-02', code: 'B' },
      ]);
      expect(await run((tx) => days.findOne(tx, { customer_id: 'b'.repeat(26) }))).to.equal(undefined);
    });

    it('put a row in, or in place of the one with its primary key', async () => {
      await run((tx) => days.put(tx, DAY));
      await run((tx) => days.put(tx, { ...DAY, amount_minor: 5 }));
      await run((tx) => days.put(tx, { ...DAY, amount_minor: 5 }));
      expect((await run((tx) => days.find(tx, {}))).map(({ amount_minor }) => amount_minor)).to.deep.equal([5]);
      const marks = tables.table<{ name: string }>('mark');
      await run((tx) => marks.put(tx, { name: 'once' }));
      await run((tx) => marks.put(tx, { name: 'once' }));
      expect(await run((tx) => marks.find(tx, {}))).to.deep.equal([{ name: 'once' }]);
    });

    it('never put a row in place of one that is equal only in another unique index', async () => {
      await run((tx) => days.put(tx, DAY));
      expect(await codeOf((tx) => days.put(tx, { ...DAY, day: '2026-05-02' }))).to.equal('ADDON_ROW_DUPLICATE');
      expect(await run((tx) => days.find(tx, {}))).to.deep.equal([DAY]);
    });

    it('count what was updated and removed', async () => {
      await run((tx) => days.insert(tx, DAY));
      expect(await run((tx) => days.update(tx, { day: DAY.day }, { is_paid: false, note: 'late' }))).to.equal(1);
      expect(await run((tx) => days.findOne(tx, { is_paid: false }))).to.deep.include({ note: 'late' });
      expect(await run((tx) => days.remove(tx, { is_paid: true }))).to.equal(0);
      expect(await run((tx) => days.remove(tx, { is_paid: false }))).to.equal(1);
    });

    it('count rows, and change those of which a column has one of many values', async () => {
      await run(async (tx) => {
        for (const day of ['2026-05-01', '2026-05-02', '2026-05-03']) await days.insert(tx, { ...DAY, day, code: null });
      });
      expect(await run((tx) => days.count(tx, {}))).to.equal(3);
      // More than one statement takes; days that are not there are none of its.
      const many = Array.from({ length: 600 }, (_, each) => `20${String(10 + (each % 10))}-05-02`);
      expect(await run((tx) => days.updateIn(tx, 'day', [...many, '2026-05-02', '2026-05-03'], { is_paid: false }))).to.equal(2);
      expect(await run((tx) => days.updateIn(tx, 'day', [], { is_paid: false }))).to.equal(0);
      expect(await run((tx) => days.updateIn(tx, 'day', ['2026-05-01'], {}))).to.equal(0);
      expect(await run((tx) => days.count(tx, { is_paid: false }))).to.equal(2);
      expect(await run((tx) => days.count(tx, { is_paid: false, note: 'late' }))).to.equal(0);
    });

    it('refuse what is there already', async () => {
      await run((tx) => days.insert(tx, DAY));
      expect(await codeOf((tx) => days.insert(tx, DAY))).to.equal('ADDON_ROW_DUPLICATE');
    });

    it('refuse tables, columns and values that were not declared', async () => {
      const wild = days as unknown as {
        find(tx: Transaction, where: object): Promise<unknown>;
        insert(tx: Transaction, row: object): Promise<void>;
      };
      expect(() => tables.table('secret'))
        .to.throw()
        .with.property('code', 'ADDON_TABLE_UNKNOWN');
      expect(await codeOf((tx) => wild.find(tx, { 'day; DROP TABLE x': 1 }))).to.equal('ADDON_COLUMN_UNKNOWN');
      expect(await codeOf((tx) => wild.find(tx, { details: '{}' }))).to.equal('ADDON_COLUMN_UNKNOWN');
      // A condition that was meant and is undefined must not fall away: remove() would then empty the table.
      expect(await codeOf((tx) => wild.find(tx, { day: undefined }))).to.equal('ADDON_VALUE_INVALID');
      for (const wrong of [{ day: '1 May' }, { amount_minor: 0.5 }, { is_paid: 1 }, { customer_id: null }, { extra: 1 }]) {
        expect(await codeOf((tx) => wild.insert(tx, { ...DAY, ...wrong }))).to.match(/ADDON_(VALUE_INVALID|COLUMN_UNKNOWN)/);
      }
    });
  });
});

describe('The schema of an add-on', () => {
  const columns = { id: { type: 'id' }, words: { type: 'text' } } as const;
  const wrong: Readonly<Record<string, readonly AddonMigration[]>> = {
    'with a step that is there twice': [
      { id: '1', createTable: 'a', columns, primaryKey: ['id'] },
      { id: '1', createTable: 'b', columns, primaryKey: ['id'] },
    ],
    'with a table under a wrong name': [{ id: '1', createTable: 'a; DROP', columns, primaryKey: ['id'] }],
    'with a name that is too long': [{ id: '1', createTable: 'a'.repeat(60), columns, primaryKey: ['id'] }],
    'with text in a key': [{ id: '1', createTable: 'a', columns, primaryKey: ['words'] }],
    'with an index on text': [
      { id: '1', createTable: 'a', columns, primaryKey: ['id'] },
      { id: '2', addIndex: { table: 'a', columns: ['words'] } },
    ],
    'with a column of a type that there is none of': [
      { id: '1', createTable: 'a', columns: { b: { type: 'id' }, c: { type: 'string' as never } }, primaryKey: ['b'] },
    ],
    'with a further column of a type that there is none of': [
      { id: '1', createTable: 'a', columns: { b: { type: 'id' } }, primaryKey: ['b'] },
      { id: '2', addColumn: { table: 'a', name: 'c', definition: { type: 'string' as never, isNullable: true } } },
    ],
    'with an index for a table that is not there': [{ id: '1', addIndex: { table: 'a', columns: ['id'] } }],
    'with a column for a table that is not there': [
      { id: '1', addColumn: { table: 'a', name: 'b', definition: { type: 'text', isNullable: true } } },
    ],
  };
  for (const [what, migrations] of Object.entries(wrong)) {
    it(`is refused ${what}`, () => {
      expect(() => addonSchema('addon', migrations))
        .to.throw()
        .with.property('code', 'ADDON_SCHEMA_INVALID');
    });
  }
});
