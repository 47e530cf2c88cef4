import type { NotificationFile } from '../domain/notification.js';
import type { Actor, Transaction } from '../transaction.js';

/**
 * Files that admins and programs get from an add-on: `GET /addons/<add-on>/files/<id>/<key>` in the admin interface, `GET /api/v1/addons/<add-on>/files/<id>/<key>`
 * in the API.
 */
export interface Download {
  readonly id: string;
  readonly title: string;
  /** A permission of the core's: `customers.read`. */
  readonly permission: string;
  /**
   * The file with this key, within 30 s; in a transaction that only reads. `undefined` where there is none. Its name is of letters, digits, dots and hyphens; it is kept by browsers,
   * never shown.
   */
  find(call: { readonly tx: Transaction; readonly actor: Actor; readonly key: string }): Promise<NotificationFile | undefined>;
}
