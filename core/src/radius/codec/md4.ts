const BLOCK_LENGTH = 64;
const DIGEST_LENGTH = 16;

/** Which word each step of rounds 2 and 3 takes (RFC 1320 s3.4); round 1 takes them in order. */
const ROUND_2_ORDER = [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15];
const ROUND_3_ORDER = [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15];
const ROUND_1_SHIFTS = [3, 7, 11, 19];
const ROUND_2_SHIFTS = [3, 5, 9, 13];
const ROUND_3_SHIFTS = [3, 9, 11, 15];

/** The digest of `message` (RFC 1320), which OpenSSL 3 has no more. Runs when a password is taken in, not for every login. */
export function md4(message: Uint8Array): Buffer {
  const padded = Buffer.alloc((message.length + 8 + BLOCK_LENGTH) & -BLOCK_LENGTH); // RFC 1320 s3.1, s3.2
  padded.set(message);
  padded[message.length] = 0x80;
  padded.writeUInt32LE(message.length * 8, padded.length - 8);
  const state = new Int32Array([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476]); // s3.3
  for (let at = 0; at < padded.length; at += BLOCK_LENGTH) foldBlock(state, padded, at);
  const digest = Buffer.alloc(DIGEST_LENGTH);
  state.forEach((word, index) => {
    digest.writeInt32LE(word, index * 4);
  });
  return digest;
}

/** RFC 1320 s3.4. */
function foldBlock(state: Int32Array, octets: Buffer, at: number): void {
  let [a, b, c, d] = state as unknown as readonly [number, number, number, number];
  const step = (mixed: number, word: number, shift: number): void => {
    const sum = (a + mixed + octets.readInt32LE(at + word * 4)) | 0;
    [a, b, c, d] = [d, (sum << shift) | (sum >>> (32 - shift)), b, c];
  };
  for (let index = 0; index < 16; index++) step((b & c) | (~b & d), index, ROUND_1_SHIFTS[index & 3] as number);
  for (let index = 0; index < 16; index++) {
    step(((b & c) | (b & d) | (c & d)) + 0x5a827999, ROUND_2_ORDER[index] as number, ROUND_2_SHIFTS[index & 3] as number);
  }
  for (let index = 0; index < 16; index++) {
    step((b ^ c ^ d) + 0x6ed9eba1, ROUND_3_ORDER[index] as number, ROUND_3_SHIFTS[index & 3] as number);
  }
  state[0] = (state[0] as number) + a;
  state[1] = (state[1] as number) + b;
  state[2] = (state[2] as number) + c;
  state[3] = (state[3] as number) + d;
}
