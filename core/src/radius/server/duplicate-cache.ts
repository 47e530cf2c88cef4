import { AUTHENTICATOR_LENGTH, AUTHENTICATOR_OFFSET, copyOctets } from '../codec/index.js';
import { AnswerRing } from './answer-ring.js';

export interface DuplicateCacheLimits {
  readonly keepMs: number;
  /** Each is an address and port, and holds up to 256 requests. */
  readonly sources: number;
  /** For answers, in pieces of 256 KiB. */
  readonly answerChunks: number;
}

// A router gives up after some seconds; RFC 5080 s2.2.2 asks for 5 to 30. A router asks from one port or a few.
// The answers of 6 seconds at 20,000 logins a second.
const LIMITS: DuplicateCacheLimits = { keepMs: 30_000, sources: 2_048, answerChunks: 96 };
const CHUNK_OCTETS = 256 * 1024;
const IDENTIFIERS = 256;
const IDENTIFIER_OFFSET = 1;
const IN_PROGRESS = -1;

/**
 * Recognises retransmissions (RFC 5080 s2.2.2): the same source address, port and Identifier with the same Request Authenticator. What was
 * answered is answered with the same octets again; what is still being worked on is not begun twice. Bounded in number and age.
 *
 * A source has 256 Identifiers, so a request replaces the one that had its Identifier, and nothing has to be removed while packets come.
 */
export class DuplicateCache {
  readonly #sources = new Map<string, Map<number, Source>>();
  readonly #answers: AnswerRing;
  #count = 0;
  #sweptAtMs = 0;
  /** The source asked about last: a request asks twice. */
  #address = '';
  #port = -1;
  #source: Source | undefined;

  constructor(
    private readonly limits: DuplicateCacheLimits = LIMITS,
    private readonly nowMs: () => number = () => performance.now(),
  ) {
    const { keepMs, answerChunks: chunks } = limits;
    this.#answers = new AnswerRing({ keepMs, chunks, chunkOctets: CHUNK_OCTETS });
  }

  /**
   * The answer given before, `in-progress`, or `undefined` for a request not seen yet, or whose answer had to give way to newer ones. The answer is the
   * cache's own, as that of {@link keep} is: copy it to keep it longer than the turn.
   */
  find(address: string, port: number, request: Buffer): Buffer | 'in-progress' | undefined {
    const source = this.sourceOf(address, port);
    if (!source?.holds(request, this.nowMs() - this.limits.keepMs)) return undefined;
    return source.isAnswered(request) ? this.#answers.read(source.placeOf(request), source.lengthOf(request)) : 'in-progress';
  }

  /** Remembers a request as one that is being worked on. */
  remember(address: string, port: number, request: Buffer): void {
    const source = this.sourceOf(address, port) ?? this.add(address, port);
    source.put(request, this.nowMs());
  }

  /**
   * Remembers a request together with its answer, the first `length` of `octets`, and returns the answer as it is kept, to be sent. It stays as it is
   * for seconds, in memory that other answers get then: copy it to keep it longer than the turn, and to post it to a thread, which would get all of that
   * memory.
   */
  keep(address: string, port: number, request: Buffer, octets: Uint8Array, length: number): Buffer {
    const nowMs = this.nowMs();
    const source = this.sourceOf(address, port) ?? this.add(address, port);
    source.put(request, nowMs);
    const place = this.#answers.write(octets, length, nowMs);
    source.answer(request, place, length);
    return this.#answers.read(place, length) as Buffer;
  }

  /** The answer to a request in progress; ignored when a newer request has taken its place. */
  answer(address: string, port: number, request: Buffer, reply: Buffer): void {
    const source = this.sourceOf(address, port);
    if (source?.isOf(request)) source.answer(request, this.#answers.write(reply, reply.length, this.nowMs()), reply.length);
  }

  /** The request came to nothing: its retransmission is to be tried anew. */
  forget(address: string, port: number, request: Buffer): void {
    const source = this.sourceOf(address, port);
    if (source?.isOf(request) && !source.isAnswered(request)) source.forget(request);
  }

  /** How many sources are remembered. */
  get size(): number {
    return this.#count;
  }

  private sourceOf(address: string, port: number): Source | undefined {
    if (port !== this.#port || address !== this.#address) {
      this.#source = this.#sources.get(address)?.get(port);
      this.#address = address;
      this.#port = port;
    }
    return this.#source;
  }

  private add(address: string, port: number): Source {
    this.makeRoom();
    const source = new Source();
    this.#port = -1;
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
    this.#port = -1;
    this.#count--;
    if (ports.size === 0) this.#sources.delete(address);
  }
}

/** The latest request of each Identifier from one address and port. */
class Source {
  lastMs = Number.NEGATIVE_INFINITY;
  readonly #receivedMs = new Float64Array(IDENTIFIERS).fill(Number.NEGATIVE_INFINITY);
  readonly #authenticators = Buffer.alloc(IDENTIFIERS * AUTHENTICATOR_LENGTH);
  /** Where in the ring each answer is; under 0 while there is none. */
  readonly #places = new Float64Array(IDENTIFIERS).fill(IN_PROGRESS);
  readonly #lengths = new Uint16Array(IDENTIFIERS);

  holds(request: Buffer, sinceMs: number): boolean {
    return (this.#receivedMs[request[IDENTIFIER_OFFSET] as number] as number) >= sinceMs && this.isOf(request);
  }

  isOf(request: Buffer): boolean {
    const offset = (request[IDENTIFIER_OFFSET] as number) * AUTHENTICATOR_LENGTH;
    for (let index = 0; index < AUTHENTICATOR_LENGTH; index++) {
      if (this.#authenticators[offset + index] !== request[AUTHENTICATOR_OFFSET + index]) return false;
    }
    return true;
  }

  isAnswered(request: Buffer): boolean {
    return this.placeOf(request) >= 0;
  }

  placeOf(request: Buffer): number {
    return this.#places[request[IDENTIFIER_OFFSET] as number] as number;
  }

  lengthOf(request: Buffer): number {
    return this.#lengths[request[IDENTIFIER_OFFSET] as number] as number;
  }

  put(request: Buffer, nowMs: number): void {
    const identifier = request[IDENTIFIER_OFFSET] as number;
    copyOctets(request, AUTHENTICATOR_OFFSET, this.#authenticators, identifier * AUTHENTICATOR_LENGTH, AUTHENTICATOR_LENGTH);
    this.#receivedMs[identifier] = nowMs;
    this.#places[identifier] = IN_PROGRESS;
    this.lastMs = nowMs;
  }

  answer(request: Buffer, place: number, length: number): void {
    const identifier = request[IDENTIFIER_OFFSET] as number;
    this.#places[identifier] = place;
    this.#lengths[identifier] = length;
  }

  forget(request: Buffer): void {
    this.#receivedMs[request[IDENTIFIER_OFFSET] as number] = Number.NEGATIVE_INFINITY;
  }
}
