import {
  type Clock,
  type Company,
  type Customer,
  type CustomerDirectory,
  conflict,
  createToken,
  type Notifications,
  type NotificationTemplate,
  notFound,
  type Transaction,
  type WantedNotification,
} from '@tapline/sdk';
import type { ContributionRegistry } from '../kernel/addons/contribution-registry.js';
import type { AuditLog } from '../kernel/audit/audit-log.js';
import { TransactionConflict } from '../kernel/database/database-error.js';
import { databaseTransactionOf } from '../kernel/database/database-transaction.js';
import { newId } from '../kernel/ids/id.js';
import type { SecretBox } from '../kernel/security/secret-box.js';
import { CONCLUDED_STATES, type Notification, type NotificationContent } from './notification.js';
import type { NotificationSettings } from './notification-settings.js';
import type { NotificationFilter, NotificationStore } from './notification-store.js';
import { sealValues, secretMarks } from './secret-values.js';
import type { RenderedTemplate, TemplateEngine } from './template-engine.js';
import type { WordingService } from './wording-service.js';

export interface NotificationServiceDependencies {
  readonly store: NotificationStore;
  readonly settings: NotificationSettings;
  readonly wordings: Pick<WordingService, 'list' | 'find'>;
  readonly engine: TemplateEngine;
  readonly customers: Pick<CustomerDirectory, 'get'>;
  readonly contributions: Pick<ContributionRegistry, 'notificationChannel' | 'notificationChannels' | 'notificationKind'>;
  readonly company: Company;
  readonly secrets: SecretBox;
  readonly audit: AuditLog;
  readonly clock: Clock;
  /** Real time, which tries are made by. */
  readonly realNowMs: () => number;
  /** Called after the commit: there is something to send. */
  readonly nudge: () => void;
}

/** What one message says, and why it cannot be made. */
interface Worded {
  readonly rendered: RenderedTemplate;
  readonly fault: string | null;
  readonly wording: NotificationContent['wording'];
}

const NOTHING: RenderedTemplate = { subject: '', text: '', html: '', short: '' };

/** Messages to customers: wanted once for each occasion, worded at once, sent after the commit. */
export class NotificationService implements Notifications {
  constructor(private readonly parts: NotificationServiceDependencies) {}

  async want(tx: Transaction, wanted: WantedNotification): Promise<void> {
    const { store, settings, customers } = this.parts;
    const setting = await settings.get(tx, wanted.kind);
    if (await store.isKnown(tx, wanted.kind, wanted.key)) return;
    const customer = await customers.get(tx, wanted.customerId);
    const worded = await this.word(tx, setting.template, wanted, customer);
    const channels = setting.channels.length === 0 ? [] : new Set(wanted.channels ?? setting.channels);
    for (const channel of channels) await this.put(tx, { wanted, customer, channel, worded });
    databaseTransactionOf(tx).afterCommit(this.parts.nudge);
  }

  async wordings(tx: Transaction, kind: string): Promise<readonly string[]> {
    return (await this.parts.wordings.list(tx, kind)).map(({ name }) => name);
  }

  channels(): readonly string[] {
    return this.parts.contributions.notificationChannels().map(({ id }) => id);
  }

  list(tx: Transaction, filter: NotificationFilter): Promise<readonly Notification[]> {
    return this.parts.store.list(tx, filter);
  }

  countByState(tx: Transaction): ReturnType<NotificationStore['countByState']> {
    return this.parts.store.countByState(tx);
  }

  /** Throws `NOTIFICATION_UNKNOWN`. */
  async get(tx: Transaction, id: string): Promise<Notification> {
    const found = await this.parts.store.find(tx, id);
    if (!found) throw notFound('NOTIFICATION_UNKNOWN', `there is no message ${id}`);
    return found;
  }

  /**
   * Sends one again, as it was worded then, to where the customer is reached now, unless its kind keeps its address. Throws `NOTIFICATION_ON_ITS_WAY` for one that is about to be sent, and
   * `NOTIFICATION_HAS_NO_ADDRESS`.
   */
  async sendAgain(tx: Transaction, id: string): Promise<void> {
    const notification = await this.get(tx, id);
    const { state, channel, customerId, content, reason, kind } = notification;
    if (!CONCLUDED_STATES.has(state)) {
      throw conflict('NOTIFICATION_ON_ITS_WAY', `this message is ${state}; it can be sent again once that is over`);
    }
    if (content.text === '') {
      throw conflict('NOTIFICATION_HAS_NO_ADDRESS', `this message was never made: ${reason ?? 'it has no words'}`);
    }
    const keepsAddress = this.parts.contributions.notificationKind(kind)?.keepsAddress === true;
    const address = keepsAddress ? notification.address : await this.presentAddress(tx, notification);
    if (address === null) throw hasNoAddress(this.parts.contributions.notificationChannel(channel)?.title ?? channel);
    await this.parts.store.requeue(tx, id, { address, nextTryAtMs: this.parts.realNowMs() });
    const details = { notificationId: id, kind };
    await this.parts.audit.record(tx, { action: 'notification.send-again', subject: `customer:${customerId}`, details });
    databaseTransactionOf(tx).afterCommit(this.parts.nudge);
  }

