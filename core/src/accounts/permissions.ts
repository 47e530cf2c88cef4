import { type Actor, type PermissionName, TaplineError } from '@tapline/sdk';

/** What an admin or a token may be allowed to do, each in a sentence for people. */
export const PERMISSIONS = Object.freeze({
  'customers.read': 'See customers, their services, balances, statements and sessions.',
  'customers.write': 'Create and change customers and their services.',
  'payments.write': 'Record payments.',
  'billing.run': 'Preview, confirm and discard billing runs, bill single customers, and note promises to pay.',
  'documents.write': 'Issue invoices and credit notes, cancel and refund payments, write off.',
  'ledger.close': 'Close months of the ledger, and open the latest again.',
  'documents.manage': 'Set tax rates, number series and what documents say of the company.',
  'messages.manage': 'Word the messages that customers get, choose their channels, and send one again.',
  'plans.write': 'Create and change plans.',
  'network.write': 'Create and change routers and networks.',
  'secrets.read': 'See the passwords of services.',
  'radius.read': 'See who is online and follow the RADIUS log.',
  'addons.manage': 'Enable, disable and configure add-ons, and settle events that an add-on has failed on.',
  'accounts.manage': 'Create admins and tokens, and revoke tokens.',
  'system.manage': 'See jobs, the audit log and the ledger check, and move a test clock.',
} satisfies Record<PermissionName, string>);

export type Permission = keyof typeof PERMISSIONS;

/** Stands for all permissions, those of later versions too. */
export const ALL_PERMISSIONS = '*';

/** Whoever a request comes from, and what they may do. */
export interface Principal {
  readonly actor: Actor;
  readonly permissions: readonly string[];
  /** True while the one-time password is in use: nothing but changing it may be offered. */
  readonly mustChangePassword: boolean;
}

export function may(principal: Pick<Principal, 'permissions'>, permission: Permission): boolean {
  return principal.permissions.includes(ALL_PERMISSIONS) || principal.permissions.includes(permission);
}

/** Throws `PERMISSION_MISSING`. */
export function requirePermission(principal: Principal, permission: Permission): void {
  if (may(principal, permission)) return;
  throw forbidden(`"${principal.actor.name}" may not do this; it needs the permission ${permission}`);
}

/** Nobody gives what they do not have: throws `PERMISSION_MISSING` for the first permission that the principal lacks. */
export function requireMayGrant(principal: Principal, permissions: readonly string[]): void {
  if (principal.permissions.includes(ALL_PERMISSIONS)) return;
  const beyond = permissions.find((permission) => !principal.permissions.includes(permission));
  if (beyond !== undefined) throw forbidden(`"${principal.actor.name}" cannot give the permission ${beyond}, which it does not have`);
}

function forbidden(message: string): TaplineError {
  return new TaplineError('PERMISSION_MISSING', 'forbidden', message);
}
