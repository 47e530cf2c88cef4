import { copyOctets } from '../codec/index.js';

export interface AnswerRingLimits {
  /** What is younger is kept, as long as there is room. */
  readonly keepMs: number;
  readonly chunks: number;
  readonly chunkOctets: number;
}

/** The chunk that is written last ends with what was written at this time. */
interface Chunk {
  readonly octets: Buffer;
  writtenMs: number;
}

/**
 * The latest answers one behind the other, in as much memory as those of {@link AnswerRingLimits.keepMs} take and no more than so many chunks: hundreds of
 * thousands of small buffers would take several times their octets.
 */
export class AnswerRing {
  readonly #chunks: Chunk[] = [];
  /** The number of the oldest chunk; they are counted from the first there ever was. */
  #oldest = 0;
  #length = 0;

  constructor(private readonly limits: AnswerRingLimits) {}

  get octets(): number {
    return this.#chunks.length * this.limits.chunkOctets;
  }

  /** Copies the first `length` of `octets`, at most a chunk, and returns the place where they are. */
  write(octets: Uint8Array, length: number, nowMs: number): number {
    let chunk = this.#chunks.at(-1);
    if (!chunk || this.#length + length > this.limits.chunkOctets) chunk = this.nextChunk(nowMs);
    const offset = this.#length;
    copyOctets(octets, 0, chunk.octets, offset, length);
    chunk.writtenMs = nowMs;
    this.#length = offset + length;
    return (this.#oldest + this.#chunks.length - 1) * this.limits.chunkOctets + offset;
  }

  /** What was written at a place; `undefined` once it had to give way. Shares memory with the ring. */
  read(place: number, length: number): Buffer | undefined {
    const number = Math.floor(place / this.limits.chunkOctets);
    const offset = place - number * this.limits.chunkOctets;
    return this.#chunks[number - this.#oldest]?.octets.subarray(offset, offset + length);
  }

  /** In the memory of the oldest, when that is too old or there are enough; what is too old besides is given back. */
  private nextChunk(nowMs: number): Chunk {
    const { keepMs, chunks, chunkOctets } = this.limits;
    let spare: Buffer | undefined;
    for (let oldest = this.#chunks[0]; oldest; oldest = this.#chunks[0]) {
      if (oldest.writtenMs >= nowMs - keepMs && this.#chunks.length < chunks) break;
      spare = oldest.octets;
      this.#chunks.shift();
      this.#oldest++;
    }
    const next: Chunk = { octets: spare ?? Buffer.allocUnsafeSlow(chunkOctets), writtenMs: nowMs };
    this.#chunks.push(next);
    this.#length = 0;
    return next;
  }
}
