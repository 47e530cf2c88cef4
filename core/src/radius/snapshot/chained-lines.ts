import { createHmac, timingSafeEqual } from 'node:crypto';

const MAC_OCTETS = 16;
const MAC_CHARACTERS = 22;

/**
 * Lines of text that only the holder of a key can write: each begins with a MAC of itself and of the MAC before it, so that none can be changed,
 * left out, repeated or put elsewhere; only the end can be missing.
 */
export class ChainedLines {
  #previous: Buffer = Buffer.alloc(MAC_OCTETS);

  constructor(private readonly key: Buffer) {}

  /** The next line, with its end. */
  write(text: string): string {
    this.#previous = this.macOf(text);
    return `${this.#previous.toString('base64url')} ${text}\n`;
  }

  /** The text of the next line, without its end; `undefined` when it is not the one that was written here. */
  read(line: string): string | undefined {
    const text = line.slice(MAC_CHARACTERS + 1);
    const found = Buffer.from(line.slice(0, MAC_CHARACTERS), 'base64url');
    const mac = this.macOf(text);
    if (found.length !== MAC_OCTETS || !timingSafeEqual(found, mac)) return undefined;
    this.#previous = mac;
    return text;
  }

  private macOf(text: string): Buffer {
    return createHmac('sha256', this.key).update(this.#previous).update(text).digest().subarray(0, MAC_OCTETS);
  }
}
