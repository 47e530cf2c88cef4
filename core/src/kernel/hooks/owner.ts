import type { Actor } from '@tapline/sdk';

/** Whose a tap, listener, job or contribution is: an add-on, or the core itself. */
export interface Owner {
  readonly id: string;
  /** On whose behalf its code acts. */
  readonly actor: Actor;
}

export const CORE_OWNER: Owner = { id: 'core', actor: { kind: 'system', id: 'core', name: 'Tapline' } };

export function addonOwner(id: string, title: string): Owner {
  return { id, actor: { kind: 'addon', id, name: title } };
}
