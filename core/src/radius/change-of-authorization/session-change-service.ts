import { conflict, createToken, notFound, refused, type Transaction } from '@tapline/sdk';
import type { AuditLog } from '../../kernel/audit/audit-log.js';
import { databaseTransactionOf, sqlOf } from '../../kernel/database/database-transaction.js';
import type { EndOutcome, SessionChangeQueue } from './session-change-queue.js';
import type { SessionRequest } from './session-request.js';
import type { SessionRequestStore } from './session-request-store.js';

export interface SessionChangeServiceDependencies {
  readonly queue: SessionChangeQueue;
  readonly requests: SessionRequestStore;
  readonly audit: AuditLog;
  /** Called after the commit: there is something to send now. */
  readonly nudge: () => void;
}

/** What people do to somebody who is online, and what routers were told and have answered. */
export class SessionChangeService {
  constructor(private readonly parts: SessionChangeServiceDependencies) {}

  /** Ends a session at its router. The device may log in again at once. Throws `SESSION_UNKNOWN`, `SESSION_ENDED`, `ROUTER_TAKES_NO_REQUESTS`. */
  end(tx: Transaction, sessionId: string): Promise<void> {
    const { queue } = this.parts;
    return this.ask(tx, sessionId, 'session.end', () => queue.endSession(tx, sessionId, `ended by ${tx.actor.name}`));
  }

  /** Tells the router once more what the session's line may now. Throws as {@link end} does. */
  applyAgain(tx: Transaction, sessionId: string): Promise<void> {
    return this.ask(tx, sessionId, 'session.apply', () => this.parts.queue.applyAgain(tx, sessionId));
  }

  /** What was sent about these sessions, the newest first. */
  ofSessions(tx: Transaction, sessionIds: readonly string[], limit: number): Promise<readonly SessionRequest[]> {
    return sessionIds.length === 0 ? Promise.resolve([]) : this.parts.requests.ofSessions(tx, sessionIds, limit);
  }

  /** What was sent to a router, the newest first. */
  ofRouter(tx: Transaction, routerId: string, limit: number): Promise<readonly SessionRequest[]> {
    return this.parts.requests.ofRouter(tx, routerId, limit);
  }

  private async ask(tx: Transaction, sessionId: string, action: string, work: () => Promise<EndOutcome>): Promise<void> {
    const [session] = (await sqlOf(tx)('radius_session').where('id', sessionId).select('login')) as { login: string }[];
    if (!session) throw notFound('SESSION_UNKNOWN', `there is no session ${sessionId}`);
    const outcome = await work();
    if (outcome === 'ended') throw conflict('SESSION_ENDED', `this session of ${session.login} is not online any more`);
    if (outcome === 'router-takes-none') {
      throw refused(
        'ROUTER_TAKES_NO_REQUESTS',
        'the router of this session is set to be sent no requests; change that under Routers, "Changes for who is online"',
      );
    }
    await this.parts.audit.record(tx, { action, subject: `session:${sessionId}`, details: { login: session.login } });
    databaseTransactionOf(tx).afterCommit(this.parts.nudge);
  }
}

export const SESSION_CHANGES = createToken<SessionChangeService>('core.session-changes');
