import { type Clock, createToken, type Transaction } from '@tapline/sdk';
import { forgottenChangeOf } from '../../access/grant-digest.js';
import type { LiveSession } from './live-session.js';
import { LiveSessionStore, type SessionSelector } from './live-session-store.js';
import { neededRequest } from './needed-request.js';
import type { SessionRequest } from './session-request.js';
import { SessionRequestStore } from './session-request-store.js';

/** `ended`: it was not online any more. `router-takes-none`: the router is set to be sent no requests. */
export type EndOutcome = 'queued' | 'ended' | 'router-takes-none';

export interface SessionChangeQueueOptions {
  /** Business time. */
  readonly clock: Clock;
  /** Real time, for tests. */
  readonly realNowMs?: () => number;
}

/**
 * Where it is said that a session is to be ended or changed. A session has one open request, made from what is wanted when it is sent: the newest
 * wins, and none overtakes another. Sending is the access enforcer's, in whichever process it runs; this may be called in any.
 */
export class SessionChangeQueue {
  readonly #live = new LiveSessionStore();
  readonly #requests = new SessionRequestStore();

  constructor(private readonly options: SessionChangeQueueOptions) {}

  /** Ends a session, whatever its line may; `reason` in words, with who wants it. Asked again, it is tried again. */
  async endSession(tx: Transaction, sessionId: string, reason: string): Promise<EndOutcome> {
    if (!(await this.#live.lock(tx, sessionId))) return 'ended';
    const [session] = await this.#live.find(tx, { sessionIds: [sessionId] });
    if (!session) return 'ended';
    if (session.coaPolicy === 'none') return 'router-takes-none';
    await this.#live.setEnd(tx, sessionId, { reason, atMs: this.options.clock.nowMs() });
    await this.#requests.supersede(tx, sessionId, this.realNowMs());
    await this.queue(tx, { sessionIds: [sessionId] });
    return 'queued';
  }

  /** Sends a session what its line may now, also where the router seems to have it, or has refused it. */
  async applyAgain(tx: Transaction, sessionId: string): Promise<EndOutcome> {
    if (!(await this.#live.lock(tx, sessionId))) return 'ended';
    const [session] = await this.#live.find(tx, { sessionIds: [sessionId] });
    if (!session?.wanted) return 'ended';
    if (session.coaPolicy === 'none') return 'router-takes-none';
    const grantedDigest = forgottenChangeOf(session.grantedDigest ?? session.wanted.digest);
    await this.#live.setGranted(tx, sessionId, grantedDigest);
    await this.#requests.supersede(tx, sessionId, this.realNowMs());
    await this.open(tx, [{ ...session, grantedDigest }], new Map());
    return 'queued';
  }

  /** Opens a request for each of the sessions that does not have what its line may now, after a change of it. */
  async queue(tx: Transaction, selector: SessionSelector): Promise<void> {
    const sessions = await this.#live.find(tx, selector);
    await this.openNeeded(tx, sessions, true);
    // What was sent in vain before is not what is wanted any more.
    await this.#requests.wake(tx, { sessionIds: sessions.map(({ id }) => id) }, this.realNowMs());
  }

  /** Takes in that routers have just spoken of sessions: what they lack is sent at once, also where a try was to wait. */
  async onReported(tx: Transaction, sessionIds: readonly string[]): Promise<void> {
    const lacking = await this.#live.differing(tx, sessionIds);
    if (lacking.length === 0) return;
    await this.openNeeded(tx, lacking, false);
    await this.#requests.wake(tx, { sessionIds: lacking.map(({ id }) => id) }, this.realNowMs());
  }

  /** Opens requests for some of all sessions, in order of their ids; returns where to go on, undefined at the end. */
  async sweep(tx: Transaction, page: { readonly afterId: string; readonly limit: number }): Promise<string | undefined> {
    const { sessions, lastId } = await this.#live.differingAfter(tx, page);
    await this.openNeeded(tx, sessions, false);
    return lastId;
  }

  private async openNeeded(tx: Transaction, sessions: readonly LiveSession[], isNews: boolean): Promise<void> {
    if (sessions.length === 0) return;
    const ids = sessions.map(({ id }) => id);
    await this.open(tx, sessions, await this.#requests.latest(tx, ids), isNews);
  }

  private async open(
    tx: Transaction,
    sessions: readonly LiveSession[],
    latest: ReadonlyMap<string, SessionRequest>,
    isNews = true,
  ): Promise<void> {
    const times = { nowMs: this.options.clock.nowMs(), dueAtMs: this.realNowMs() };
    for (const session of sessions) {
      // Whether a router of this kind can be told so is found out when it is sent.
      const needed = neededRequest(session, {
        latest: latest.get(session.id),
        isNews,
        isOpen: false,
        nowMs: times.nowMs,
        canChange: true,
      });
      if (!needed) continue;
      const { id: sessionId, serviceId, routerId, deviceAddress } = session;
      await this.#requests.open(tx, { sessionId, serviceId, routerId, deviceAddress }, needed, times);
    }
  }

  private realNowMs(): number {
    return (this.options.realNowMs ?? Date.now)();
  }
}

export const SESSION_CHANGE_QUEUE = createToken<SessionChangeQueue>('core.session-change-queue');
