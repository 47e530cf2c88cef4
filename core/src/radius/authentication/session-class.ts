import { randomFillSync } from 'node:crypto';

const ALPHABET = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_');
const RANDOM_CHARACTERS = 8;
const SESSION_MARK = 'T'.charCodeAt(0);
const GUEST_MARK = 'G'.charCodeAt(0);
const DOT = '.'.charCodeAt(0);
const LONGEST = 64;
const GUEST_CLASS = /^G\.[A-Za-z0-9_-]{8}$/;
const CLASS = /^T([0-9a-z]{26})\.[A-Za-z0-9_-]{8}(?:\.([os][A-Za-z0-9_-]{8}))?$/;

const pool = Buffer.alloc(32_768);
let used = pool.length;

/**
 * The attribute Class of the login in hand, which the router echoes in accounting (RFC 2865 s5.25). Made again for each login, and in octets: of
 * most logins nobody here reads it as text.
 */
export class SessionClass {
  /** The first {@link length} of these are the value. */
  readonly octets: Buffer = Buffer.alloc(LONGEST);
  length = 0;

  /** Names the service, this one login, and what it was granted (`grantDigestOf` the line's access). */
  name(serviceId: string, grantDigest: string): void {
    this.octets[0] = SESSION_MARK;
    this.length = 1;
    this.append(serviceId);
    this.appendRandom();
    this.octets[this.length++] = DOT;
    this.append(grantDigest);
  }

  /** For who is let into the walled garden without having proved to be anybody: the session is no service's, whatever its login says. */
  nameGuest(): void {
    this.octets[0] = GUEST_MARK;
    this.length = 1;
    this.appendRandom();
  }

  get text(): string {
    return this.octets.toString('latin1', 0, this.length);
  }

  private append(ascii: string): void {
    for (let index = 0; index < ascii.length; index++) this.octets[this.length + index] = ascii.charCodeAt(index);
    this.length += ascii.length;
  }

  private appendRandom(): void {
    if (used + RANDOM_CHARACTERS > pool.length) {
      randomFillSync(pool);
      used = 0;
    }
    this.octets[this.length++] = DOT;
    for (let index = 0; index < RANDOM_CHARACTERS; index++) {
      this.octets[this.length++] = ALPHABET[(pool[used++] as number) & 63] as number;
    }
  }
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
