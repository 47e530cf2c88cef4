import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type Configuration, loadConfiguration } from '@tapline/core/testing';
import { repositoryRoot } from '../repository/source-files.js';

const START_LIMIT_MS = 30_000;
const FIRST_PORT = 20_000;
/** Linux gives from here on; others begin higher. */
const FIRST_PORT_OF_SYSTEM = 32_768;
const givenPorts = new Set<number>();

/** Tapline as an operator runs it: `tapline start` in a process of its own, with its own folder, ports and database. */
export class TaplineProcess {
  #output = '';

  private constructor(
    readonly configuration: Configuration,
    private readonly process: ChildProcess,
  ) {
    for (const stream of [process.stdout, process.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => (this.#output += text));
  }

  /** Starts on free ports; `flags` are configuration keys. Resolves when it says that it serves. */
  static async start(database: Configuration, flags: Readonly<Record<string, string>> = {}): Promise<TaplineProcess> {
    const settings: Record<string, string> = {
      dataDirectory: database.dataDirectory,
      'database.client': database.database.client,
      'database.host': database.database.host,
      'database.port': String(database.database.port),
      'database.user': database.database.user,
      'database.password': database.database.password,
      'database.name': database.database.name,
      'web.port': String(await freeTcpPort()),
      'radius.host': '127.0.0.1',
      'radius.authPort': String(await freeUdpPort()),
      'radius.accountingPort': String(await freeUdpPort()),
      'radius.disconnectTimeoutMs': '300',
      'clock.mode': 'test',
      ...flags,
    };
    const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== ''));
    const configuration = loadConfiguration({ flags: given });
    const child = spawn(
      process.execPath,
      [join(repositoryRoot, 'core/bin/tapline.js'), 'start', ...Object.entries(given).map(([key, value]) => `--${key}=${value}`)],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const tapline = new TaplineProcess(configuration, child);
    await tapline.untilItSays(/RADIUS .*udp/);
    return tapline;
  }

  get output(): string {
    return this.#output;
  }

  get url(): string {
    return `http://127.0.0.1:${this.configuration.web.port}`;
  }

  /** The token that the command line uses on this machine. */
  get token(): string {
    return tokenOf(this.configuration);
  }

  untilItSays(pattern: RegExp, from = 0): Promise<void> {
    return new Promise((resolve, reject) => {
      const give = (error?: Error): void => {
        clearTimeout(timer);
        this.process.stdout?.off('data', look);
        this.process.stderr?.off('data', look);
        this.process.off('exit', ended);
        if (error) reject(error);
        else resolve();
      };
      const look = (): void => {
        if (pattern.test(this.#output.slice(from))) give();
      };
      const ended = (code: number | null): void =>
        give(new Error(`tapline ended with ${code} before it said ${pattern}:\n${this.#output}`));
      const timer = setTimeout(
        () => give(new Error(`tapline did not say ${pattern} within ${START_LIMIT_MS} ms:\n${this.#output}`)),
        START_LIMIT_MS,
      );
      this.process.stdout?.on('data', look);
      this.process.stderr?.on('data', look);
      this.process.on('exit', ended);
      look();
    });
  }

  /** The process ids of the supervisor's children, by name. */
  childProcessIds(): ReadonlyMap<string, number> {
    const pids = readFileSync(`/proc/${this.process.pid}/task/${this.process.pid}/children`, 'utf8')
      .trim()
      .split(/\s+/)
      .filter(Boolean)
      .map(Number);
    return new Map(
      pids.flatMap((pid) => {
        const name = /(app|radius)-process\.js/.exec(readFileSync(`/proc/${pid}/cmdline`, 'utf8'))?.[1];
        return name === undefined ? [] : [[name, pid] as const];
      }),
    );
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.kill('SIGTERM');
    await ended;
  }
}

export function tokenOf({ dataDirectory }: Pick<Configuration, 'dataDirectory'>): string {
  return readFileSync(join(dataDirectory, 'cli.token'), 'utf8').trim();
}

export function freeTcpPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

/** Below those that systems give to whoever asks for any, so that nobody else is given it while the server that is to listen there is down. */
export async function freeUdpPort(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST_PORT, FIRST_PORT_OF_SYSTEM);
    if (givenPorts.has(port) || !(await canListen(port))) continue;
    givenPorts.add(port);
    return port;
  }
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4').once('error', () => resolve(false));
    socket.bind(port, '127.0.0.1', () => socket.close(() => resolve(true)));
  });
}
