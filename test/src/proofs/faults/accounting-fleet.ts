import { createSocket, type Socket } from 'node:dgram';
import { isAnswerTo } from '../radius/answerable-request.js';
import { ReportingSession } from './reporting-session.js';

const IDENTIFIERS = 256;
const TICK_MS = 5;
const PATIENCE_MS = 300;
const ACCOUNTING_RESPONSE = 5;

export interface FleetOptions {
  readonly secret: Buffer;
  /** The accounting ports of the servers; a router turns to the next one when it gets no answer. */
  readonly ports: readonly number[];
  /** One session at a time for each, one after another. */
  readonly logins: readonly string[];
  /** New reports, in all; retransmissions come on top. */
  readonly perSecond: number;
  /** Between a session's Start and Stop. */
  readonly interims: number;
}

interface Line {
  session: ReportingSession;
  report: Buffer | undefined;
  sentMs: number;
  tries: number;
}

/** Routers that report many sessions at a steady rate, and report again what is not acknowledged until it is. */
export class AccountingFleet {
  readonly sessions: ReportingSession[] = [];
  acknowledged = 0;
  retransmissions = 0;
  readonly #lines: Line[];
  readonly #due: number[] = [];
  #timer: NodeJS.Timeout | undefined;
  #nextMs = 0;
  #isEnding = false;
  #finish: (() => void) | undefined;

  private constructor(
    private readonly options: FleetOptions,
    private readonly sockets: readonly Socket[],
  ) {
    this.#lines = options.logins.map((login, index) => {
      this.#due.push(index);
      return { session: this.begin(login), report: undefined, sentMs: 0, tries: 0 };
    });
    for (const [number, socket] of sockets.entries()) {
      socket.on('message', (answer) => this.receive(number * IDENTIFIERS + (answer[1] ?? 0), answer));
    }
  }

  static async start(options: FleetOptions): Promise<AccountingFleet> {
    const sockets = await Promise.all(Array.from({ length: Math.ceil(options.logins.length / IDENTIFIERS) }, openSocket));
    const fleet = new AccountingFleet(options, sockets);
    fleet.#nextMs = performance.now();
    fleet.#timer = setInterval(() => fleet.tick(), TICK_MS);
    return fleet;
  }

  /** Begins nothing new; resolves when all that was told is acknowledged. */
  async finish(): Promise<void> {
    this.#isEnding = true;
    if (this.#lines.some(({ report }) => report)) {
      await new Promise<void>((resolve) => {
        this.#finish = resolve;
      });
    }
    this.close();
  }

  close(): void {
    clearInterval(this.#timer);
    if (this.#timer) for (const socket of this.sockets) socket.close();
    this.#timer = undefined;
  }

  private begin(login: string): ReportingSession {
    const session = new ReportingSession(login, this.options.interims);
    this.sessions.push(session);
    return session;
  }

  private tick(): void {
    const nowMs = performance.now();
    for (const [index, line] of this.#lines.entries()) {
      if (!line.report || nowMs - line.sentMs < PATIENCE_MS) continue;
      this.retransmissions++;
      this.send(index, line, nowMs);
    }
    if (this.#isEnding) return;
    for (; this.#nextMs <= nowMs; this.#nextMs += 1000 / this.options.perSecond) {
      const index = this.#due.shift();
      if (index !== undefined) this.report(index, nowMs);
    }
  }

  private report(index: number, nowMs: number): void {
    const line = this.#lines[index] as Line;
    if (line.session.isStopTold) line.session = this.begin(line.session.login);
    line.report = line.session.nextReport(index % IDENTIFIERS, this.options.secret);
    line.tries = 0;
    this.send(index, line, nowMs);
  }

  private send(index: number, line: Line, nowMs: number): void {
    const { ports } = this.options;
    line.sentMs = nowMs;
    const port = ports[line.tries++ % ports.length] as number;
    this.sockets[Math.floor(index / IDENTIFIERS)]?.send(line.report as Buffer, port, '127.0.0.1');
  }

  private receive(index: number, answer: Buffer): void {
    const line = this.#lines[index];
    if (!line?.report || answer[0] !== ACCOUNTING_RESPONSE || !isAnswerTo(line.report, answer, this.options.secret)) return;
    line.session.acknowledge();
    line.report = undefined;
    this.acknowledged++;
    this.#due.push(index);
    if (this.#isEnding && this.#lines.every(({ report }) => !report)) this.#finish?.();
  }
}

function openSocket(): Promise<Socket> {
  return new Promise((resolve, reject) => {
    // A server that is just being killed refuses; the report is sent again.
    const socket = createSocket({ type: 'udp4', recvBufferSize: 1 << 22 }).once('error', reject);
    socket.bind(0, '127.0.0.1', () => {
      socket.off('error', reject).on('error', () => undefined);
      resolve(socket);
    });
  });
}
