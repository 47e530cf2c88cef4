import { createHash, randomBytes } from 'node:crypto';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { encodeSentence, SentenceReader } from '../routeros/words.js';
import type { TestCertificate } from './certificates.js';
import type { EmulatedRouter } from './emulated-router.js';
import { type Attributes, EmulatedTrap } from './table.js';

export interface EmulatedApiOptions {
  readonly router: EmulatedRouter;
  readonly certificate?: TestCertificate;
  readonly user?: string;
  readonly password?: string;
  /** As RouterOS before 6.43. */
  readonly hasChallenge?: boolean;
  /** As RouterOS from 7.18 on. */
  readonly saysEmpty?: boolean;
}

/** What goes wrong with a command, by its name. */
export type Fault =
  | { readonly kind: 'silence' }
  | { readonly kind: 'fatal'; readonly message: string }
  /** The connection ends after so many octets of the answer. */
  | { readonly kind: 'cut'; readonly afterOctets: number }
  /** Refused one time. */
  | { readonly kind: 'refusal'; readonly message: string }
  /** The answer waits for this. */
  | { readonly kind: 'slow'; readonly until: Promise<void> };

/** A RouterOS API over real sockets, written from MikroTik's description of the protocol. */
export class EmulatedApi {
  readonly faults = new Map<string, Fault>();
  /** All commands that came, with their attributes, logins aside. */
  readonly heard: { readonly command: string; readonly attributes: Attributes }[] = [];
  /** Into segments of how many octets answers are split; 0: not at all. */
  segmentOctets = 0;
  logins = 0;
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;

  private constructor(private readonly options: EmulatedApiOptions) {
    const serve = (socket: Socket): void => this.serve(socket);
    this.#server = options.certificate ? createTlsServer({ ...options.certificate }, serve) : createServer(serve);
    this.#server.on('tlsClientError', () => undefined);
  }

  static async start(options: EmulatedApiOptions): Promise<EmulatedApi> {
    const api = new EmulatedApi(options);
    await api.listen(0);
    return api;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** How many connections are open. */
  get connections(): number {
    return this.#sockets.size;
  }

  /** The router is away, and back at the same port with {@link listen}. */
  async stop(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  listen(port: number): Promise<void> {
    return new Promise((resolve) => this.#server.listen(port, '127.0.0.1', resolve));
  }

  /** Ends all connections. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Says something that nobody asked for. */
  say(words: readonly string[]): void {
    for (const socket of this.#sockets) socket.write(encodeSentence(words));
  }

  private serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => undefined);
    const session = { isIn: false, challenge: '' };
    const reader = new SentenceReader();
    socket.on('data', (segment) => {
      for (const sentence of reader.read(segment)) void this.answer(socket, session, sentence);
    });
  }

  private async answer(socket: Socket, session: { isIn: boolean; challenge: string }, sentence: readonly string[]): Promise<void> {
    const [command = '', ...words] = sentence;
    const attributes: Attributes = {};
    const queries: string[] = [];
    let tag: readonly string[] = [];
    for (const word of words) {
      if (word.startsWith('.tag=')) tag = [word];
      else if (word.startsWith('?')) queries.push(word);
      else attributes[word.slice(1, word.indexOf('=', 1))] = word.slice(word.indexOf('=', 1) + 1);
    }
    const fault = this.faults.get(command);
    if (command !== '/login') this.heard.push({ command, attributes });
    if (fault?.kind === 'silence') return;
    if (fault?.kind === 'slow') await fault.until;
    if (fault?.kind === 'refusal') {
      this.faults.delete(command);
      socket.write(Buffer.concat([['!trap', `=message=${fault.message}`], ['!done']].map((each) => encodeSentence([...each, ...tag]))));
      return;
    }
    if (fault?.kind === 'fatal') {
      socket.write(encodeSentence(['!fatal', fault.message]));
      socket.end();
      return;
    }
    const answer = Buffer.concat(this.sentences(session, command, attributes, queries).map((each) => encodeSentence([...each, ...tag])));
    if (fault?.kind === 'cut') {
      socket.write(answer.subarray(0, fault.afterOctets), () => socket.destroy());
      return;
    }
    await this.write(socket, answer);
  }

  private sentences(
    session: { isIn: boolean; challenge: string },
    command: string,
    attributes: Attributes,
    queries: readonly string[],
  ): readonly (readonly string[])[] {
    try {
      if (command === '/login') return [this.logIn(session, attributes)];
      if (command === '/cancel') return [['!done']];
      if (!session.isIn) return [['!fatal', 'not logged in']];
      const { rows, done = {} } = this.options.router.run(command, attributes, queries);
      const isEmpty = this.options.saysEmpty && rows.length === 0 && command.endsWith('/print');
      return [...rows.map((row) => ['!re', ...wordsOf(row)]), ...(isEmpty ? [['!empty']] : []), ['!done', ...wordsOf(done)]];
    } catch (error) {
      if (!(error instanceof EmulatedTrap)) throw error;
      const category = error.category === undefined ? [] : [`=category=${error.category}`];
      return [['!trap', ...category, `=message=${error.message}`], ['!done']];
    }
  }

  private logIn(session: { isIn: boolean; challenge: string }, { name, password: given, response }: Attributes): readonly string[] {
    const { user = 'tapline', password = 'secret', hasChallenge = false } = this.options;
    if (hasChallenge && response === undefined) {
      session.challenge = randomBytes(16).toString('hex');
      return ['!done', `=ret=${session.challenge}`];
    }
    const digest = createHash('md5').update(Buffer.of(0)).update(password).update(Buffer.from(session.challenge, 'hex')).digest('hex');
    session.isIn = name === user && (hasChallenge ? response === `00${digest}` : given === password);
    if (!session.isIn) throw new EmulatedTrap('invalid user name or password (6)');
    this.logins++;
    return ['!done'];
  }

  private async write(socket: Socket, answer: Buffer): Promise<void> {
    if (this.segmentOctets === 0) {
      socket.write(answer);
      return;
    }
    for (let at = 0; at < answer.length; at += this.segmentOctets) {
      const segment = answer.subarray(at, at + this.segmentOctets);
      await new Promise((resolve) => socket.write(segment, resolve));
    }
  }
}

function wordsOf(row: Attributes): readonly string[] {
  return Object.entries(row).map(([name, value]) => `=${name}=${value}`);
}
