import type { NotificationValues } from '../domain/notification.js';
import type { Transaction } from '../transaction.js';

export interface WantedNotification {
  /** The id of a contributed kind. */
  readonly kind: string;
  readonly customerId: string;
  /** With the kind, names the occasion: the same again sends nothing. `invoice:<id>`. */
  readonly key: string;
  readonly values: NotificationValues;
  /** One of the kind's wordings, by its name. One that is not there (any more) is noted with the message, which the kind's own words are taken for. */
  readonly wording?: string;
  /**
   * Values that nobody but the customer may read, like a link that signs in: they are kept encrypted, and the history shows their names in their places.
   * They do not stand in subjects.
   */
  readonly secretValues?: Readonly<Record<string, string>>;
  /** Channels that it goes out on in place of those of its kind; a kind that admins have silenced stays silent. */
  readonly channels?: readonly string[];
  /** Issued documents whose PDF goes with it. */
  readonly documentIds?: readonly string[];
}

/** Messages to customers. */
export interface Notifications {
  /**
   * Puts a message on its way with the caller's transaction, once for each kind and key; it is sent after the commit. A customer whom no channel
   * reaches gets a note of that in the history in place of a message. Throws `NOTIFICATION_KIND_UNKNOWN`.
   */
  want(tx: Transaction, wanted: WantedNotification): Promise<void>;
  /** The names of the wordings that admins have made of a kind, beside its own. Throws `NOTIFICATION_KIND_UNKNOWN`. */
  wordings(tx: Transaction, kind: string): Promise<readonly string[]>;
  /** The ids of the channels that there are now: `email`, `sms`. */
  channels(): readonly string[];
}
