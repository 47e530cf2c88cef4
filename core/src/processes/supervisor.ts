import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { TaplineError } from '@tapline/sdk';
import type { Configuration } from '../kernel/config/configuration.js';
import type { RootLogger } from '../kernel/logging/logger.js';
import { snapshotFile } from '../radius/snapshot/snapshot-file.js';
import type { FromChild, Role, ToChild } from './process-messages.js';

const STOP_GRACE_MS = 15_000;
const PAUSES_MS = [200, 1_000, 5_000, 15_000, 30_000];
const CRASH_LOOP = { deaths: 4, withinMs: 60_000 };

interface ChildDefinition {
  readonly name: 'app' | 'radius';
  readonly roles: readonly Role[];
}

/** The processes of one machine: started, restarted when they die, told of each other's changes, stopped together. */
export class Supervisor {
  readonly #children = new Map<string, ChildProcess>();
  readonly #deathsMs = new Map<string, number[]>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #isStopping = false;

  constructor(
    private readonly configuration: Configuration,
    private readonly roles: readonly Role[],
    private readonly logger: RootLogger,
  ) {}

  /** Resolves with what the processes have to say once all of them serve; rejects with `START_REFUSED` and the reason. */
  async start(): Promise<readonly string[]> {
    const announcements: string[] = [];
    try {
      // In this order: the app process brings the database up to date before RADIUS reads it.
      for (const definition of this.definitions()) announcements.push(...(await this.spawnFirst(definition)));
    } catch (error) {
      await this.stop();
      throw error;
    }
    return announcements;
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    for (const timer of this.#timers) clearTimeout(timer);
    await Promise.all([...this.#children.values()].map(stopChild));
  }

  /** The process ids of the running children, by name. */
  processIds(): ReadonlyMap<string, number> {
    return new Map([...this.#children].flatMap(([name, { pid }]) => (pid === undefined ? [] : [[name, pid] as const])));
  }

  private definitions(): readonly ChildDefinition[] {
    const appRoles = this.roles.filter((role) => role !== 'radius');
    return [
      ...(appRoles.length > 0 ? [{ name: 'app', roles: appRoles } as const] : []),
      ...(this.roles.includes('radius') ? [{ name: 'radius', roles: ['radius'] } as const] : []),
    ];
  }

  /** Without its database the app process is tried again and again, while RADIUS answers from its local snapshot, if it has one. */
  private async spawnFirst(definition: ChildDefinition): Promise<readonly string[]> {
    try {
      return await this.spawn(definition);
    } catch (error) {
      const isDatabaseAway = error instanceof ProcessRefused && error.reasonCode === 'DATABASE_UNREACHABLE';
      const canAnswer = this.roles.includes('radius') && existsSync(snapshotFile(this.configuration.dataDirectory));
      if (definition.name !== 'app' || !isDatabaseAway || !canAnswer) throw error;
      this.restart(definition, `could not start (${error.message})`);
      return ['WITHOUT ITS DATABASE: RADIUS answers from its local snapshot; the rest starts when the database is back'];
    }
  }

  private spawn(definition: ChildDefinition): Promise<readonly string[]> {
    const entry = fileURLToPath(new URL(`./${definition.name}-process.js`, import.meta.url));
    const child = fork(entry, [], { execArgv: ['--enable-source-maps'], serialization: 'advanced' });
    this.#children.set(definition.name, child);
    send(child, { kind: 'start', configuration: this.configuration, roles: definition.roles });
    return new Promise((resolve, reject) => {
      let isReady = false;
      child.on('message', (message: FromChild) => {
        if (message.kind === 'ready') {
          isReady = true;
          resolve(message.announcement);
        } else if (message.kind === 'refused') {
          reject(new ProcessRefused(message.code, message.message));
        } else {
          this.tellOthers(child, { kind: 'access-changed' });
        }
      });
      child.once('exit', (code, signal) => {
        this.#children.delete(definition.name);
        const how = signal ? `was ended by ${signal}` : `ended with code ${code}`;
        if (isReady) this.restart(definition, how);
        else
          reject(
            new TaplineError(
              'START_REFUSED',
              'unavailable',
              `the ${definition.name} process ${how} before it was ready; its last lines say why`,
            ),
          );
      });
    });
  }

  private restart(definition: ChildDefinition, how: string): void {
    if (this.#isStopping) return;
    const nowMs = performance.now();
    const deaths = (this.#deathsMs.get(definition.name) ?? []).filter((deathMs) => nowMs - deathMs < CRASH_LOOP.withinMs);
    deaths.push(nowMs);
    this.#deathsMs.set(definition.name, deaths);
    const pauseMs = PAUSES_MS[Math.min(deaths.length, PAUSES_MS.length) - 1] ?? 0;
    const fields = { process: definition.name, deathsInAMinute: deaths.length, restartInMs: pauseMs };
    if (deaths.length >= CRASH_LOOP.deaths) {
      this.logger.error(fields, `CRASH LOOP: the ${definition.name} process ${how} again and again; the lines above say why. Trying on.`);
    } else {
      this.logger.warn(fields, `the ${definition.name} process ${how}; it is started again`);
    }
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.spawn(definition).then(
        () => this.logger.info({ process: definition.name }, `the ${definition.name} process serves again`),
        (error: Error) => this.restart(definition, `could not start (${error.message})`),
      );
    }, pauseMs);
    this.#timers.add(timer);
  }

  private tellOthers(sender: ChildProcess, message: ToChild): void {
    for (const child of this.#children.values()) if (child !== sender) send(child, message);
  }
}

class ProcessRefused extends TaplineError {
  constructor(
    readonly reasonCode: string,
    message: string,
  ) {
    super('START_REFUSED', 'unavailable', message);
  }
}

function send(child: ChildProcess, message: ToChild): void {
  // A child that is just dying cannot be told anything; its successor reads everything anew.
  if (child.connected) child.send(message, () => undefined);
}

function stopChild(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) {
      resolve();
      return;
    }
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_GRACE_MS);
    child.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
    send(child, { kind: 'stop' });
  });
}
