import { type Actor, type Clock, createToken, type Logger, type NotificationFile, type NotificationOutcome } from '@tapline/sdk';
import type { ContributionRegistry } from '../kernel/addons/contribution-registry.js';
import type { Database } from '../kernel/database/database.js';
import { withDeadline } from '../kernel/hooks/deadline.js';
import { newId } from '../kernel/ids/id.js';
import { Wakeable } from '../kernel/leases/wakeable.js';
import type { SecretBox } from '../kernel/security/secret-box.js';
import type { Notification } from './notification.js';
import type { NotificationResult, NotificationStore } from './notification-store.js';
import { withSecretValues } from './secret-values.js';

export interface NotificationSenderOptions {
  readonly database: Database;
  readonly store: NotificationStore;
  /** The file of an issued document. */
  readonly fileOf: (documentId: string) => Promise<NotificationFile>;
  readonly secrets: SecretBox;
  readonly contributions: Pick<ContributionRegistry, 'notificationChannel'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Real time. */
  readonly realNowMs: () => number;
}

const ACTOR: Actor = { kind: 'system', id: 'notifications', name: 'Notifications' };
const LOOK_EVERY_MS = 2_000;
const AT_A_TIME = 20;
const SEND_DEADLINE_MS = 60_000;
const CLAIM_MARGIN_MS = 60_000;
const MINUTE_MS = 60_000;
const PAUSES_MS = [1, 5, 15, 60, 240, 720].map((minutes) => minutes * MINUTE_MS);

/**
 * Sends what is queued, several at a time, by any number of processes without one message twice: a message is claimed before it is sent, and
 * one whose process died in between, or whose answer was lost, is shown as uncertain rather than sent again.
 */
export class NotificationSender {
  readonly #loop: Wakeable;

  constructor(private readonly options: NotificationSenderOptions) {
    this.#loop = new Wakeable(LOOK_EVERY_MS, () => this.work(), options.logger);
  }

  start(): void {
    this.#loop.start();
  }

  /** Ends with the messages that are being sent. */
  stop(): Promise<void> {
    return this.#loop.stop();
  }

  nudge(): void {
    this.#loop.nudge();
  }

  /** Sends all that is due now. */
  async work(): Promise<void> {
    const { database, store, clock, realNowMs } = this.options;
    const abandoned = { nowMs: realNowMs(), atMs: clock.nowMs() };
    if ((await database.view(ACTOR, (tx) => store.list(tx, { state: 'sending', limit: 1 }))).length > 0) {
      await database.transaction(ACTOR, (tx) => store.abandon(tx, abandoned));
    }
    for (let isMore = true; isMore && !this.#loop.isStopping; ) {
      const claim = newId();
      const nowMs = realNowMs();
      const untilMs = nowMs + SEND_DEADLINE_MS + CLAIM_MARGIN_MS;
      const isDue = (await database.view(ACTOR, (tx) => store.list(tx, { state: 'queued', limit: 1 }))).length > 0;
      const claimed = isDue ? await database.transaction(ACTOR, (tx) => store.claim(tx, { claim, nowMs, untilMs, limit: AT_A_TIME })) : [];
      await Promise.all(claimed.map((notification) => this.send(notification, claim)));
      isMore = claimed.length > 0;
    }
  }

  private async send(notification: Notification, claim: string): Promise<void> {
    const outcome = await this.attempt(notification);
    const result = this.resultOf(notification, outcome);
    await this.options.database.transaction(ACTOR, (tx) => this.options.store.record(tx, { ...result, id: notification.id, claim }));
    if (outcome.kind !== 'sent') {
      const { id, kind, channel } = notification;
      this.options.logger.warn({ notification: id, kind, channel, reason: outcome.reason }, 'a message was not sent');
    }
  }

  private async attempt({ id, channel, address, subject, content }: Notification): Promise<NotificationOutcome> {
    const known = this.options.contributions.notificationChannel(channel);
    if (!known) return { kind: 'failed', reason: `the channel "${channel}" is not there; is its add-on running?` };
    const obstacle = known.obstacle();
    if (obstacle !== null) return { kind: 'failed', reason: obstacle };
    const late = new Error(`no answer within ${SEND_DEADLINE_MS / 1000} s`);
    try {
      const files = await this.files(content.documentIds ?? []);
      const message = { id, address: address ?? '', subject, ...withSecretValues(content, this.options.secrets), files };
      return await withDeadline({ ms: SEND_DEADLINE_MS, error: () => late }, () => known.send(message));
    } catch (cause) {
      return { kind: cause === late ? 'uncertain' : 'failed', reason: (cause as Error).message };
    }
  }

  private files(documentIds: readonly string[]): Promise<readonly NotificationFile[]> {
    return Promise.all(documentIds.map((documentId) => this.options.fileOf(documentId)));
  }

  private resultOf({ tries }: Notification, outcome: NotificationOutcome): Omit<NotificationResult, 'id' | 'claim'> {
    const concludedAtMs = this.options.clock.nowMs();
    if (outcome.kind === 'sent') return { state: 'sent', nextTryAtMs: null, reason: null, reference: outcome.reference, concludedAtMs };
    if (outcome.kind === 'uncertain') {
      const reason = `${outcome.reason}; look whether it has arrived before you send it again`;
      return { state: 'uncertain', nextTryAtMs: null, reason, reference: null, concludedAtMs };
    }
    const { reason } = outcome;
    const pauseMs = PAUSES_MS[tries - 1];
    if (outcome.kind === 'refused' || pauseMs === undefined) {
      return { state: outcome.kind, nextTryAtMs: null, reason, reference: null, concludedAtMs };
    }
    return { state: 'queued', nextTryAtMs: this.options.realNowMs() + pauseMs, reason, reference: null, concludedAtMs: null };
  }
}

export const NOTIFICATION_SENDER = createToken<NotificationSender>('core.notification-sender');
