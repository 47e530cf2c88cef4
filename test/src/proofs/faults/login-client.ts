import { randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { attribute, hiddenPassword, signedPacket } from '@tapline/core/testing/radius';
import { isAnswerTo } from '../radius/answerable-request.js';

const EVERY_MS = 10;
const PATIENCE_MS = 1_000;
const TRIES = 5;
const ACCESS_ACCEPT = 2;
const IDENTIFIERS = 256;

interface LoginOptions {
  readonly secret: Buffer;
  readonly port: number;
  readonly logins: readonly string[];
  readonly password: string;
}

/** Logs in one subscriber after another, a hundred a second, and counts what becomes of it. */
export class LoginClient {
  accepted = 0;
  rejected = 0;
  unanswered = 0;
  readonly #waiting = new Map<number, { readonly request: Buffer; sentMs: number; tries: number }>();
  #turn = 0;
  #timer: NodeJS.Timeout | undefined;

  private constructor(
    private readonly options: LoginOptions,
    private readonly socket: Socket,
  ) {
    socket.on('error', () => undefined);
    socket.on('message', (answer) => {
      const waiting = this.#waiting.get(answer[1] ?? 0);
      if (!waiting || !isAnswerTo(waiting.request, answer, options.secret)) return;
      this.#waiting.delete(answer[1] as number);
      if (answer[0] === ACCESS_ACCEPT) this.accepted++;
      else this.rejected++;
    });
  }

  static start(options: LoginOptions): Promise<LoginClient> {
    return new Promise((resolve, reject) => {
      const socket = createSocket('udp4').once('error', reject);
      socket.bind(0, '127.0.0.1', () => {
        const client = new LoginClient(options, socket);
        client.#timer = setInterval(() => client.tick(), EVERY_MS);
        resolve(client);
      });
    });
  }

  /** Begins no other login; resolves when each is answered or given up. */
  async finish(): Promise<void> {
    clearInterval(this.#timer);
    await new Promise<void>((resolve) => {
      const timer = setInterval(() => {
        this.sendAgain();
        if (this.#waiting.size > 0) return;
        clearInterval(timer);
        resolve();
      }, EVERY_MS);
    });
    this.close();
  }

  close(): void {
    clearInterval(this.#timer);
    if (this.#timer) this.socket.close();
    this.#timer = undefined;
  }

  private tick(): void {
    this.sendAgain();
    const { logins, secret, password } = this.options;
    const turn = this.#turn++;
    const identifier = turn % IDENTIFIERS;
    if (this.#waiting.has(identifier)) return;
    const authenticator = randomBytes(16);
    const attributes = [
      attribute(1, logins[turn % logins.length] as string),
      attribute(2, hiddenPassword(password, authenticator, secret)),
    ];
    const request = signedPacket({ code: 1, identifier, authenticator, attributes }, secret);
    this.#waiting.set(identifier, { request, sentMs: performance.now(), tries: 1 });
    this.socket.send(request, this.options.port, '127.0.0.1');
  }

  private sendAgain(): void {
    const nowMs = performance.now();
    for (const [identifier, waiting] of this.#waiting) {
      if (nowMs - waiting.sentMs < PATIENCE_MS) continue;
      if (waiting.tries === TRIES) {
        this.#waiting.delete(identifier);
        this.unanswered++;
        continue;
      }
      waiting.tries++;
      waiting.sentMs = nowMs;
      this.socket.send(waiting.request, this.options.port, '127.0.0.1');
    }
  }
}
