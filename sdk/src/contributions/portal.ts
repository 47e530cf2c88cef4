import type { JSX } from 'preact';
import type { Access } from '../domain/access.js';
import type { Customer } from '../domain/customer.js';
import type { CurrencyCode } from '../money/currency.js';
import { type AmountMinor, decimalAmount } from '../money/money.js';
import type { ServiceWithPlan } from '../services/service-directory.js';
import type { Transaction } from '../transaction.js';

/** Words for customers: the same in all languages, or by language with English for those that are missing. */
export type LocalizedText = string | (Readonly<Record<string, string>> & { readonly en: string });

/** Words in a language, or else in English. */
export function localized(text: LocalizedText, language: string): string {
  return typeof text === 'string' ? text : (text[language] ?? text.en);
}

/**
 * Who looks at the portal. The customer is the one who is signed in, and the only one whose things may be shown: an id that comes with the query or a form
 * is to be compared with what belongs to this customer.
 */
export interface PortalView {
  readonly tx: Transaction;
  readonly customer: Customer;
  /** The language of the page: `en`, `es`, `cs`. */
  readonly language: string;
}

/** A card on the portal's first page. Made anew for each view, within two seconds; one that fails says so and spoils nothing else. */
export interface PortalWidget {
  readonly id: string;
  readonly title: LocalizedText;
  /** Nothing is shown for `undefined`. */
  render(view: PortalView): Promise<JSX.Element | undefined>;
}

export interface PortalPageView extends PortalView {
  readonly query: Readonly<Record<string, string>>;
}

export interface PortalSubmission extends PortalView {
  readonly form: Readonly<Record<string, string>>;
}

/** What is shown after a form was taken. */
export interface PortalSubmitted {
  readonly message: LocalizedText;
  /** The id of a document of the customer's that is to be paid now: where the portal takes payments, it leads on to paying it. */
  readonly payDocumentId?: string;
}

/** A line of the customer's that is shut, and not because it or the customer is out of service. */
export interface ShutLine extends PortalView {
  readonly service: ServiceWithPlan;
  readonly access: Access;
}

/** How a page opens a line that is shut: a button beside the reason, which leads to the page. */
export interface PortalCure {
  /** The words of the button. */
  readonly title: LocalizedText;
  /** What the page is opened with. */
  readonly query?: Readonly<Record<string, string>>;
}

/** The page of the portal on which a document of the customer's is paid: an open invoice, or a pro-forma. */
export function portalPayLink(documentId: string): string {
  return `/portal/pay?document=${encodeURIComponent(documentId)}`;
}

/** The page of the portal on which an amount is added to the customer's balance. */
export function portalPayAmountLink(amountMinor: AmountMinor, currency: CurrencyCode): string {
  return `/portal/pay?amount=${encodeURIComponent(decimalAmount(amountMinor, currency))}`;
}

/** A page of the portal under `/portal/more/<add-on>/<path>`, with an entry in its navigation. */
export interface PortalPage {
  readonly path: string;
  readonly title: LocalizedText;
  readonly icon: string;
  /** Whether it has its entry for this customer: for what only some have. Asked for each page that the customer sees, within two seconds; it has one unless given, or where this fails. */
  isInNavigation?(view: PortalView): Promise<boolean>;
  /** Within 5 s; in a transaction that only reads. */
  render(view: PortalPageView): Promise<JSX.Element>;
  /**
   * Takes a form that the page has sent to its own address (`<form method="post">`), within 5 s. The transaction writes in the add-on's name, as everywhere; forms may be sent
   * twice, so that money is moved under an idempotency key that stood in the form. What it throws as `invalid`, `conflict` or `refused` is shown above
   * the page, in its words.
   */
  submit?(submission: PortalSubmission): Promise<PortalSubmitted>;
  /** Whether what the customer does on this page opens the line; `undefined` where it does not. Within 2 s; one that fails is left out. */
  cureOf?(line: ShutLine): Promise<PortalCure | undefined>;
}
