import { isChangeableTo } from '../../access/grant-digest.js';
import type { LiveSession, WantedGrant } from './live-session.js';
import { meaningOfRefusal, type RequestCause, type RequestKind, type SessionRequest } from './session-request.js';

export interface NeededRequest {
  readonly kind: RequestKind;
  readonly cause: RequestCause;
  readonly wantedDigest: string | null;
  readonly reason: string;
}

export interface Circumstances {
  /** The newest request about the session that was answered or is open, if any. */
  readonly latest: SessionRequest | undefined;
  /**
   * Whether the line's access has changed, or somebody wants it told again: a session whose router does not say what it was granted then needs it.
   * Without it such a session is only ended where its line is shut.
   */
  readonly isNews: boolean;
  /** Whether the request is there already and only what it says is to be found. */
  readonly isOpen: boolean;
  /** Business time. */
  readonly nowMs: number;
  /** Whether a CoA-Request can say what is wanted to a router of this kind. */
  readonly canChange: boolean;
}

/** A login is answered from memory that is up to a second old, and its Start comes a moment later. */
export const LOGIN_TO_START_MS = 2_000;
/** Within this a session that the router has ended should have reported its Stop. */
const HEED_WITHIN_MS = 15_000;
/** How long a router that will not end a session is left alone with it. */
const REFUSED_AGAIN_MS = 3_600_000;

/** The one rule of what a router has to be told about a session; undefined when nothing (more). */
export function neededRequest(session: LiveSession, circumstances: Circumstances): NeededRequest | undefined {
  if (session.coaPolicy === 'none') return undefined;
  return session.endReason === null ? neededByAccess(session, circumstances) : neededToEnd(session, session.endReason, circumstances);
}

function neededToEnd(session: LiveSession, reason: string, { latest, isOpen, nowMs }: Circumstances): NeededRequest | undefined {
  const isAnswer = latest?.cause === 'end' && latest.createdAtMs >= (session.endRequestedAtMs ?? 0);
  if (!isOpen && isAnswer && isSettled(latest, session, nowMs)) return undefined;
  return { kind: 'disconnect', cause: 'end', wantedDigest: null, reason };
}

function neededByAccess(session: LiveSession, circumstances: Circumstances): NeededRequest | undefined {
  const { wanted } = session;
  if (!wanted || hasWhatItShould(session, wanted, circumstances.isNews)) return undefined;
  const { latest, isOpen, nowMs } = circumstances;
  const before = latest?.cause === 'access' && latest.wantedDigest === wanted.digest ? latest : undefined;
  if (!isOpen && before && isSettled(before, session, nowMs)) return undefined;
  const because = whyDisconnect(session, wanted, { ...circumstances, latest: before });
  const needed = { cause: 'access', wantedDigest: wanted.digest } as const;
  return because === undefined
    ? { ...needed, kind: 'coa', reason: 'the speed or a limit of the line has changed' }
    : { ...needed, kind: 'disconnect', reason: because };
}

function hasWhatItShould({ grantedDigest, startedAtMs }: LiveSession, wanted: WantedGrant, isNews: boolean): boolean {
  if (grantedDigest !== null) return grantedDigest === wanted.digest;
  return startedAtMs > wanted.changedAtMs + LOGIN_TO_START_MS || (wanted.isAllowed && !isNews);
}

/** Whether nothing more is to be sent for the same, for now at least: the router has refused, or was just told and has not had the time to say so. */
function isSettled(request: SessionRequest, session: LiveSession, nowMs: number): boolean {
  if (request.state === 'acknowledged') {
    const heededAtMs = (request.answeredAtMs ?? 0) + HEED_WITHIN_MS;
    // Reports are timed by another machine's clock perhaps.
    return request.kind === 'coa' || session.lastSeenMs <= heededAtMs || nowMs <= heededAtMs;
  }
  if (request.state !== 'refused') return false;
  const meaning = meaningOfRefusal(request.errorCause ?? '', request.kind);
  return request.kind === 'disconnect' && meaning === 'final' ? !isAskedAgain(request, session, nowMs) : meaning !== 'cannot-change';
}

/** A router that will not end a session can be mended, and nobody says so here: as long as the end is wanted, it is asked for again. */
function isAskedAgain({ answeredAtMs, sentAtMs }: SessionRequest, { routerMendedAtMs }: LiveSession, nowMs: number): boolean {
  const refusedAtMs = answeredAtMs ?? sentAtMs ?? 0;
  return refusedAtMs < routerMendedAtMs || nowMs >= refusedAtMs + REFUSED_AGAIN_MS;
}

/** Why a CoA-Request will not do; undefined when it will. */
function whyDisconnect(session: LiveSession, wanted: WantedGrant, { latest, canChange }: Circumstances): string | undefined {
  if (!wanted.isAllowed) return wanted.reason || 'the line is shut';
  if (session.grantedDigest?.startsWith('s')) return 'the line is open again: it logs in anew';
  if (hasOtherAddress(session, wanted)) return 'the line has another address: it logs in anew';
  if (latest?.state === 'refused') return 'the router could not change it by CoA: it logs in anew';
  const isChangeable = session.coaPolicy === 'coa-then-disconnect' && canChange;
  return isChangeable ? undefined : 'the line has changed, which this router takes with a new login only';
}

function hasOtherAddress({ grantedDigest, ipv4Address }: LiveSession, wanted: WantedGrant): boolean {
  if (grantedDigest !== null) return !isChangeableTo(grantedDigest, wanted.digest);
  return wanted.ipv4Address !== null && ipv4Address !== null && wanted.ipv4Address !== ipv4Address;
}
