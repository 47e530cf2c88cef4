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
});
