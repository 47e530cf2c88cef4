import { createHash, randomBytes, randomInt } from 'node:crypto';

const SECRET_OCTETS = 32;
/** Without letters and digits that look alike. */
const READABLE = 'abcdefghjkmnpqrstuvwxyz23456789';

/** 256 random bits: a session or an API token. */
export function newBearerSecret(): string {
  return randomBytes(SECRET_OCTETS).toString('base64url');
}

/** What is kept of it. A plain hash will do: there is nothing to guess in 256 random bits. */
export function bearerSecretHash(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** 16 characters, about 79 random bits, to be read from a screen and typed once. */
export function newReadableSecret(): string {
  return [readableGroup(), readableGroup(), readableGroup(), readableGroup()].join('-');
}

function readableGroup(): string {
  return Array.from({ length: 4 }, () => READABLE.charAt(randomInt(READABLE.length))).join('');
}
