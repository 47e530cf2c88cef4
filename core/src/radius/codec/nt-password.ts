import { md4 } from './md4.js';

/** What MS-CHAP needs of a password, made once for each line: who has it can log in, so it is kept as secret as the password. */
export interface NtPassword {
  /** NtPasswordHash (RFC 2759 s8.3), 16 octets. */
  readonly hash: Buffer;
  /** HashNtPasswordHash (RFC 2759 s8.4), 16 octets. */
  readonly hashHash: Buffer;
}

/** RFC 2759 s8.3 and s8.4, the same as RFC 2433 A.6. `password` is in UTF-8, as PAP sends it; hashed is its UTF-16LE. */
export function prepareNtPassword(password: Uint8Array): NtPassword {
  const hash = md4(Buffer.from(Buffer.from(password).toString('utf8'), 'utf16le'));
  return { hash, hashHash: md4(hash) };
}
