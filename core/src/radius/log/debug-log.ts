import { join, resolve } from 'node:path';
import { type Clock, createToken, type Logger } from '@tapline/sdk';
import { serviceOfClass } from '../authentication/session-class.js';
import { ATTRIBUTE, DECODE_OUTCOME, decodePacket, describeAttributes, describePacket, PacketView, readText } from '../codec/index.js';
import { deviceMacOf } from '../server/device-mac.js';
import { type DebugLogEntry, formatDebugLogEntry, parseDebugLogEntry } from './debug-log-entry.js';
import type { DebugKind, DebugTopic } from './debug-topic.js';
import { LineNames } from './line-names.js';
import { LogFile } from './log-file.js';
import { LogFileReader } from './log-file-reader.js';

const MOST_A_SECOND = 100;
const MOST_ATTRIBUTES = 100;
const SECOND_MS = 1_000;

export function debugLogFile(dataDirectory: string): string {
  return join(resolve(dataDirectory), 'logs', 'radius-debug.log');
}

/** What was made of a request. */
export interface DebugExchange {
  readonly kind: DebugLogEntry['kind'];
  /** Decoded; empty when it could not be. */
  readonly packet: PacketView;
  /** `undefined` for an address that is no router's. */
  readonly router: { readonly id: string; readonly name: string } | undefined;
  readonly sourceAddress: string;
  /** Of the line that was found for it. */
  readonly serviceId?: string | undefined;
  readonly steps: readonly string[];
  /** The answer as it was sent. */
  readonly reply?: Buffer | undefined;
}

interface DebuggedUser {
  readonly names: LineNames;
  readonly serviceId: string | undefined;
  readonly endsAtMs: number;
}

export interface DebugLogOptions {
  readonly file: string;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Real time, for tests. */
  readonly realNowMs?: () => number;
}

/**
 * Writes down whole exchanges of those who are debugged: every attribute in and out, except secrets, and each step of the decision. While nobody
 * is, {@link DebugLog.isOn} is all that a request costs. At most so many exchanges a second are written, so that a router in a
 * storm fills neither the disk nor the time of others; how many were left out is said.
 */
export class DebugLog {
  /** Look at this first. */
  isOn = false;
  readonly #file: LogFile<DebugLogEntry>;
  #routers: ReadonlyMap<string, number> = new Map();
  #macAddresses: ReadonlyMap<string, number> = new Map();
  #users: readonly DebuggedUser[] = [];
  readonly #reply = new PacketView();
  readonly #realNowMs: () => number;
  #secondMs = 0;
  #written = 0;
  #leftOut = 0;

  constructor(private readonly options: DebugLogOptions) {
    const { file, logger } = options;
    this.#file = new LogFile({ file, logger, name: 'debug log', format: formatDebugLogEntry });
    this.#realNowMs = options.realNowMs ?? Date.now;
  }

  /** Whom it is on for from now. */
  replaceTopics(topics: readonly DebugTopic[]): void {
    const endsOf = (wanted: DebugKind): ReadonlyMap<string, number> =>
      new Map(topics.flatMap(({ kind, value, endsAtMs }) => (kind === wanted ? [[value, endsAtMs] as const] : [])));
    this.#routers = endsOf('router');
    this.#macAddresses = endsOf('mac');
    this.#users = topics.flatMap(({ kind, value, line, endsAtMs }) =>
      kind === 'user' ? [{ names: new LineNames(value, line), serviceId: line?.serviceId, endsAtMs }] : [],
    );
    this.isOn = topics.length > 0;
  }

  /** Writes the exchange down when it is one of those that are debugged. */
  record(exchange: DebugExchange): void {
    const { packet, router } = exchange;
    const login = readText(packet, ATTRIBUTE['User-Name']) ?? '';
    const macAddress = deviceMacOf(packet) ?? readText(packet, ATTRIBUTE['Calling-Station-Id']) ?? '';
    const isWanted =
      this.isRunning(this.#routers.get(router?.id ?? '')) ||
      this.isRunning(this.#macAddresses.get(macAddress)) ||
      this.#users.some((user) => this.isRunning(user.endsAtMs) && isOfUser(user, login, exchange));
    if (!isWanted) return;
    const leftOut = this.takeTurn();
    if (leftOut === undefined) return;
    this.#file.write({
      atMs: this.options.clock.nowMs(),
      kind: exchange.kind,
      login,
      routerName: router?.name ?? '',
      routerAddress: exchange.sourceAddress,
      macAddress,
      received: describe(packet),
      steps:
        leftOut > 0 ? [`${leftOut} exchanges before this one were too many for a second and left out`, ...exchange.steps] : exchange.steps,
      sent: exchange.reply ? this.describeReply(exchange.reply) : [],
    });
  }

  /** Resolves when all is in the file. */
  close(): Promise<void> {
    return this.#file.close();
  }

  private isRunning(endsAtMs: number | undefined): boolean {
    // Looked at here too: the database that says what has ended may be away.
    return endsAtMs !== undefined && endsAtMs > this.#realNowMs();
  }

  /** How many were left out before this one; `undefined` when this one is left out as well. */
  private takeTurn(): number | undefined {
    const nowMs = this.#realNowMs();
    if (nowMs - this.#secondMs >= SECOND_MS) {
      this.#secondMs = nowMs;
      this.#written = 0;
    }
    if (this.#written >= MOST_A_SECOND) {
      this.#leftOut++;
      return undefined;
    }
    this.#written++;
    const leftOut = this.#leftOut;
    this.#leftOut = 0;
    return leftOut;
  }

  private describeReply(reply: Buffer): readonly string[] {
    return decodePacket(this.#reply, reply, reply.length) === DECODE_OUTCOME.Ok ? describe(this.#reply) : [`${reply.length} octets`];
  }
}

/** By what the router calls the line, by the line that was found (at its port, say), or by our Class, which names the line in accounting. */
function isOfUser({ names, serviceId }: DebuggedUser, login: string, exchange: DebugExchange): boolean {
  if (names.has(login)) return true;
  if (serviceId === undefined) return false;
  return serviceId === (exchange.serviceId ?? serviceOfClass(readText(exchange.packet, ATTRIBUTE.Class) ?? ''));
}

export const DEBUG_LOG_READER = createToken<LogFileReader<DebugLogEntry>>('core.radius-debug-log-reader');

export function debugLogReader(dataDirectory: string): LogFileReader<DebugLogEntry> {
  return new LogFileReader(debugLogFile(dataDirectory), parseDebugLogEntry);
}

function describe(packet: PacketView): readonly string[] {
  if (packet.length === 0) return [];
  const attributes = describeAttributes(packet);
  const more = attributes.length - MOST_ATTRIBUTES;
  return [describePacket(packet), ...attributes.slice(0, MOST_ATTRIBUTES), ...(more > 0 ? [`and ${more} attributes more`] : [])];
}
