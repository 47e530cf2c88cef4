/** Where a message is on its way. */
export type NotificationState =
  /** Waits for its first or next try. */
  | 'queued'
  /** A try is under way. */
  | 'sending'
  | 'sent'
  /** The other side will never take it. */
  | 'refused'
  /** Given up after the last try. */
  | 'failed'
  /** The process died during a try, or the answer to it was lost: whether it was sent is not known, and it is not sent again by itself. */
  | 'uncertain'
  /** There was no address, no channel or no template to send it with. */
  | 'skipped';

export const NOTIFICATION_STATES: readonly NotificationState[] = ['queued', 'sending', 'sent', 'refused', 'failed', 'uncertain', 'skipped'];

/** Those that are over: they can be sent again. */
export const CONCLUDED_STATES: ReadonlySet<NotificationState> = new Set(['sent', 'refused', 'failed', 'uncertain', 'skipped']);

/** A message to a customer with what became of it. */
export interface Notification {
  readonly id: string;
  readonly kind: string;
  readonly occasion: string;
  readonly channel: string;
  readonly customerId: string;
  readonly address: string | null;
  readonly subject: string;
  readonly content: NotificationContent;
  readonly state: NotificationState;
  readonly tries: number;
  /** Real time. */
  readonly nextTryAtMs: number | null;
  /** Why it is not sent, in words. */
  readonly reason: string | null;
  /** What the other side calls it. */
  readonly reference: string | null;
  readonly wantedAtMs: number;
  readonly concludedAtMs: number | null;
}

/** As it was worded when it was wanted: later changes of a template do not change what a customer was told. */
export interface NotificationContent {
  readonly text: string;
  readonly html: string;
  readonly short: string;
  /** The values that stand where text, html and short have only their names: encrypted. */
  readonly sealedValues?: string;
  /** Whose files go with it. */
  readonly documentIds?: readonly string[];
  /** The wording that it was wanted in; where that was missing, it has the kind's own words. */
  readonly wording?: { readonly name: string; readonly isMissing: boolean };
}
