import { Buffer } from 'node:buffer';

/**
 * The framing of the RouterOS API: a sentence is words, each behind its length of one to five octets, and a word of length 0 ends it.
 * Words are octets, taken for UTF-8. Source: MikroTik's manual, "API", "Protocol".
 */
export function encodeSentence(words: readonly string[]): Buffer {
  const parts: Buffer[] = [];
  for (const word of words) {
    const octets = Buffer.from(word, 'utf8');
    parts.push(encodeLength(octets.length), octets);
  }
  parts.push(Buffer.of(0));
  return Buffer.concat(parts);
}

export function encodeLength(length: number): Buffer {
  if (length < 0x80) return Buffer.of(length);
  if (length < 0x40_00) return Buffer.of((length >>> 8) | 0x80, length & 0xff);
  if (length < 0x20_00_00) return Buffer.of((length >>> 16) | 0xc0, (length >>> 8) & 0xff, length & 0xff);
  if (length < 0x10_00_00_00) return Buffer.of((length >>> 24) | 0xe0, (length >>> 16) & 0xff, (length >>> 8) & 0xff, length & 0xff);
  return Buffer.of(0xf0, (length >>> 24) & 0xff, (length >>> 16) & 0xff, (length >>> 8) & 0xff, length & 0xff);
}

/** What cannot be a sentence: the peer speaks something else, or the place in the stream was lost. */
export class NotSentencesError extends Error {}

const LONGEST_WORD = 16 * 1024 * 1024;
const MOST_WORDS = 10_000;

/** Cuts a stream into sentences, however it is split into segments. */
export class SentenceReader {
  #rest: Buffer = Buffer.alloc(0);
  #segments: Buffer[] = [];
  #held = 0;
  /** How many octets must be there before it is worth looking again; keeps a long word in small segments from being joined each time. */
  #needed = 1;
  #words: string[] = [];

  /** The sentences that a segment completes. Throws {@link NotSentencesError}; the stream is of no use then. */
  read(segment: Buffer): readonly (readonly string[])[] {
    this.#segments.push(segment);
    this.#held += segment.length;
    if (this.#held < this.#needed) return [];
    this.#rest = this.#segments.length === 1 ? segment : Buffer.concat(this.#segments);
    const sentences: string[][] = [];
    let at = 0;
    for (;;) {
      const word = this.wordAt(at);
      if (word === undefined) break;
      at = word.end;
      if (word.text !== '') {
        if (this.#words.push(word.text) > MOST_WORDS) throw new NotSentencesError(`a sentence has more than ${MOST_WORDS} words`);
      } else if (this.#words.length > 0) {
        sentences.push(this.#words);
        this.#words = [];
      }
    }
    this.#rest = this.#rest.subarray(at);
    this.#needed -= at;
    this.#segments = this.#rest.length === 0 ? [] : [this.#rest];
    this.#held = this.#rest.length;
    return sentences;
  }

  private wordAt(at: number): { readonly text: string; readonly end: number } | undefined {
    const octets = this.#rest;
    this.#needed = at + 1;
    if (at >= octets.length) return undefined;
    const first = octets[at] as number;
    if (first > 0xf0) throw new NotSentencesError('a word begins with a length that is reserved');
    const more = first < 0x80 ? 0 : first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    this.#needed = at + 1 + more;
    if (this.#needed > octets.length) return undefined;
    const masks = [0x7f, 0x3f, 0x1f, 0x0f, 0];
    let length = first & (masks[more] as number);
    for (let index = 1; index <= more; index++) length = length * 256 + (octets[at + index] as number);
    if (length > LONGEST_WORD) throw new NotSentencesError(`a word claims to be ${length} octets long`);
    const start = at + 1 + more;
    this.#needed = start + length;
    if (this.#needed > octets.length) return undefined;
    return { text: octets.toString('utf8', start, start + length), end: start + length };
  }
}
