import { createToken } from '@tapline/sdk';

/** Tells the radius process of this machine to look for changes now; without it, it looks twice a second. */
export const RADIUS_NUDGE = createToken<() => void>('core.radius-nudge');
