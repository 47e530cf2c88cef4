import type { VNode } from 'preact';
import type { JsonSchema } from '../json-schema.js';
import type { Actor, Transaction } from '../transaction.js';

export interface OperationCall<Input> {
  /** Only reads, for an operation that says so: writing is refused by the database. */
  readonly tx: Transaction;
  readonly actor: Actor;
  /** Valid against the schema, with its defaults. */
  readonly input: Input;
  /** Of an operation that needs one; else empty. The same key again does nothing and returns the first result. */
  readonly idempotencyKey: string;
}

/**
 * Something that can be asked of an add-on, in all faces at once: `POST /api/v1/addons/<addon>/operations/<id>`, `tapline addons run <addon> <id>`, and a
 * page with a form under `/addons/<addon>/run/<id>`.
 */
export interface Operation<Input = Readonly<Record<string, unknown>>, Result = unknown> {
  readonly id: string;
  readonly title: string;
  /** A sentence. */
  readonly description: string;
  readonly icon: string;
  /** A permission of the core's: `customers.read`. */
  readonly permission: string;
  readonly isReadOnly: boolean;
  /** In the menu of the admin interface. Others are reached from the add-on's own page, and from panels that link to them. */
  readonly isInMenu?: boolean;
  /** Customers may ask it too: the actor is then of the kind `customer` with the customer's id, and `run` refuses what is not that customer's. */
  readonly isForCustomers?: boolean;
  /** For what moves money: callers of the API send `Idempotency-Key`; each form and each command has a key of its own. */
  readonly needsIdempotencyKey?: boolean;
  readonly input: JsonSchema;
  /** Within 30 s. Its result is JSON: octets are text. */
  run(call: OperationCall<Input>): Promise<Result>;
  /** How the page shows a result; as JSON unless given. */
  view?(result: Result): VNode | undefined;
}
