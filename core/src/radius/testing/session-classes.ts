import { SessionClass } from '../authentication/session-class.js';

/** The Class of a new session of a service. */
export function newSessionClass(serviceId: string, grantDigest: string): string {
  const sessionClass = new SessionClass();
  sessionClass.name(serviceId, grantDigest);
  return sessionClass.text;
}
