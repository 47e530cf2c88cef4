import { type Actor, type Clock, EVENTS, type Transaction } from '@tapline/sdk';
import type { Database } from '../../kernel/database/database.js';
import type { EventRaiser } from '../../kernel/outbox/event-raiser.js';
import type { SessionEnds } from '../accounting/session-ends.js';
import type { CoaOutcome } from './coa-client.js';
import { CoaHealthStore } from './coa-health-store.js';
import type { LineChange } from './line-change.js';
import type { LiveSession } from './live-session.js';
import { LiveSessionStore } from './live-session-store.js';
import type { NeededRequest } from './needed-request.js';
import type { SessionChangeQueue } from './session-change-queue.js';
import { mayBeLease } from './session-marks.js';
import { meaningOfRefusal, TOO_LONG } from './session-request.js';
import { type RequestResult, SessionRequestStore } from './session-request-store.js';

export interface RequestRecorderOptions {
  readonly database: Database;
  readonly queue: SessionChangeQueue;
  readonly clock: Clock;
  /** Real time. */
  readonly realNowMs: () => number;
  readonly events: Pick<EventRaiser, 'raise'>;
  readonly ends: Pick<SessionEnds, 'tell'>;
}

/** A request that is under way. */
export interface Sending {
  readonly requestId: string;
  readonly claimId: string;
  readonly attempts: number;
  readonly session: LiveSession;
  readonly needed: NeededRequest;
  readonly change: LineChange | undefined;
  /** Whether what the session lacks is worth no new login. */
  readonly isByCoaOnly: boolean;
}

type Answered = Exclude<CoaOutcome, { kind: 'abandoned' }>;

/** What became of a try. */
export interface Tried {
  readonly sending: Sending;
  readonly outcome: Answered;
  readonly sentAtMs: number;
}

export const ENFORCER_ACTOR: Actor = { kind: 'system', id: 'access-enforcer', name: 'Changes for who is online' };
const RECORDED_TOGETHER = 50;
const PAUSES_MS = [5_000, 15_000, 60_000, 300_000, 900_000, 3_600_000];

/** Writes down what became of requests to routers, and what follows from that. */
export class RequestRecorder {
  readonly #live = new LiveSessionStore();
  readonly #requests = new SessionRequestStore();
  readonly #health = new CoaHealthStore();
  readonly #tried: (Tried & { readonly resolve: () => void; readonly reject: (error: Error) => void })[] = [];
  #isRecording = false;

  constructor(private readonly options: RequestRecorderOptions) {}

