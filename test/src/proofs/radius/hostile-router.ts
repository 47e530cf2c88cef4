import { createSocket, type Socket } from 'node:dgram';
import { signedPacket } from '@tapline/core/testing/radius';
import { withinMs } from '../../tools.js';
import type { Random } from '../random.js';
import { isAnswerable, isAnswerTo, type ServerPort } from './answerable-request.js';

const STATUS_SERVER = 12;
const PATIENCE_MS = 15_000;

/** Sends a server whatever it is given, from one socket, and checks that it answers nothing but what it may. */
export class HostileRouter {
  answered = 0;
  readonly #mayBeAnswered = new Map<number, Buffer[]>();
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
      const request = candidates.findLast((candidate) => isAnswerTo(candidate, answer, this.options.secret));
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
      const known = this.#mayBeAnswered.get(identifier);
      if (known) known.push(packet);
      else this.#mayBeAnswered.set(identifier, [packet]);
    }
    this.socket.send(packet, port, '127.0.0.1');
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
