import type { Customer } from './customer.js';

/** What a template may say: text, numbers, amounts in minor units, and dates as `YYYY-MM-DD`. */
export type NotificationValues = Readonly<Record<string, string | number | boolean | null>>;

/** A message that customers get on an occasion: `invoice.issued`. The admin may reword it and choose its channels. */
export interface NotificationKind {
  /** Kept with every message: never changes. */
  readonly id: string;
  readonly title: string;
  /** For admins: when it is sent. */
  readonly when: string;
  /** What the templates may use beside `customer` and `company`, each with an example that the preview shows. */
  readonly variables: Readonly<Record<string, { readonly description: string; readonly example: string | number | boolean | null }>>;
  /** Liquid templates. Amounts are written `{{ amountMinor | money }}`, dates `{{ dueDate | day }}`. */
  readonly template: NotificationTemplate;
  /** The channels that it goes out on until an admin chooses others; e-mail unless given. */
  readonly channels?: readonly string[];
  /** It warns whoever is reached where it went first: sent again, it goes there and not to where the customer is reached by then. */
  readonly keepsAddress?: boolean;
  /** Whoever sends it may name a wording: admins word it in further ways beside its own, each by a name. */
  readonly hasWordings?: boolean;
}

export interface NotificationTemplate {
  readonly subject: string;
  /** Paragraphs of plain text; the HTML of a mail is made from it unless `html` is given. */
  readonly text: string;
  readonly html?: string | null;
  /** For channels that carry little: one or two sentences. */
  readonly short: string;
}

/** One message on its way to one address. */
export interface NotificationMessage {
  /** The same for each try: lets a channel recognise one that it has taken already. */
  readonly id: string;
  readonly address: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly short: string;
  /** For channels that carry files. */
  readonly files: readonly NotificationFile[];
}

export interface NotificationFile {
  readonly filename: string;
  readonly contentType: string;
  readonly content: Uint8Array;
}

/** What became of one try. */
export type NotificationOutcome =
  /** Taken; `reference` is the other side's name for it. */
  | { readonly kind: 'sent'; readonly reference: string | null }
  /** Will never be taken: the address does not exist. Not tried again. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** Not taken now: tried again with growing pauses. */
  | { readonly kind: 'failed'; readonly reason: string }
  /** Handed over, and the answer was lost: it may have been taken. Not tried again by itself; people see it, and may send it again. */
  | { readonly kind: 'uncertain'; readonly reason: string };

/** A way to reach customers: e-mail, SMS. */
export interface NotificationChannel {
  readonly id: string;
  readonly title: string;
  /** Where this customer is reached; `null` when nowhere. Where it throws, or answers anything but a text, nobody is reached. */
  addressOf(customer: Customer): string | null;
  /** Why nothing can be sent at all, for admins; `null` when it can. What it throws is such a reason. */
  obstacle(): string | null;
  /** One try, within 60 s; one that takes longer counts as `uncertain`. What it throws counts as `failed`, an answer that is none as `uncertain`. */
  send(message: NotificationMessage): Promise<NotificationOutcome>;
}
