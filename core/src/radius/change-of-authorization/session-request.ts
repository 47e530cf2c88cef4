/**
 * `pending`: not sent yet. `retrying`: sent in vain, and to be sent again. `acknowledged`, `refused`: the router's word. `withdrawn`: nothing to do any
 * more, the session has ended or has what it should. `superseded`: something newer is wanted.
 */
export type RequestState = 'pending' | 'retrying' | 'acknowledged' | 'refused' | 'withdrawn' | 'superseded';

/** A CoA-Request changes a session, a Disconnect-Request ends it (RFC 5176 s2.1, s2.2). */
export type RequestKind = 'coa' | 'disconnect';

/** What asks for it: the line's access, or somebody who wants the session ended. */
export type RequestCause = 'access' | 'end';

/** One request to a router about one session, and what became of it. */
export interface SessionRequest {
  readonly id: string;
  readonly sessionId: string;
  readonly serviceId: string | null;
  readonly routerId: string;
  /** See `LiveSession.deviceAddress`. */
  readonly deviceAddress: string;
  readonly kind: RequestKind;
  readonly cause: RequestCause;
  /** What the session is brought to; null when it is ended whatever its line may. */
  readonly wantedDigest: string | null;
  /** In words, for an operator. */
  readonly reason: string;
  /** What a CoA-Request changes; null until it was sent. */
  readonly changeWords: string | null;
  readonly state: RequestState;
  readonly attempts: number;
  /** Real time; null when it is not sent any more. */
  readonly nextTryAtMs: number | null;
  /** In the words of RFC 5176 s3.5; empty when the router refused without one, null when it did not refuse; or {@link TOO_LONG}. */
  readonly errorCause: string | null;
  readonly roundTripMs: number | null;
  readonly createdAtMs: number;
  readonly sentAtMs: number | null;
  readonly answeredAtMs: number | null;
}

/** Stands for an Error-Cause where the request was not sent, as it would be longer than a RADIUS packet may be. */
export const TOO_LONG = 'Request Too Long';

/** What the router's Error-Cause means for us. */
export type RefusalMeaning = 'session-unknown' | 'passing' | 'cannot-change' | 'final';

const MEANINGS: Readonly<Record<string, RefusalMeaning>> = {
  'Session Context Not Found': 'session-unknown',
  'Resources Unavailable': 'passing',
  'Request Not Routable': 'passing',
  'Other Proxy Processing Error': 'passing',
  'Administratively Prohibited': 'final',
  'NAS Identification Mismatch': 'final',
  'Session Context Not Removable': 'final',
};

/** A CoA-Request that is refused for any other reason, or for none, is one that the router does not know how to follow. */
export function meaningOfRefusal(errorCause: string, kind: RequestKind): RefusalMeaning {
  return MEANINGS[errorCause] ?? (kind === 'coa' ? 'cannot-change' : 'final');
}
