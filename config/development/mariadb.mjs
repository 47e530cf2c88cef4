// A MariaDB for the tests: the one that is named, a throw-away one in memory, the one that answers, or a throw-away one on the disk.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const LOCAL = 'mysql://root@127.0.0.1:3306';
const START_LIMIT_MS = 30_000;

/** With `isInMemory`, where throw-away folders are in memory: a server there commits at once, another one waits for its disk. */
export async function findMariadb({ isInMemory = false } = {}) {
  const named = process.env.TAPLINE_TEST_MARIADB_URL;
  if (named) return { url: named, description: 'the server that TAPLINE_TEST_MARIADB_URL names', stop: async () => {} };
  const inMemory = isInMemory ? await startThrowAway() : undefined;
  if (inMemory) return inMemory;
  if (await mayCreateDatabases(LOCAL)) return { url: LOCAL, description: 'the server at 127.0.0.1:3306', stop: async () => {} };
  return startThrowAway();
}

async function mayCreateDatabases(url) {
  // Loaded late: before the set-up there is no such package.
  const { default: mysql } = await import('mysql2/promise');
  try {
    const connection = await mysql.createConnection({ uri: url, connectTimeout: 2000 });
    const name = `tapline_probe_${process.pid}`;
    await connection.query(`CREATE DATABASE ${name}`);
    await connection.query(`DROP DATABASE ${name}`);
    await connection.end();
    return true;
  } catch {
    return false;
  }
}

async function startThrowAway() {
  const server = await prepareThrowAway();
  if (!server) return undefined;
  try {
    await server.start();
  } catch {
    await server.remove();
    return undefined;
  }
  return { url: server.url, description: `a throw-away server on ${server.url}`, stop: server.remove };
}

/** A server of one's own that is started and stopped as often as one likes; `undefined` where MariaDB is not installed. */
export async function prepareThrowAway() {
  const isInstalled = spawnSync('mariadbd', ['--version'], { stdio: 'ignore' }).status === 0;
  if (!isInstalled) return undefined;
  const directory = mkdtempSync(join(tmpdir(), 'tapline-mariadb-'));
  const asRoot = process.getuid?.() === 0 ? ['--user=root'] : [];
  const where = ['--no-defaults', `--datadir=${directory}/data`, ...asRoot];
  const installed = spawnSync('mariadb-install-db', [...where, '--auth-root-authentication-method=normal'], { stdio: 'ignore' });
  if (installed.status !== 0) return undefined;
  const port = await freePort();
  const url = `mysql://root@127.0.0.1:${port}`;
  let server;
  const isRunning = () => server !== undefined && server.exitCode === null && server.signalCode === null;
  const start = async () => {
    if (isRunning()) return;
    server = spawn('mariadbd', [...where, `--socket=${directory}/socket`, `--port=${port}`, '--bind-address=127.0.0.1'], {
      stdio: 'ignore',
    });
    for (let waitedMs = 0; waitedMs < START_LIMIT_MS; waitedMs += 200) {
      if (await mayCreateDatabases(url)) return;
      await pause(200);
    }
    await stop();
    throw new Error(`mariadbd did not answer on port ${port} within ${START_LIMIT_MS} ms`);
  };
  const stop = async (signal = 'SIGTERM') => {
    if (!isRunning()) return;
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill(signal);
    await ended;
  };
  const remove = async () => {
    await stop();
    rmSync(directory, { recursive: true, force: true });
  };
  return { url, start, stop, remove };
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
