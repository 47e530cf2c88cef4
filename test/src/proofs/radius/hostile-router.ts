import { createSocket, type Socket } from 'node:dgram';
import { signedPacket } from '@tapline/core/testing/radius';
import { withinMs } from '../../tools.js';
import type { Random } from '../random.js';
import { isAnswerable, isAnswerTo, type ServerPort } from './answerable-request.js';

const STATUS_SERVER = 12;
const PATIENCE_MS = 15_000;
/** Rejections are held back for a second, and reports until they are on disk. */
const ANSWERED_WITHIN_MS = 30_000;

interface SentRequest {
  readonly octets: Buffer;
  readonly sentMs: number;
}

/** Sends a server whatever it is given, from one socket, and checks that it answers nothing but what it may. */
export class HostileRouter {
  answered = 0;
  readonly #mayBeAnswered = new Map<number, SentRequest[]>();
  readonly #answers: Buffer[] = [];
  #wake: () => void = () => undefined;

  private constructor(
    private readonly socket: Socket,
    private readonly options: { readonly port: number; readonly kind: ServerPort; readonly secret: Buffer; readonly random: Random },
  ) {
    socket.on('message', (answer) => {
      this.#answers.push(answer);
      this.#wake();
    });
  }

  static open(options: HostileRouter['options']): Promise<HostileRouter> {
    return new Promise((resolve, reject) => {
      const socket = createSocket('udp4').once('error', reject);
      socket.bind(0, '127.0.0.1', () => resolve(new HostileRouter(socket, options)));
    });
  }

  /** Sends all, and then waits until the server has come through them and answers a question whether it is there. */
  async send(packets: readonly Buffer[]): Promise<void> {
    this.forgetOld();
    for (const packet of packets) this.tell(packet);
    const { random, secret } = this.options;
    const question = signedPacket({ code: STATUS_SERVER, identifier: random.below(256), authenticator: random.octets(16) }, secret);
    this.tell(question);
    await withinMs(this.answerTo(question), PATIENCE_MS);
    this.check();
  }

  /** Throws at an answer to what must not have one. */
  check(): void {
    for (const answer of this.#answers.splice(0)) {
      const candidates = this.#mayBeAnswered.get(answer[1] as number) ?? [];
      const request = candidates.findLast(({ octets }) => isAnswerTo(octets, answer, this.options.secret));
      if (!request) throw new Error(`the ${this.options.kind} server answered what it must not: ${answer.toString('hex')}`);
      this.answered++;
    }
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.socket.close(resolve);
    });
  }

  private tell(packet: Buffer): void {
    const { port, kind, secret } = this.options;
    if (isAnswerable(packet, kind, secret)) {
      const identifier = packet[1] as number;
      // In memory of its own: a part of a larger buffer would hold on to all of that.
      const sent: SentRequest = { octets: Buffer.from(new Uint8Array(packet).buffer), sentMs: performance.now() };
      const known = this.#mayBeAnswered.get(identifier);
      if (known) known.push(sent);
      else this.#mayBeAnswered.set(identifier, [sent]);
    }
    this.socket.send(packet, port, '127.0.0.1');
  }

  /** What the test holds is not to be taken for what the server does. */
  private forgetOld(): void {
    const sinceMs = performance.now() - ANSWERED_WITHIN_MS;
    for (const sent of this.#mayBeAnswered.values()) {
      const firstKept = sent.findIndex(({ sentMs }) => sentMs >= sinceMs);
      sent.splice(0, firstKept === -1 ? sent.length : firstKept);
    }
  }

  private async answerTo(question: Buffer): Promise<void> {
    let seen = 0;
    for (;;) {
      for (; seen < this.#answers.length; seen++) {
        if (isAnswerTo(question, this.#answers[seen] as Buffer, this.options.secret)) return;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
