import type { Configuration } from '../kernel/config/configuration.js';

/** What a process of this installation does. `web` and `worker` share one process unless they are started apart. */
export type Role = 'radius' | 'web' | 'worker';

export const ROLES: readonly Role[] = ['radius', 'web', 'worker'];

/** From the supervisor to a child. */
export type ToChild =
  | { readonly kind: 'start'; readonly configuration: Configuration; readonly roles: readonly Role[] }
  /** Look for changes of access and routers now. */
  | { readonly kind: 'access-changed' }
  | { readonly kind: 'stop' };

/** From a child to the supervisor. */
export type FromChild =
  | { readonly kind: 'ready'; readonly announcement: readonly string[] }
  /** It cannot start, for a reason that a person has to mend. */
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  | { readonly kind: 'access-changed' };