  /** Answers that come while others are being written share the next transaction. */
  recordSoon(tried: Tried): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#tried.push({ ...tried, resolve, reject });
      if (!this.#isRecording) void this.recordAll();
    });
  }

  private async recordAll(): Promise<void> {
    this.#isRecording = true;
    while (this.#tried.length > 0) {
      const some = this.#tried.splice(0, RECORDED_TOGETHER);
      try {
        await this.options.database.transaction(ENFORCER_ACTOR, async (tx) => {
          const ended: (string | null)[] = [];
          for (const tried of some) if (await this.record(tx, tried)) ended.push(tried.sending.session.serviceId);
          await this.options.ends.tell(tx, ended);
        });
        for (const { resolve } of some) resolve();
      } catch (error) {
        for (const { reject } of some) reject(error as Error);
      }
    }
    this.#isRecording = false;
  }

  /** Whether the session is found to have ended by it. */
  private async record(tx: Transaction, { sending, outcome, sentAtMs }: Tried): Promise<boolean> {
    const { queue, clock, realNowMs } = this.options;
    const { requestId, claimId, session, needed, change } = sending;
    const atMs = clock.nowMs();
    const result = { ...this.resultOf(sending, outcome, sentAtMs), changeWords: change?.words ?? null };
    if (!(await this.#requests.record(tx, requestId, claimId, result))) {
      // It was taken for lost and sent by another process as well: nobody knows which of the two the router has followed last.
      await queue.applyAgain(tx, session.id);
      return false;
    }
    const isLost = outcome.kind === 'refused' && meaningOfRefusal(outcome.errorCause, needed.kind) === 'session-unknown';
    const isEnded = isLost && !mayBeLease(session) && (await this.#live.closeLost(tx, session.id));
    const isSettled = outcome.kind === 'acknowledged' || (sending.isByCoaOnly && cannotBeTold(outcome));
    if (isSettled && needed.kind === 'coa' && needed.wantedDigest !== null) {
      await this.#live.setGranted(tx, session.id, needed.wantedDigest);
    }
    if (outcome.kind === 'unanswered') {
      const { id: sessionId, routerId, serviceId } = session;
      const payload = { sessionId, routerId, serviceId, kind: needed.kind, reason: needed.reason };
      await this.options.events.raise(tx, EVENTS.sessionRequestUnanswered, { customerId: null, payload });
    }
    const refusal = refusalToEnd(sending, outcome);
    if (typeof refusal === 'string') {
      const { id: sessionId, routerId, serviceId } = session;
      const payload = { sessionId, routerId, serviceId, kind: 'disconnect', reason: needed.reason, errorCause: refusal } as const;
      await this.options.events.raise(tx, EVENTS.sessionRequestRefused, { customerId: null, payload });
    }
    // A router that takes nothing about leases is no silent router.
    const isSilence = outcome.kind === 'unanswered';
    if (outcome.kind !== 'too-long' && !(isSilence && mayBeLease(session))) {
      const answer = isSilence ? null : { atMs, roundTripMs: outcome.roundTripMs };
      const { routerId, deviceAddress } = session;
      const isBack = await this.#health.record(tx, {
        routerId,
        deviceAddress,
        sentAtMs,
        answer,
        ...(refusal === undefined ? {} : { refusal }),
      });
      if (isBack) await this.#requests.wake(tx, { device: { routerId, deviceAddress } }, realNowMs());
    }
    if (result.nextTryAtMs === null) await queue.queue(tx, { sessionIds: [session.id] });
    else if (await this.isOvertaken(tx, sending)) await this.#requests.wake(tx, { sessionIds: [session.id] }, realNowMs());
    return isEnded;
  }

  /** Whether something else was wanted while the request was under way: that does not wait for its next try. */
  private async isOvertaken(tx: Transaction, { session, needed }: Sending): Promise<boolean> {
    const [now] = await this.#live.find(tx, { sessionIds: [session.id] });
    if (!now) return false;
    return now.endReason === null ? now.wanted?.digest !== needed.wantedDigest : needed.cause !== 'end';
  }

  private resultOf({ attempts, needed }: Sending, outcome: Answered, sentAtMs: number): RequestResult {
    const { clock, realNowMs } = this.options;
    const tried = { attempts: attempts + 1, sentAtMs };
    const pauseMs = PAUSES_MS[Math.min(attempts, PAUSES_MS.length - 1)] as number;
    const again = { ...tried, state: 'retrying', nextTryAtMs: realNowMs() + pauseMs } as const;
    if (outcome.kind === 'unanswered') return { ...again, errorCause: null, roundTripMs: null, answeredAtMs: null };
    if (outcome.kind === 'too-long') {
      return { ...tried, state: 'refused', errorCause: TOO_LONG, roundTripMs: null, answeredAtMs: null, nextTryAtMs: null };
    }
    const errorCause = outcome.kind === 'refused' ? outcome.errorCause : null;
    const answer = { errorCause, roundTripMs: outcome.roundTripMs, answeredAtMs: clock.nowMs() };
    if (errorCause !== null && meaningOfRefusal(errorCause, needed.kind) === 'passing') return { ...again, ...answer };
    return { ...tried, ...answer, state: outcome.kind, nextTryAtMs: null };
  }
}

/** Whether the router takes no such CoA-Request. */
function cannotBeTold(outcome: Answered): boolean {
  return outcome.kind === 'too-long' || (outcome.kind === 'refused' && meaningOfRefusal(outcome.errorCause, 'coa') === 'cannot-change');
}

/** Why a router will not end a session that it was to end, null when it would; `undefined` when its answer does not tell. */
function refusalToEnd({ needed, session }: Sending, outcome: Answered): string | null | undefined {
  if (needed.kind !== 'disconnect') return undefined;
  if (outcome.kind === 'acknowledged') return null;
  if (outcome.kind !== 'refused') return undefined;
  const meaning = meaningOfRefusal(outcome.errorCause, needed.kind);
  if (meaning === 'final') return outcome.errorCause;
  // It has looked for the session; RouterOS knows none of a lease, whatever it is asked.
  return meaning === 'session-unknown' && !mayBeLease(session) ? null : undefined;
}
