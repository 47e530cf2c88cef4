import { closeSync, fdatasync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import type { IpNetwork, Logger } from '@tapline/sdk';
import { readOrMakeInstanceId } from '../instance-id.js';
import type { LeaseRecorder, LeaseState } from './lease.js';

const LOG_FILE = 'leases.log';
const ID_FILE = 'server.id';
const SYNC_AFTER_MS = 100;
/** The file is written anew when it has grown by so much. */
const COMPACT_AFTER_OCTETS = 8 * 1024 * 1024;
const LINES_PER_STEP = 1_000;

export interface LeaseJournalOptions {
  readonly directory: string;
  readonly logger: Logger;
}

/** What the journal held when it was opened. */
export interface LeaseHistory {
  readonly networks: readonly IpNetwork[];
  readonly states: readonly LeaseState[];
  /** Real time of the last word of the database; 0 for never. */
  readonly heardAtMs: number;
}

type Line =
  | readonly ['networks', readonly IpNetwork[]]
  | readonly ['heard', number]
  | readonly ['free', string, string]
  | readonly ['given', string, string, string, string, string, number, string?]
  | readonly ['gone', string];

export function leaseDirectory(dataDirectory: string): string {
  return join(resolve(dataDirectory), 'leases');
}

/**
 * The addresses of this server on its disk, one line for each change. A line is with the operating system before the login is answered, so
 * that the end of the process forgets nothing; it is on the disk a tenth of a second later. Each line says all there is of its address: the
 * last one counts.
 */
export class LeaseJournal implements LeaseRecorder {
  /** By which the database knows whose an address is. */
  readonly serverId: string;
  readonly history: LeaseHistory;
  #file: number;
  /** While the file is being written anew: both get every line. */
  #next: number | undefined;
  #grown = 0;
  #networks: readonly IpNetwork[];
  #heardAtMs: number;
  #isFailing = false;
  #sync: NodeJS.Timeout | undefined;

  constructor(private readonly options: LeaseJournalOptions) {
    mkdirSync(options.directory, { recursive: true, mode: 0o750 });
    this.serverId = readOrMakeInstanceId(options.directory, ID_FILE);
    this.history = this.read();
    this.#networks = this.history.networks;
    this.#heardAtMs = this.history.heardAtMs;
    this.#file = openSync(join(options.directory, LOG_FILE), 'a', 0o640);
    // A line that a power failure cut off ends here.
    writeSync(this.#file, '\n');
  }

  note(state: LeaseState): void {
    this.write(lineOf(state));
  }

  noteGone(key: string): void {
    this.write(['gone', key]);
  }

  noteNetworks(networks: readonly IpNetwork[]): void {
    this.#networks = networks;
    this.write(['networks', networks]);
  }

  noteHeard(realMs: number): void {
    this.#heardAtMs = realMs;
    this.write(['heard', realMs]);
  }

  /** Whether it is time for {@link compact}. */
  get isLong(): boolean {
    return this.#grown > COMPACT_AFTER_OCTETS && this.#next === undefined;
  }

  /** Writes the file anew, with what is now. A kill meanwhile leaves the old one, which is whole. */
  async compact(states: Iterable<LeaseState>): Promise<void> {
    const { directory, logger } = this.options;
    const file = join(directory, `${LOG_FILE}.new`);
    this.#grown = 0;
    try {
      const next = openSync(file, 'w', 0o640);
      this.#next = next;
      writeLine(next, ['networks', this.#networks]);
      writeLine(next, ['heard', this.#heardAtMs]);
      let lines = 0;
      for (const state of states) {
        writeLine(next, lineOf(state));
        if (++lines % LINES_PER_STEP === 0) await breathe();
      }
      fsyncSync(next);
      renameSync(file, join(directory, LOG_FILE));
      closeSync(this.#file);
      this.#file = next;
    } catch (error) {
      logger.warn({ error: (error as Error).message }, 'the journal of leased addresses cannot be written anew; it goes on growing');
    }
    this.#next = undefined;
  }

  close(): void {
    clearTimeout(this.#sync);
    closeSync(this.#file);
  }

  private write(line: Line): void {
    try {
      this.#grown += writeLine(this.#file, line);
      if (this.#next !== undefined) writeLine(this.#next, line);
      this.#isFailing = false;
    } catch (error) {
      if (!this.#isFailing)
        this.options.logger.error(
          { error: (error as Error).message },
          'leased addresses cannot be written to the disk: they go on being given, and only the database keeps them until the disk takes them again',
        );
      this.#isFailing = true;
    }
    this.#sync ??= setTimeout(() => {
      this.#sync = undefined;
      fdatasync(this.#file, () => undefined);
    }, SYNC_AFTER_MS).unref();
  }

  private read(): LeaseHistory {
    const states = new Map<string, LeaseState>();
    let networks: readonly IpNetwork[] = [];
    let heardAtMs = 0;
    for (const text of this.readLines()) {
      const line = parseLine(text);
      if (!line) continue;
      if (line[0] === 'networks') networks = line[1];
      else if (line[0] === 'heard') heardAtMs = line[1];
      else if (line[0] === 'gone') states.delete(line[1]);
      else states.set(line[1], stateOfLine(line));
    }
    return { networks, states: [...states.values()], heardAtMs };
  }

  private readLines(): readonly string[] {
    try {
      const text = readFileSync(join(this.options.directory, LOG_FILE), 'utf8');
      this.#grown = text.length;
      return text.split('\n');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  }
}

function lineOf({ key, given, lastServiceId }: LeaseState): Line {
  if (!given) return ['free', key, lastServiceId];
  return ['given', key, given.serviceId, given.sessionClass, given.routerId, given.station, given.givenAtMs, given.nasDevice];
}

function stateOfLine(line: Extract<Line, readonly ['free' | 'given', ...unknown[]]>): LeaseState {
  if (line[0] === 'free') return { key: line[1], given: null, lastServiceId: line[2] };
  const [, key, serviceId, sessionClass, routerId, station, givenAtMs, nasDevice = ''] = line;
  return { key, given: { serviceId, sessionClass, routerId, nasDevice, station, givenAtMs }, lastServiceId: '' };
}

function writeLine(file: number, line: Line): number {
  return writeSync(file, `${JSON.stringify(line)}\n`);
}

/** `undefined` for a line that was cut off: it was never answered. */
function parseLine(text: string): Line | undefined {
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as Line;
  } catch {
    return undefined;
  }
}
