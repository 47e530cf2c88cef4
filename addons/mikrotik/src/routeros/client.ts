import { randomInt } from 'node:crypto';
import type { Socket } from 'node:net';
import { cutOff, loginRefused, type RouterPlace, RouterTrap, silent, wrongProtocol } from './api-error.js';
import { challengeResponse } from './login.js';
import { type ApiSecurity, openSocket } from './socket.js';
import { encodeSentence, NotSentencesError, SentenceReader } from './words.js';

export interface ApiTarget extends RouterPlace {
  readonly security: ApiSecurity;
  readonly user: string;
  readonly password: string;
  /** For connecting and for logging in, each. */
  readonly connectTimeoutMs: number;
  /** How long the router may say nothing about a command. A long table may take longer, as long as rows come. */
  readonly answerTimeoutMs: number;
}

/** A row of a table, by attribute: `{ '.id': '*1', address: '10.0.0.5' }`. */
export type ApiRow = Readonly<Record<string, string>>;

export interface ApiReply {
  readonly rows: readonly ApiRow[];
  /** What `!done` says: `ret` is the id of what was added. */
  readonly done: ApiRow;
}

interface Asked {
  readonly command: string;
  readonly rows: ApiRow[];
  trap: RouterTrap | undefined;
  timer: NodeJS.Timeout | undefined;
  readonly resolve: (reply: ApiReply) => void;
  readonly reject: (error: Error) => void;
}

/**
 * One connection to a router's API: the only file that speaks the protocol. Commands share it, told apart by tags; each is answered, refused, or fails with
 * the connection: none waits for ever. What comes late, or under a tag that nobody waits for, is passed over.
 */
export class ApiClient {
  readonly #asked = new Map<string, Asked>();
  readonly #reader = new SentenceReader();
  #nextTag = randomInt(1_000_000);
  #ended: Error | undefined;

  private constructor(
    private readonly socket: Socket,
    private readonly target: ApiTarget,
    /** SHA-256 of the router's certificate in hex; null without TLS. */
    readonly fingerprint: string | null,
  ) {
    socket.on('data', (segment) => this.receive(segment));
    socket.on('error', (error) => this.end(cutOff(target, error.message)));
    socket.on('close', () => this.end(cutOff(target, 'the router has closed it')));
  }

  /** Connects and logs in. Throws `MIKROTIK_UNREACHABLE`, `MIKROTIK_CERTIFICATE_UNTRUSTED`, `MIKROTIK_NOT_AN_API`, `MIKROTIK_LOGIN_REFUSED`. */
  static async open(target: ApiTarget): Promise<ApiClient> {
    const { socket, fingerprint } = await openSocket(target, target.security, target.connectTimeoutMs);
    const client = new ApiClient(socket, target, fingerprint);
    try {
      await client.logIn();
      return client;
    } catch (error) {
      client.close();
      throw error;
    }
  }

  get isOpen(): boolean {
    return this.#ended === undefined;
  }

  /**
   * Asks for a command with its words (`=name=value`, `?name=value`). Throws {@link RouterTrap} (`MIKROTIK_REFUSED`), and `MIKROTIK_SILENT`,
   * `MIKROTIK_CUT_OFF`, after which it is not known whether the command was done.
   */
  ask(command: string, words: readonly string[] = []): Promise<ApiReply> {
    if (this.#ended) return Promise.reject(this.#ended);
    const tag = String(this.#nextTag++);
    return new Promise((resolve, reject) => {
      const asked: Asked = { command, rows: [], trap: undefined, timer: undefined, resolve, reject };
      this.#asked.set(tag, asked);
      this.wait(tag, asked);
      this.socket.write(encodeSentence([command, ...words, `.tag=${tag}`]));
    });
  }

  close(): void {
    this.end(cutOff(this.target, 'it was closed here'));
  }

  private async logIn(): Promise<void> {
    const { user, password } = this.target;
    const timer = setTimeout(() => this.end(wrongProtocol(this.target, 'it does not answer the login')), this.target.connectTimeoutMs);
    try {
      // RouterOS before 6.43 passes over the password and answers with a challenge.
      const { done } = await this.ask('/login', [`=name=${user}`, `=password=${password}`]);
      if (done.ret !== undefined) await this.ask('/login', [`=name=${user}`, `=response=${challengeResponse(password, done.ret)}`]);
    } catch (error) {
      throw error instanceof RouterTrap ? loginRefused(this.target, error.answer) : error;
    } finally {
      clearTimeout(timer);
    }
  }

  private receive(segment: Buffer): void {
    try {
      for (const sentence of this.#reader.read(segment)) this.take(sentence);
    } catch (error) {
      if (!(error instanceof NotSentencesError)) throw error;
      this.end(wrongProtocol(this.target, error.message));
    }
  }

  private take(sentence: readonly string[]): void {
    const [kind = '', ...words] = sentence;
    const row = rowOf(words);
    if (kind === '!fatal') {
      const why = words.find((word) => !word.startsWith('=') && !word.startsWith('.')) ?? row.message ?? 'it gives no reason';
      this.end(cutOff(this.target, `the router says "${why}"`));
      return;
    }
    const tag = row['.tag'] ?? '';
    const asked = this.#asked.get(tag);
    if (!kind.startsWith('!')) this.end(wrongProtocol(this.target, 'it answers in another way'));
    if (!asked) return;
    const { '.tag': _tag, ...rest } = row;
    if (kind === '!re') {
      asked.rows.push(rest);
      this.wait(tag, asked);
    } else if (kind === '!trap') {
      // The first says what is wrong; `!done` follows.
      asked.trap ??= new RouterTrap(asked.command, rest.message ?? 'it gives no reason', rest.category);
    } else if (kind === '!done') {
      this.forget(tag, asked);
      if (asked.trap) asked.reject(asked.trap);
      else asked.resolve({ rows: asked.rows, done: rest });
    }
    // `!empty` (RouterOS from 7.18 on) says that there are no rows; `!done` follows. Whatever comes to be said beside these is passed over too.
  }

  private wait(tag: string, asked: Asked): void {
    if (asked.timer) {
      asked.timer.refresh();
      return;
    }
    const { answerTimeoutMs } = this.target;
    asked.timer = setTimeout(() => {
      this.forget(tag, asked);
      this.socket.write(encodeSentence(['/cancel', `=tag=${tag}`]));
      asked.reject(silent(this.target, asked.command, answerTimeoutMs / 1000));
    }, answerTimeoutMs);
  }

  private forget(tag: string, asked: Asked): void {
    clearTimeout(asked.timer);
    this.#asked.delete(tag);
  }

  private end(error: Error): void {
    if (this.#ended) return;
    this.#ended = error;
    this.socket.destroy();
    for (const [tag, asked] of this.#asked) {
      this.forget(tag, asked);
      asked.reject(error);
    }
  }
}

function rowOf(words: readonly string[]): Record<string, string> {
  // A router may name an attribute as it likes: nothing of Object's prototype is to be found or replaced by it.
  const row: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const word of words) {
    const from = word.startsWith('=') ? 1 : 0;
    const equals = word.indexOf('=', from);
    if (equals > 0) row[word.slice(from, equals)] = word.slice(equals + 1);
  }
  return row;
}
