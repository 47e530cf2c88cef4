import { createToken, EVENTS, type EventDelivery, type Logger } from '@tapline/sdk';
import type { Database } from '../../kernel/database/database.js';
import { Wakeable } from '../../kernel/leases/wakeable.js';
import type { ShortLog } from '../log/short-log.js';
import { ENFORCER_ACTOR } from './request-recorder.js';
import type { RequestSender } from './request-sender.js';
import type { SessionChangeQueue } from './session-change-queue.js';

type AccessChanged = EventDelivery<NonNullable<(typeof EVENTS.accessChanged)['types']>['payload']>;

export interface AccessEnforcerOptions {
  readonly database: Database;
  readonly queue: SessionChangeQueue;
  readonly createSender: (onSettled: () => void) => RequestSender;
  readonly logger: Logger;
  readonly log: Pick<ShortLog, 'close'>;
  /** The outbox's. */
  readonly subscribe: (consumerId: string, eventName: string, listener: (delivery: AccessChanged) => Promise<void>) => Promise<void>;
  /** Real time. */
  readonly realNowMs: () => number;
}

const CONSUMER = 'core.access-enforcer';
const LOOK_EVERY_MS = 1_000;
const SWEEP_EVERY_MS = 5_000;
const SESSIONS_PER_SWEEP = 2_000;

/**
 * Brings who is online to what their lines may now. What is needed is found when access changes, when a router reports a session, when a request was
 * answered, and by a slow walk through all sessions; each time from the present state, so that nothing is lost when a process ends at any instant.
 */
export class AccessEnforcer {
  readonly #loop: Wakeable;
  readonly #sender: RequestSender;
  #sweptAtMs = Number.NEGATIVE_INFINITY;
  #sweptUpTo = '';
  #isStarted = false;

  constructor(private readonly options: AccessEnforcerOptions) {
    this.#loop = new Wakeable(LOOK_EVERY_MS, () => this.work(), options.logger);
    this.#sender = options.createSender(() => this.nudge());
  }

  async start(): Promise<void> {
    this.#isStarted = true;
    await this.options.subscribe(CONSUMER, EVENTS.accessChanged.name, (delivery) => this.onAccessChanged(delivery));
    this.#loop.start();
  }

  /** Sends what is due now. */
  nudge(): void {
    this.#loop.nudge();
  }

  /** Requests under way are abandoned, and sent again after the next start. */
  async stop(): Promise<void> {
    if (!this.#isStarted) return;
    this.#isStarted = false;
    await this.#loop.stop();
    await this.#sender.stop();
    await this.options.log.close();
  }

  private async work(): Promise<void> {
    const realNowMs = this.options.realNowMs();
    if (realNowMs - this.#sweptAtMs >= SWEEP_EVERY_MS) {
      const page = { afterId: this.#sweptUpTo, limit: SESSIONS_PER_SWEEP };
      this.#sweptUpTo = (await this.options.database.transaction(ENFORCER_ACTOR, (tx) => this.options.queue.sweep(tx, page))) ?? '';
      this.#sweptAtMs = realNowMs;
    }
    await this.#sender.sendDue();
  }

  private async onAccessChanged({ payload: { serviceId } }: AccessChanged): Promise<void> {
    await this.options.database.transaction(ENFORCER_ACTOR, (tx) => this.options.queue.queue(tx, { serviceId }));
    this.nudge();
  }
}

export const ACCESS_ENFORCER = createToken<AccessEnforcer>('core.access-enforcer');
