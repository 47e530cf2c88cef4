import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const TIME_CHARACTERS = 10;
const RANDOM_CHARACTERS = 16;

let lastMs = 0;
const random = new Uint8Array(RANDOM_CHARACTERS);

/**
 * A new opaque id: 26 characters, unguessable enough not to collide, and growing with the machine's time, so that a table's newest rows lie
 * together on disk. Nothing may be read out of it.
 */
export function newId(): string {
  const nowMs = Date.now();
  if (nowMs > lastMs) {
    lastMs = nowMs;
    random.set(randomBytes(RANDOM_CHARACTERS));
    for (let index = 0; index < RANDOM_CHARACTERS; index++) random[index] = (random[index] as number) & 31;
  } else {
    increment();
  }
  let id = '';
  for (let rest = lastMs, index = 0; index < TIME_CHARACTERS; index++) {
    id = ALPHABET.charAt(rest % 32) + id;
    rest = Math.floor(rest / 32);
  }
  for (const value of random) id += ALPHABET.charAt(value);
  return id;
}

function increment(): void {
  for (let index = RANDOM_CHARACTERS - 1; index >= 0; index--) {
    const value = random[index] as number;
    if (value < 31) {
      random[index] = value + 1;
      return;
    }
    random[index] = 0;
  }
}
