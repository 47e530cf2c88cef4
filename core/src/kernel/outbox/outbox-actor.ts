import type { Actor } from '@tapline/sdk';

export const OUTBOX_ACTOR: Actor = { kind: 'system', id: 'outbox', name: 'Event delivery' };
