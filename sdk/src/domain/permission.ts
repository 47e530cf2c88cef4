/** What an admin or a token may be allowed to do. Operations and downloads of add-ons ask for one of these. */
export const PERMISSION_NAMES = Object.freeze([
  'customers.read',
  'customers.write',
  'payments.write',
  'billing.run',
  'documents.write',
  'ledger.close',
  'documents.manage',
  'messages.manage',
  'plans.write',
  'network.write',
  'secrets.read',
  'radius.read',
  'addons.manage',
  'accounts.manage',
  'system.manage',
] as const);

export type PermissionName = (typeof PERMISSION_NAMES)[number];
