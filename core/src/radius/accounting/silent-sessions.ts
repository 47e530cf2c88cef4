import { type Actor, type Clock, createToken, type Logger } from '@tapline/sdk';
import type { Database } from '../../kernel/database/database.js';
import type { SessionEnds } from './session-ends.js';
import { lostAfterMs, patientInterval } from './silence.js';
import type { Hearing, SilentSessionStore } from './silent-session-store.js';

export interface SilentSessionsOptions {
  readonly database: Database;
  readonly store: SilentSessionStore;
  readonly ends: Pick<SessionEnds, 'tell'>;
  /** Business time. */
  readonly clock: Clock;
  readonly interimIntervalSeconds: number;
  readonly logger: Logger;
}

const ACTOR: Actor = { kind: 'system', id: 'silent-sessions', name: 'Lost sessions' };
/** A RADIUS server that has been away for longer is not waited for. */
const LONGEST_ABSENCE_MS = 86_400_000;

/**
 * Ends the sessions whose Stop was lost: their router has not spoken of them for three intervals, as configured or as observed, with
 * `Lost-Stop`, the last counters and the last report as the end. The router's next word opens them again. Silence counts only while we were
 * listening and had written all of it down: an outage of RADIUS or of the database, or a test clock that jumps, ends nobody's session.
 */
export class SilentSessions {
  constructor(private readonly options: SilentSessionsOptions) {}

  /** How many were ended. May run at any instant next to the applier: both write what they have seen under the same lock or condition. */
  async close(signal?: AbortSignal): Promise<number> {
    const { database, store, ends, interimIntervalSeconds, logger } = this.options;
    const hearing = await this.hearing();
    if (!hearing) return 0;
    const routers = await database.view(ACTOR, (tx) => store.routersWithSilence(tx, hearing.untilMs - lostAfterMs(interimIntervalSeconds)));
    let total = 0;
    for (const { routerId, intervalSeconds } of routers) {
      const router = { routerId, intervalSeconds: patientInterval(intervalSeconds, interimIntervalSeconds), hearing };
      for (let count = -1; count !== 0 && !signal?.aborted; ) {
        count = await database.transaction(ACTOR, async (tx) => {
          const closed = await store.closeSome(tx, router);
          await ends.tell(tx, closed.serviceIds);
          return closed.count;
        });
        total += count;
      }
    }
    if (total > 0) logger.info({ sessions: total }, 'sessions were closed whose routers speak of them no more');
    return total;
  }

  /** When all servers have listened and all that they heard is written down. */
  private async hearing(): Promise<Hearing | undefined> {
    const { database, store, clock } = this.options;
    const hearings = await database.view(ACTOR, (tx) => store.hearings(tx, clock.nowMs() - LONGEST_ABSENCE_MS));
    if (hearings.length === 0) return undefined;
    return {
      sinceMs: Math.max(...hearings.map(({ sinceMs }) => sinceMs)),
      untilMs: Math.min(...hearings.map(({ untilMs }) => untilMs)),
    };
  }
}

export const SILENT_SESSIONS = createToken<SilentSessions>('core.silent-sessions');
