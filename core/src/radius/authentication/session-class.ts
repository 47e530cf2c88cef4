import { randomFillSync } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const RANDOM_CHARACTERS = 8;
const GUEST_CLASS = /^G\.[A-Za-z0-9_-]{8}$/;
const CLASS = /^T([0-9a-z]{26})\.[A-Za-z0-9_-]{8}(?:\.([os][A-Za-z0-9_-]{8}))?$/;

const pool = Buffer.alloc(4096);
let used = pool.length;

/**
 * A new value for the attribute Class, which the router echoes in accounting (RFC 2865 s5.25): names the service, this one login, and what it was
 * granted (`grantDigestOf` the line's access).
 */
export function newSessionClass(serviceId: string, grantDigest: string): string {
  return `T${serviceId}.${randomCharacters()}.${grantDigest}`;
}

/** For who is let into the walled garden without having proved to be anybody: the session is no service's, whatever its login says. */
export function newGuestClass(): string {
  return `G.${randomCharacters()}`;
}

export function isGuestClass(sessionClass: string): boolean {
  return GUEST_CLASS.test(sessionClass);
}

/** The service that a Class of ours names; `undefined` for anybody else's. */
export function serviceOfClass(sessionClass: string): string | undefined {
  return CLASS.exec(sessionClass)?.[1];
}

/** What the login was granted; `undefined` for anybody else's Class. */
export function grantOfClass(sessionClass: string): string | undefined {
  return CLASS.exec(sessionClass)?.[2];
}

function randomCharacters(): string {
  if (used + RANDOM_CHARACTERS > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  let text = '';
  for (let index = 0; index < RANDOM_CHARACTERS; index++) text += ALPHABET.charAt((pool[used++] as number) & 63);
  return text;
}
