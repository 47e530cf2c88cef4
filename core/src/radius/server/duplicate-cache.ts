import { AUTHENTICATOR_LENGTH, AUTHENTICATOR_OFFSET } from '../codec/index.js';

interface Entry {
  readonly authenticator: string;
  readonly receivedMs: number;
  /** `undefined` while the answer is being made. */
  reply: Buffer | undefined;
}

export interface DuplicateCacheLimits {
  readonly keepMs: number;
  readonly entries: number;
}

// A router gives up after some seconds; RFC 5080 s2.2.2 asks for 5 to 30.
const LIMITS: DuplicateCacheLimits = { keepMs: 30_000, entries: 65_536 };

/**
 * Recognises retransmissions (RFC 5080 s2.2.2): the same source address, port and Identifier with the same Request Authenticator. What was
 * answered is answered with the same octets again; what is still being worked on is not begun twice. Bounded in number and age.
 */
export class DuplicateCache {
  /** In order of receipt, so that what is too old stands in front. */
  readonly #entries = new Map<string, Entry>();

  constructor(
    private readonly limits: DuplicateCacheLimits = LIMITS,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  /** The answer given before, `in-progress`, or `undefined` for a request not seen yet. */
  find(key: string, request: Buffer): Buffer | 'in-progress' | undefined {
    const entry = this.#entries.get(key);
    if (!entry || entry.authenticator !== authenticatorOf(request) || this.isOver(entry)) return undefined;
    return entry.reply ?? 'in-progress';
  }

  /** Remembers a request, answered or in progress. */
  remember(key: string, request: Buffer, reply?: Buffer): void {
    this.#entries.delete(key);
    this.#entries.set(key, { authenticator: authenticatorOf(request), receivedMs: this.nowMs(), reply });
    for (const [oldest, entry] of this.#entries) {
      if (this.#entries.size <= this.limits.entries && !this.isOver(entry)) break;
      this.#entries.delete(oldest);
    }
  }

  /** The answer to a request in progress; ignored when a newer request has taken its place. */
  answer(key: string, request: Buffer, reply: Buffer): void {
    const entry = this.#entries.get(key);
    if (entry && entry.authenticator === authenticatorOf(request)) entry.reply = reply;
  }

  /** The request came to nothing: its retransmission is to be tried anew. */
  forget(key: string, request: Buffer): void {
    const entry = this.#entries.get(key);
    if (entry && entry.authenticator === authenticatorOf(request) && !entry.reply) this.#entries.delete(key);
  }

  get size(): number {
    return this.#entries.size;
  }

  private isOver(entry: Entry): boolean {
    return this.nowMs() - entry.receivedMs > this.limits.keepMs;
  }
}

/** The key of a request's source and Identifier. */
export function duplicateKey(address: string, port: number, identifier: number): string {
  return `${address}:${port}:${identifier}`;
}

function authenticatorOf(request: Buffer): string {
  return request.toString('latin1', AUTHENTICATOR_OFFSET, AUTHENTICATOR_OFFSET + AUTHENTICATOR_LENGTH);
}
