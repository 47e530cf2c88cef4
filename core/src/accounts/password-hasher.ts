// The one import of argon2.
import { hash, verify } from '@node-rs/argon2';

/** Argon2id with the least cost that OWASP's password storage advice allows: 19 MiB, two passes, one lane. */
const COST = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

const unpadded = (octets: number): string => Buffer.alloc(octets).toString('base64').replaceAll('=', '');
/** Well-formed, of the same cost, and the hash of no password that anybody knows. */
const NOBODYS_HASH = `$argon2id$v=19$m=${COST.memoryCost},t=${COST.timeCost},p=${COST.parallelism}$${unpadded(16)}$${unpadded(32)}`;

/** Hashes the passwords of admins and of customers; about 15 ms of work on another thread. */
export class PasswordHasher {
  hash(password: string): Promise<string> {
    return hash(password, COST);
  }

  /** Does the same work where there is no hash to compare with, so that the time taken does not tell whether a login exists. */
  async matches(passwordHash: string | undefined, password: string): Promise<boolean> {
    const isSame = await verify(passwordHash ?? NOBODYS_HASH, password);
    return isSame && passwordHash !== undefined;
  }
}
