import { endianness } from 'node:os';
import { TaplineError } from '@tapline/sdk';
import { md5Block } from './md5-block.js';

/** Octets of {@link scratch}: a packet of 4096 octets, a secret or a password behind it, and MD5's padding. */
const SCRATCH_SIZE = 8192;
/** The longest message that {@link md5} and {@link hmacMd5} take; the padding (RFC 1321 s3.1, s3.2) follows it in the scratch area. */
export const MAX_MESSAGE_LENGTH = SCRATCH_SIZE - 72;
export const DIGEST_LENGTH = 16;
const BLOCK_LENGTH = 64;

// The words below are the octets of the scratch area as the processor reads them, and MD5 wants the least significant octet first.
if (endianness() !== 'LE') {
  throw new TaplineError(
    'RADIUS_HOST_UNSUPPORTED',
    'internal',
    'RADIUS needs a little-endian processor, such as x86-64 or arm64; run it on one',
  );
}

const memory = new ArrayBuffer(SCRATCH_SIZE);
const words = new Int32Array(memory);
const state = new Int32Array(4);

/**
 * Where a message is put together before it is hashed. One area serves the whole thread: what is in it, and the digest, last only until
 * the next call of a function of this folder, so a caller uses both before it returns and never over an `await`.
 */
export const scratch: Buffer = Buffer.from(memory);

/** The two halves of HMAC-MD5 (RFC 2104 s4) after their first block, the same for every packet under one secret. */
export interface HmacKey {
  readonly inner: Int32Array;
  readonly outer: Int32Array;
}

/** The outer hash of an HMAC always covers 64 octets of key and one digest, so its padding is written once. */
const outerWords = new Int32Array(BLOCK_LENGTH / 4);
outerWords[4] = 0x80;
outerWords[14] = (BLOCK_LENGTH + DIGEST_LENGTH) * 8;

/** Hashes the first `length` octets of {@link scratch}; the digest is read by {@link writeDigest} or {@link isDigestAt}. */
export function md5(length: number): void {
  resetState();
  finish(length, 0);
}

/** HMAC-MD5 (RFC 2104) of the first `length` octets of {@link scratch}, which are left as they were. */
export function hmacMd5(key: HmacKey, length: number): void {
  state.set(key.inner);
  finish(length, BLOCK_LENGTH);
  outerWords.set(state);
  state.set(key.outer);
  md5Block(state, outerWords, 0);
}

/** Does once per secret what HMAC would do per packet. Overwrites the scratch area. */
export function prepareHmacKey(secret: Uint8Array): HmacKey {
  const key = Buffer.alloc(BLOCK_LENGTH);
  if (secret.length <= BLOCK_LENGTH) key.set(secret);
  else {
    scratch.set(secret);
    md5(secret.length);
    writeDigest(key, 0);
  }
  return { inner: stateAfterPad(key, 0x36), outer: stateAfterPad(key, 0x5c) };
}

/** Copies the digest to `target[offset..offset + 16)`. */
export function writeDigest(target: Uint8Array, offset: number): void {
  for (let index = 0; index < DIGEST_LENGTH; index++) target[offset + index] = digestOctet(index);
}

/** Whether the digest stands at `octets[offset..offset + 16)`. Takes the same time wherever the first difference is. */
export function isDigestAt(octets: Uint8Array, offset: number): boolean {
  let difference = 0;
  for (let index = 0; index < DIGEST_LENGTH; index++) difference |= digestOctet(index) ^ (octets[offset + index] as number);
  return difference === 0;
}

/** One octet of the digest, least significant octet of each word first (RFC 1321 s3.5). */
export function digestOctet(index: number): number {
  return ((state[index >> 2] as number) >>> ((index & 3) << 3)) & 0xff;
}

function resetState(): void {
  state[0] = 0x67452301;
  state[1] = 0xefcdab89;
  state[2] = 0x98badcfe;
  state[3] = 0x10325476;
}

function finish(length: number, alreadyHashed: number): void {
  const end = (length + 8 + BLOCK_LENGTH) & -BLOCK_LENGTH;
  scratch[length] = 0x80;
  scratch.fill(0, length + 1, end - 8);
  const bits = (length + alreadyHashed) * 8;
  words[(end >> 2) - 2] = bits;
  words[(end >> 2) - 1] = 0;
  for (let at = 0; at < end >> 2; at += BLOCK_LENGTH / 4) md5Block(state, words, at);
}

function stateAfterPad(key: Uint8Array, pad: number): Int32Array {
  for (let index = 0; index < BLOCK_LENGTH; index++) scratch[index] = (key[index] as number) ^ pad;
  resetState();
  md5Block(state, words, 0);
  return state.slice();
}
