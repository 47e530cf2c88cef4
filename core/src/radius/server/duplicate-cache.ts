import { AUTHENTICATOR_LENGTH, AUTHENTICATOR_OFFSET } from '../codec/index.js';

export interface DuplicateCacheLimits {
  readonly keepMs: number;
  /** Each is an address and port, and holds up to 256 requests. */
  readonly sources: number;
}

// A router gives up after some seconds; RFC 5080 s2.2.2 asks for 5 to 30. A router asks from one port or a few.
const LIMITS: DuplicateCacheLimits = { keepMs: 30_000, sources: 2_048 };
const IDENTIFIERS = 256;
const IDENTIFIER_OFFSET = 1;

/**
 * Recognises retransmissions (RFC 5080 s2.2.2): the same source address, port and Identifier with the same Request Authenticator. What was
 * answered is answered with the same octets again; what is still being worked on is not begun twice. Bounded in number and age.
 *
 * A source has 256 Identifiers, so a request replaces the one that had its Identifier, and nothing has to be removed while packets come.
 */
export class DuplicateCache {
  readonly #sources = new Map<string, Map<number, Source>>();
  #count = 0;
  #sweptAtMs = 0;

  constructor(
    private readonly limits: DuplicateCacheLimits = LIMITS,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  /** The answer given before, `in-progress`, or `undefined` for a request not seen yet. */
  find(address: string, port: number, request: Buffer): Buffer | 'in-progress' | undefined {
    const source = this.#sources.get(address)?.get(port);
    if (!source?.holds(request, this.nowMs() - this.limits.keepMs)) return undefined;
    return source.replies[request[IDENTIFIER_OFFSET] as number] ?? 'in-progress';
  }

  /** Remembers a request, answered or in progress. */
  remember(address: string, port: number, request: Buffer, reply?: Buffer): void {
    const source = this.#sources.get(address)?.get(port) ?? this.add(address, port);
    source.put(request, this.nowMs(), reply);
  }

  /** The answer to a request in progress; ignored when a newer request has taken its place. */
  answer(address: string, port: number, request: Buffer, reply: Buffer): void {
    const source = this.#sources.get(address)?.get(port);
    if (source?.isOf(request)) source.replies[request[IDENTIFIER_OFFSET] as number] = reply;
  }

  /** The request came to nothing: its retransmission is to be tried anew. */
  forget(address: string, port: number, request: Buffer): void {
    const source = this.#sources.get(address)?.get(port);
    const identifier = request[IDENTIFIER_OFFSET] as number;
    if (source?.isOf(request) && !source.replies[identifier]) source.receivedMs[identifier] = Number.NEGATIVE_INFINITY;
  }

  /** How many sources are remembered. */
  get size(): number {
    return this.#count;
  }

  private add(address: string, port: number): Source {
    this.makeRoom();
    const source = new Source();
    const ports = this.#sources.get(address) ?? new Map<number, Source>();
    this.#sources.set(address, ports.set(port, source));
    this.#count++;
    return source;
  }

  /** Forgets the sources that have been silent; when all speak, the one that came first. */
  private makeRoom(): void {
    const nowMs = this.nowMs();
    const isFull = this.#count >= this.limits.sources;
    if (!isFull && nowMs - this.#sweptAtMs <= this.limits.keepMs) return;
    this.#sweptAtMs = nowMs;
    for (const [address, ports] of this.#sources) {
      for (const [port, source] of ports) if (source.lastMs < nowMs - this.limits.keepMs) this.remove(address, port);
    }
    const [oldest] = this.#sources;
    const [port] = oldest?.[1].keys() ?? [];
    if (this.#count >= this.limits.sources && oldest && port !== undefined) this.remove(oldest[0], port);
  }

  private remove(address: string, port: number): void {
    const ports = this.#sources.get(address);
    if (!ports?.delete(port)) return;
    this.#count--;
    if (ports.size === 0) this.#sources.delete(address);
  }
}

/** The latest request of each Identifier from one address and port. */
class Source {
  lastMs = Number.NEGATIVE_INFINITY;
  readonly receivedMs = new Float64Array(IDENTIFIERS).fill(Number.NEGATIVE_INFINITY);
  readonly authenticators = Buffer.alloc(IDENTIFIERS * AUTHENTICATOR_LENGTH);
  /** `undefined` while the answer is being made. */
  readonly replies: (Buffer | undefined)[] = Array.from({ length: IDENTIFIERS });

  holds(request: Buffer, sinceMs: number): boolean {
    return (this.receivedMs[request[IDENTIFIER_OFFSET] as number] as number) >= sinceMs && this.isOf(request);
  }

  isOf(request: Buffer): boolean {
    const offset = (request[IDENTIFIER_OFFSET] as number) * AUTHENTICATOR_LENGTH;
    for (let index = 0; index < AUTHENTICATOR_LENGTH; index++) {
      if (this.authenticators[offset + index] !== request[AUTHENTICATOR_OFFSET + index]) return false;
    }
    return true;
  }

  put(request: Buffer, nowMs: number, reply: Buffer | undefined): void {
    const identifier = request[IDENTIFIER_OFFSET] as number;
    const offset = identifier * AUTHENTICATOR_LENGTH;
    for (let index = 0; index < AUTHENTICATOR_LENGTH; index++) {
      this.authenticators[offset + index] = request[AUTHENTICATOR_OFFSET + index] as number;
    }
    this.receivedMs[identifier] = nowMs;
    this.replies[identifier] = reply;
    this.lastMs = nowMs;
  }
}
