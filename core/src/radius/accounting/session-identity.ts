import { hash } from 'node:crypto';
import { grantOfClass, isGuestClass, serviceOfClass } from '../authentication/session-class.js';
import type { SessionRecord } from './accounting-record.js';

export interface SessionIdentity {
  /** A digest: of one length, and compared by octet whatever the router put into its parts. */
  readonly key: string;
  /** The service that our Class names. */
  readonly serviceId: string | undefined;
  /** The login that tells whose it is; `undefined` where our Class names that, or says that it is nobody's: a guest's of the walled garden. */
  readonly ownersLogin: string | undefined;
  /** Our Class, when it names a service. */
  readonly sessionClass: string | undefined;
  /** What the login was granted, as our Class tells. */
  readonly grantDigest: string | undefined;
}

/**
 * What makes two records speak of one session: our Class, made anew for each login, with the Acct-Session-Id; from a router that does not echo
 * it, the router with Acct-Session-Id and login, which a router may use again after a restart. For sessions inside of which a router is given a new
 * Class see `joinRenewed`.
 */
export function identifySession(record: SessionRecord): SessionIdentity {
  if (record.reportedServiceId !== undefined) return identityOfReported(record, record.reportedServiceId);
  const serviceId = record.sessionClass === undefined ? undefined : serviceOfClass(record.sessionClass);
  const isGuest = record.sessionClass !== undefined && isGuestClass(record.sessionClass);
  const ownersLogin = serviceId === undefined && !isGuest ? record.login : undefined;
  const parts =
    ownersLogin === undefined
      ? ['class', record.sessionClass, record.acctSessionId]
      : ['router', record.routerId, record.acctSessionId, ownersLogin];
  const grantDigest = record.sessionClass === undefined ? undefined : grantOfClass(record.sessionClass);
  const sessionClass = serviceId === undefined ? undefined : record.sessionClass;
  return { key: hash('sha256', JSON.stringify(parts), 'base64url'), serviceId, ownersLogin, sessionClass, grantDigest };
}

/** By whose it is and by who reports it: the login may be changed while the session lives. */
function identityOfReported({ nasDevice, routerId, acctSessionId }: SessionRecord, serviceId: string): SessionIdentity {
  const parts = ['reported', nasDevice, routerId, acctSessionId, serviceId];
  const key = hash('sha256', JSON.stringify(parts), 'base64url');
  return { key, serviceId, ownersLogin: undefined, sessionClass: undefined, grantDigest: undefined };
}
