import type { CoaOutcome } from './coa-client.js';
import { type SessionRequest, TOO_LONG } from './session-request.js';

/** What the short log says of a try. */
export function wordsOfTry(
  { reason, changeWords }: { readonly reason: string; readonly changeWords: string | null },
  outcome: Exclude<CoaOutcome, { kind: 'abandoned' }>,
  coaPort: number,
): string {
  const asked = changeWords === null ? reason : `${reason}: ${changeWords}`;
  if (outcome.kind === 'acknowledged') return asked;
  if (outcome.kind === 'too-long') return `${refusalWords(TOO_LONG)} (${asked})`;
  if (outcome.kind === 'refused') return `${refusalWords(outcome.errorCause)} (${asked})`;
  if (outcome.radsec) return `${radsecWords(outcome.radsec, coaPort)} (${asked})`;
  if (outcome.isForged) return `the router answers on port ${coaPort} with another secret; set the same on both sides (${asked})`;
  return `no answer on port ${coaPort}; is /radius incoming accept=yes with that port set on the router? (${asked})`;
}

function radsecWords(why: 'silent' | 'not-connected', coaPort: number): string {
  return why === 'not-connected'
    ? `the router is not connected by RadSec, and there is no answer on UDP port ${coaPort}; it is asked again as soon as it connects`
    : `no answer over the router’s RadSec connection, and none on UDP port ${coaPort}; let it take such requests, or set its CoA address under Routers`;
}

/** What became of a request, in words for an operator. */
export function wordsOfResult(request: SessionRequest): string {
  const { state, attempts, errorCause, roundTripMs } = request;
  if (state === 'pending') return 'about to be sent';
  if (state === 'acknowledged') return `done in ${roundTripMs ?? 0} ms`;
  if (state === 'refused') return refusalWords(errorCause ?? '');
  if (state === 'withdrawn') return attempts === 0 ? 'not needed any more' : `no answer after ${tries(attempts)}; not needed any more`;
  if (state === 'superseded')
    return attempts === 0 ? 'overtaken by a later change' : `no answer after ${tries(attempts)}; then overtaken by a later change`;
  return errorCause === null ? `no answer after ${tries(attempts)}; sent again` : `${refusalWords(errorCause)}; sent again`;
}

/** With the cure of those that an operator can do something about. */
export function refusalWords(errorCause: string): string {
  if (errorCause === TOO_LONG) return 'not sent: it would be longer than a RADIUS packet may be; tell the router fewer attributes';
  const cure = cureOfRefusal(errorCause);
  const words = `the router refused: ${errorCause || 'it did not say why'}`;
  return cure === undefined ? words : `${words}; ${cure}`;
}

/** `undefined` where none is known. */
export function cureOfRefusal(errorCause: string): string | undefined {
  return CURES[errorCause];
}

const CURES: Readonly<Record<string, string>> = {
  'NAS Identification Mismatch':
    'it calls itself by another address than it reports in accounting; see its NAS-IP-Address (RouterOS: src-address)',
  'Administratively Prohibited': 'allow such requests on the router',
  'Unsupported Service':
    'it does not take this kind of request: allow it on the router, or set "Changes for who is online" under Routers to what it takes',
  'Session Context Not Found': 'it knows no such session',
};

function tries(attempts: number): string {
  return attempts === 1 ? 'one try' : `${attempts} tries`;
}
