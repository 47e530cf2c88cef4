import type { VNode } from 'preact';
import type { Customer } from '../domain/customer.js';
import type { Actor, Transaction } from '../transaction.js';

/** A card on the customer page. Made anew for each view, within 500 ms; a panel that fails shows so and spoils nothing else. */
export interface CustomerPanel {
  readonly id: string;
  readonly title: string;
  /** Nothing is shown for `undefined`. */
  render(tx: Transaction, customer: Customer): Promise<VNode | undefined>;
}

/** A page under `/addons/<id>/<path>` in the admin interface, drawn inside its layout. */
export interface AdminPage {
  readonly path: string;
  readonly title: string;
  readonly icon: string;
  render(request: { readonly tx: Transaction; readonly actor: Actor; readonly query: Readonly<Record<string, string>> }): Promise<VNode>;
}