  /** Where a message would go if it was sent again now; `null` when nowhere. */
  async presentAddress(tx: Transaction, { channel, customerId }: Pick<Notification, 'channel' | 'customerId'>): Promise<string | null> {
    const customer = await this.parts.customers.get(tx, customerId);
    return this.parts.contributions.notificationChannel(channel)?.addressOf(customer) ?? null;
  }

  /**
   * Sends the message of an occasion on one channel, whichever its kind goes out on, again where it was sent before, and returns it as it is then:
   * skipped, with the reason, where nothing can be sent by that channel at all. Throws as {@link sendAgain} does.
   */
  async sendOn(
    tx: Transaction,
    channel: string,
    { kind, key }: Pick<WantedNotification, 'kind' | 'key'>,
    wanted: () => Promise<WantedNotification>,
  ): Promise<Notification> {
    const known = await this.parts.store.findOn(tx, channel, kind, key);
    if (known) {
      await this.sendAgain(tx, known.id);
      return this.get(tx, known.id);
    }
    const asked = await wanted();
    const customer = await this.parts.customers.get(tx, asked.customerId);
    if ((await this.presentAddress(tx, { channel, customerId: customer.id })) === null) throw hasNoAddress(channel);
    const worded = await this.word(tx, (await this.parts.settings.get(tx, kind)).template, asked, customer);
    await this.put(tx, { wanted: asked, customer, channel, worded });
    databaseTransactionOf(tx).afterCommit(this.parts.nudge);
    const made = await this.parts.store.findOn(tx, channel, kind, key);
    if (!made) throw new TransactionConflict('another transaction has wanted the same message');
    return made;
  }

  private obstacleOf(channel: string): string | null {
    const known = this.parts.contributions.notificationChannel(channel);
    return known ? known.obstacle() : `the channel "${channel}" is not there; is its add-on running?`;
  }

  /** A template that cannot be rendered must not undo what the message is about: it is noted in the message's place. */
  private async word(
    tx: Transaction,
    own: NotificationTemplate,
    { kind, wording: name, values, secretValues = {} }: WantedNotification,
    customer: Customer,
  ): Promise<Worded> {
    const found = name === undefined ? undefined : await this.parts.wordings.find(tx, kind, name);
    const wording = name === undefined ? undefined : { name, isMissing: found === undefined };
    try {
      const scope = { company: this.parts.company, customer, values: { ...values, ...secretMarks(secretValues) } };
      return { rendered: this.parts.engine.render(found?.template ?? own, scope), fault: null, wording };
    } catch (error) {
      const toMend = found ? `the wording "${found.name}"` : 'the template';
      return { rendered: NOTHING, fault: `${(error as Error).message}; correct ${toMend}`, wording };
    }
  }

  private async put(
    tx: Transaction,
    {
      wanted,
      customer,
      channel,
      worded: { rendered, fault, wording },
    }: {
      readonly wanted: WantedNotification;
      readonly customer: Customer;
      readonly channel: string;
      readonly worded: Worded;
    },
  ): Promise<void> {
    const known = this.parts.contributions.notificationChannel(channel);
    const address = known?.addressOf(customer) ?? null;
    const noAddress = address === null ? `the customer has no address for ${known?.title ?? channel}` : null;
    const reason = fault ?? this.obstacleOf(channel) ?? noAddress;
    const nowMs = this.parts.clock.nowMs();
    const { subject, ...words } = rendered;
    const content = {
      ...words,
      ...(wording ? { wording } : {}),
      ...(wanted.documentIds ? { documentIds: wanted.documentIds } : {}),
      ...(wanted.secretValues ? { sealedValues: sealValues(wanted.secretValues, this.parts.secrets) } : {}),
    };
    await this.parts.store.insert(tx, {
      id: newId(),
      kind: wanted.kind,
      occasion: wanted.key,
      channel,
      customerId: customer.id,
      address,
      subject,
      content,
      state: reason === null ? 'queued' : 'skipped',
      tries: 0,
      nextTryAtMs: reason === null ? this.parts.realNowMs() : null,
      reason,
      reference: null,
      wantedAtMs: nowMs,
      concludedAtMs: reason === null ? null : nowMs,
    });
  }
}

function hasNoAddress(channel: string): Error {
  return conflict('NOTIFICATION_HAS_NO_ADDRESS', `the customer has no address for ${channel}; enter it with the customer`);
}

export const NOTIFICATION_SERVICE = createToken<NotificationService>('core.notification-service');
