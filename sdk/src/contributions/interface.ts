import type { JSX } from 'preact';
import type { Customer } from '../domain/customer.js';
import type { Router } from '../domain/network.js';
import type { PermissionName } from '../domain/permission.js';
import type { Actor, Transaction } from '../transaction.js';

/** A card on the customer page. Made anew for each view, within two seconds; a panel that fails shows so and spoils nothing else. */
export interface CustomerPanel {
  readonly id: string;
  readonly title: string;
  /** Nothing is shown for `undefined`. */
  render(tx: Transaction, customer: Customer): Promise<JSX.Element | undefined>;
}

/** A card on the page of a router. As {@link CustomerPanel} in all else. */
export interface RouterPanel {
  readonly id: string;
  readonly title: string;
  render(tx: Transaction, router: Router): Promise<JSX.Element | undefined>;
}

/** A page under `/addons/<id>/<path>` in the admin interface, drawn inside its layout. */
export interface AdminPage {
  readonly path: string;
  readonly title: string;
  readonly icon: string;
  /** Who may see it; `customers.read` unless given. */
  readonly permission?: PermissionName;
  render(request: {
    readonly tx: Transaction;
    readonly actor: Actor;
    readonly query: Readonly<Record<string, string>>;
  }): Promise<JSX.Element>;
}
