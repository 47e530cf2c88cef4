import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import knex, { type Knex } from 'knex';
import { LibsqlClient } from './libsql-client.js';

describe('A connection to SQLite', () => {
  let directory: string;
  let ours: Knex;
  let theirs: Knex;
  const open = (): Knex =>
    knex({
      client: LibsqlClient,
      connection: { filename: join(directory, 'test.db') },
      useNullAsDefault: true,
      pool: {
        min: 1,
        max: 1,
        afterCreate: (connection: { pragma(text: string): unknown }, done: () => void) => {
          connection.pragma('busy_timeout = 10');
          connection.pragma('journal_mode = WAL');
          done();
        },
      },
    });
  const codeOf = (work: Promise<unknown>): Promise<string | undefined> =>
    work.then(
      () => undefined,
      (error: NodeJS.ErrnoException) => error.code,
    );
  const write = (database: Knex): Promise<unknown> => database.transaction((tx) => tx('a').insert({ x: 1 }));

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'tapline-libsql-'));
    ours = open();
    theirs = open();
    await theirs.raw('CREATE TABLE a (x INTEGER)');
  });
  afterEach(async () => {
    await ours.destroy();
    await theirs.destroy();
    rmSync(directory, { recursive: true, force: true });
  });

  it('writes again after somebody else has held the database for longer than it could wait', async () => {
    await theirs.transaction(async (tx) => {
      await tx('a').insert({ x: 2 });
      for (let attempt = 0; attempt < 3; attempt++) expect(await codeOf(write(ours))).to.equal('SQLITE_BUSY');
    });
    await write(ours);
    expect(await ours('a').pluck('x')).to.deep.equal([2, 1]);
  });

  it('writes again after a transaction that could not be ended', async () => {
    const connection: unknown = await ours.client.acquireConnection();
    await ours.raw('BEGIN').connection(connection);
    await ours('a').insert({ x: 3 }).connection(connection);
    await ours.client.releaseConnection(connection);
    await write(ours);
    await write(theirs);
    expect(await theirs('a').pluck('x')).to.deep.equal([1, 1]);
  });

  it('goes on with inserts that come again, after one that failed, a transaction that was given up, and a change of the table', async () => {
    await theirs.raw('CREATE TABLE b (x INTEGER PRIMARY KEY)');
    const insert = (x: number, database: Knex = ours) =>
      database.transaction(async (tx) => {
        await tx.raw('INSERT INTO b (x) VALUES (?)', [x]);
        if (x < 0) throw new RangeError('given up');
      });
    await insert(1);
    expect(await codeOf(insert(1))).to.equal('SQLITE_CONSTRAINT_PRIMARYKEY');
    await insert(2);
    await codeOf(insert(-1));
    await theirs.raw('ALTER TABLE b ADD COLUMN y INTEGER DEFAULT 7');
    await insert(3);
    await insert(4, theirs);
    await insert(5);
    expect(await theirs('b').orderBy('x')).to.deep.equal([1, 2, 3, 4, 5].map((x) => ({ x, y: 7 })));
  });
});
