import type { JSX } from 'preact';
import type { JsonSchema } from '../json-schema.js';
import type { Actor, Transaction } from '../transaction.js';

export interface OperationCall<Input> {
  /** Only reads, for an operation that says so: writing is refused by the database. */
  readonly tx: Transaction;
  readonly actor: Actor;
  /** Valid against the schema, with its defaults. */
  readonly input: Input;
  /** What of the input was given; the rest are defaults. A form gives all that it shows. */
  readonly named: readonly string[];
  /** Of an operation that needs one; else empty. The same key again does nothing and returns the first result. */
  readonly idempotencyKey: string;
}

/** A call of an operation that waits for somebody outside: it is in no transaction. */
export interface OutsideCall<Input> extends Omit<OperationCall<Input>, 'tx'> {
  readonly signal: AbortSignal;
}

/** What a link to a form has filled in. */
export interface OperationGiven {
  /** Only reads. */
  readonly tx: Transaction;
  readonly given: Readonly<Record<string, string>>;
}

/** Inputs that are chosen rather than typed, by their names: what is sent, and what it is called. */
export type OperationChoices = Readonly<Record<string, readonly { readonly value: string; readonly title: string }[]>>;

/** A page of the admin interface. */
export interface OperationPlace {
  readonly href: string;
  readonly title: string;
}

interface OperationDescription<Result> {
  readonly id: string;
  readonly title: string;
  /** A sentence. */
  readonly description: string;
  readonly icon: string;
  /** A permission of the core's: `customers.read`. */
  readonly permission: string;
  readonly isReadOnly: boolean;
  /** In the menu of the admin interface. Others are reached from the page that they belong to, and from panels that link to them. */
  readonly isInMenu?: boolean;
  /**
   * The path of the add-on's own `AdminPage` that it belongs to, in place of a place in the menu: the heading of that page has a button for it, for whoever
   * has its permission, and its form leads back there. Whoever may not see the page finds it in the menu.
   */
  readonly page?: string;
  /**
   * Customers may ask it too: the actor is then of the kind `customer` with the customer's id, and `run` refuses what is not that customer's. The service of
   * operations lets them; the portal has no route for it yet.
   */
  readonly isForCustomers?: boolean;
  /** For what moves money: callers of the API send `Idempotency-Key`; each form and each command has a key of its own. */
  readonly needsIdempotencyKey?: boolean;
  readonly input: JsonSchema;
  /**
   * What the page shows beside the form of what the link to it has filled in: the payment that is to be assigned, in place of its id alone. Only reads;
   * undefined, or a coded error, for nothing.
   */
  about?(call: OperationGiven): Promise<JSX.Element | undefined>;
  /** What can be chosen for inputs of the form, by what the link to it has filled in: the offers of a line's plan. What is not among them is typed. */
  choices?(call: OperationGiven): Promise<OperationChoices>;
  /**
   * What the form begins with in place of the schema's defaults, by what the link to it has filled in, which goes before: the settings that a plan has now.
   * Only reads.
   */
  begin?(call: OperationGiven): Promise<Readonly<Record<string, unknown>>>;
  /** The page that the form belongs to by what the link to it has filled in, in place of `page`: the customer's. It and its answer lead back there. */
  parent?(call: OperationGiven): Promise<OperationPlace | undefined>;
  /** What the button of the form says; `Show` or `Do it` unless given. */
  readonly button?: string;
  /** How the page shows a result; as JSON unless given. */
  view?(result: Result): JSX.Element | undefined;
}

interface OperationInside<Input, Result> {
  /** Within 30 s, in a transaction. Its result is JSON: octets are text. */
  run(call: OperationCall<Input>): Promise<Result>;
  readonly reach?: undefined;
}

interface OperationOutside<Input, Result> {
  /** In place of `run` for what waits for somebody outside: within 30 s; what it writes, it writes in transactions of its own. */
  reach(call: OutsideCall<Input>): Promise<Result>;
  readonly run?: undefined;
}

/**
 * Something that can be asked of an add-on, in all faces at once: `POST /api/v1/addons/<addon>/operations/<id>`, `tapline addons run <addon> <id>`, and a
 * page with a form under `/addons/<addon>/run/<id>`.
 */
export type Operation<Input = Readonly<Record<string, unknown>>, Result = unknown> = OperationDescription<Result> &
  (OperationInside<Input, Result> | OperationOutside<Input, Result>);
