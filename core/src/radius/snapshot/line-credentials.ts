import { type NtPassword, prepareNtPassword } from '../codec/index.js';

declare const PACKED: unique symbol;

/** A password with room for what MS-CHAP makes of it, in one piece of memory: there is one for each of a hundred thousand lines. */
export type LineCredentials = Buffer & { readonly [PACKED]: true };

const HASH_LENGTH = 16;
const HASH_OFFSET = 1;
const HASH_HASH_OFFSET = HASH_OFFSET + HASH_LENGTH;
const PASSWORD_OFFSET = HASH_HASH_OFFSET + HASH_LENGTH;

const SLAB_OCTETS = 64 * 1024;
let slab = Buffer.alloc(0);

const ntPassword: NtPassword = { hash: Buffer.alloc(HASH_LENGTH), hashHash: Buffer.alloc(HASH_LENGTH) };

export function packCredentials(password: string): LineCredentials {
  const packed = takeMemory(PASSWORD_OFFSET + Buffer.byteLength(password, 'utf8'));
  packed[0] = 0;
  packed.write(password, PASSWORD_OFFSET, 'utf8');
  return packed as LineCredentials;
}

/** Not of Node.js's pool: there each would keep eight kilobytes of datagrams that came when its line logged in first. */
function takeMemory(length: number): Buffer {
  if (length > slab.length) slab = Buffer.allocUnsafeSlow(Math.max(length, SLAB_OCTETS));
  const memory = slab.subarray(0, length);
  slab = slab.subarray(length);
  return memory;
}

/** In UTF-8, as PAP and CHAP compare it. Shares memory with the credentials. */
export function passwordOf(credentials: LineCredentials): Buffer {
  return credentials.subarray(PASSWORD_OFFSET);
}

/** Its hashes, as MS-CHAP compares them: made at the line's first such login and kept. Shared: lasts until the next call. */
export function ntPasswordOf(credentials: LineCredentials): NtPassword {
  if (credentials[0] === 0) {
    const made = prepareNtPassword(passwordOf(credentials));
    made.hash.copy(credentials, HASH_OFFSET);
    made.hashHash.copy(credentials, HASH_HASH_OFFSET);
    credentials[0] = 1;
  }
  credentials.copy(ntPassword.hash, 0, HASH_OFFSET, HASH_HASH_OFFSET);
  credentials.copy(ntPassword.hashHash, 0, HASH_HASH_OFFSET, PASSWORD_OFFSET);
  return ntPassword;
}
