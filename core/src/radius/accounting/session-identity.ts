import { hash } from 'node:crypto';
import { grantOfClass, isGuestClass, serviceOfClass } from '../authentication/session-class.js';
import type { SessionRecord } from './accounting-record.js';

export interface SessionIdentity {
  /** A digest: of one length, and compared by octet whatever the router put into its parts. */
  readonly key: string;
  /** The service that our Class names; else the login has to tell. */
  readonly serviceId: string | undefined;
  /** Our Class, when it names a service. */
  readonly sessionClass: string | undefined;
  /** Nobody's: a guest of the walled garden, whose login tells nothing. */
  readonly isGuest: boolean;
  /** What the login was granted, as our Class tells. */
  readonly grantDigest: string | undefined;
}

/**
 * What makes two records speak of one session: our Class, made anew for each login, with the Acct-Session-Id; from a router that does not echo
 * it, the router with Acct-Session-Id and login, which a router may use again after a restart.
 */
export function identifySession(record: SessionRecord): SessionIdentity {
  const serviceId = record.sessionClass === undefined ? undefined : serviceOfClass(record.sessionClass);
  const isGuest = record.sessionClass !== undefined && isGuestClass(record.sessionClass);
  const parts =
    serviceId === undefined && !isGuest
      ? ['router', record.routerId, record.acctSessionId, record.login]
      : ['class', record.sessionClass, record.acctSessionId];
  const grantDigest = record.sessionClass === undefined ? undefined : grantOfClass(record.sessionClass);
  const sessionClass = serviceId === undefined ? undefined : record.sessionClass;
  return { key: hash('sha256', JSON.stringify(parts), 'base64url'), serviceId, sessionClass, isGuest, grantDigest };
}
