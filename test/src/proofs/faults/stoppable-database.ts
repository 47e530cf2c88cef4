import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Configuration, Database, loadConfiguration, type TestDatabase } from '@tapline/core/testing';
import { RADIUS_TEST_ACTOR } from '@tapline/core/testing/radius';
import { repositoryRoot } from '../../repository/source-files.js';

interface ThrowAway {
  readonly url: string;
  start(): Promise<void>;
  stop(signal?: NodeJS.Signals): Promise<void>;
  remove(): Promise<void>;
}

/** A database that a test may take away for a while and give back. */
export interface StoppableDatabase {
  readonly configuration: Configuration;
  stop(): Promise<void>;
  start(): Promise<void>;
  /** For good. */
  remove(): Promise<void>;
}

/** `undefined` where there is no program for it. */
export function stoppableDatabase(database: TestDatabase): Promise<StoppableDatabase | undefined> {
  return database.name === 'SQLite' ? lockableSqlite(database) : stoppableMariadb(database);
}

/** A file that cannot be stopped can still be kept from everybody by one who does not let go of it. */
async function lockableSqlite(database: TestDatabase): Promise<StoppableDatabase> {
  const configuration = await database.create();
  let holder: { readonly letGo: () => void; readonly done: Promise<void> } | undefined;
  const start = async (): Promise<void> => {
    holder?.letGo();
    await holder?.done;
    holder = undefined;
  };
  const stop = async (): Promise<void> => {
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    await new Promise<void>((resolve, reject) => {
      const done = hold(configuration, () => {
        resolve();
        return held;
      });
      done.catch(reject);
      holder = { letGo, done };
    });
  };
  return { configuration, stop, start, remove: start };
}

/** One who writes, and does not end it before `until` is over. */
async function hold(configuration: Configuration, until: () => Promise<void>): Promise<void> {
  const own = Database.open(configuration);
  try {
    await own.transaction(RADIUS_TEST_ACTOR, until);
  } finally {
    await own.close();
  }
}

async function stoppableMariadb(database: TestDatabase): Promise<StoppableDatabase | undefined> {
  const finder = (await import(pathToFileURL(join(repositoryRoot, 'config/development/mariadb.mjs')).href)) as {
    prepareThrowAway(): Promise<ThrowAway | undefined>;
  };
  const server = await finder.prepareThrowAway();
  if (!server) return undefined;
  await server.start();
  const { dataDirectory } = await database.create();
  const { hostname, port, username } = new URL(server.url);
  const configuration = loadConfiguration({
    flags: {
      dataDirectory,
      'database.client': 'mysql',
      'database.host': hostname,
      'database.port': port,
      'database.user': username,
      'database.name': 'mysql',
    },
  });
  const administration = Database.open(configuration);
  await administration.reader.raw('CREATE DATABASE tapline CHARACTER SET utf8mb4');
  await administration.close();
  return {
    configuration: { ...configuration, database: { ...configuration.database, name: 'tapline' } },
    // As a server dies that loses its power.
    stop: () => server.stop('SIGKILL'),
    start: () => server.start(),
    remove: () => server.remove(),
  };
}
