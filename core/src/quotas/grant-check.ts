import { invalid, type QuotaGrant } from '@tapline/sdk';

const MOST_OCTETS = 1n << 60n;
const LONGEST_TITLE = 200;

/** Throws `QUOTA_GRANT_INVALID`. Types are looked at too: whoever grants need not have had a compiler, and SQLite keeps what it is given. */
export function requireGrantable(grant: Pick<QuotaGrant, 'title' | 'octets' | 'validFromMs' | 'expiresAtMs' | 'priority'>): void {
  const { title, octets, validFromMs, expiresAtMs, priority } = grant;
  if (!isOctets(octets) || octets <= 0n || octets >= MOST_OCTETS) throw grantInvalid('octets', 'it must be a bigint over 0 and under 2^60');
  if (!Number.isSafeInteger(validFromMs)) throw grantInvalid('validFromMs', 'it must be an instant, in milliseconds since 1970');
  if (expiresAtMs !== null) {
    if (!Number.isSafeInteger(expiresAtMs)) throw grantInvalid('expiresAtMs', 'it must be an instant, in milliseconds since 1970, or null');
    if (expiresAtMs <= validFromMs) throw grantInvalid('expiresAtMs', 'it would end before it begins');
  }
  if (!Number.isSafeInteger(priority)) throw grantInvalid('priority', 'it must be a whole number');
  if (typeof title !== 'string' || title === '' || title.length > LONGEST_TITLE) {
    throw grantInvalid('title', `it needs 1 to ${LONGEST_TITLE} characters`);
  }
}

/** Of what a meter has taken of a grant. Throws `QUOTA_USED_INVALID`. */
export function requireUsed(usedOctets: bigint, grantId: string): void {
  if (isOctets(usedOctets)) return;
  throw invalid('QUOTA_USED_INVALID', `what was used of the grant ${grantId} must be a bigint; it is ${String(usedOctets)}`, 'usedOctets');
}

function isOctets(value: unknown): value is bigint {
  return typeof value === 'bigint';
}

function grantInvalid(field: string, what: string): Error {
  return invalid('QUOTA_GRANT_INVALID', `the ${field} of the grant is wrong: ${what}`, field);
}
