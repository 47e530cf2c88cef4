import type { ReplyAttribute, RouterDriver, ShutPolicy, ShutPolicyChanges } from '@tapline/sdk';
import type { AnswerRouter } from './accept-attributes.js';
import { type CompiledDriver, compileDriver } from './compiled-driver.js';
import { GENERIC_DRIVER } from './drivers/generic-driver.js';
import { MIKROTIK_DRIVER } from './drivers/mikrotik-driver.js';
import { mergeShutPolicy, REJECT_ALL } from './shut-policy.js';

export const CORE_DRIVERS: readonly RouterDriver[] = [MIKROTIK_DRIVER, GENERIC_DRIVER];
export const DEFAULT_DRIVER_ID = MIKROTIK_DRIVER.id;

/** How one router is answered, as it is kept with the router. */
export interface RouterAnswerSettings {
  readonly driverId: string;
  readonly attributes: readonly ReplyAttribute[];
  readonly shutPolicy: ShutPolicyChanges | null;
}

/** How routers of the same settings are answered. */
export interface RouterProfile extends AnswerRouter {
  readonly policy: ShutPolicy;
}

const DEFAULTS: RouterAnswerSettings = { driverId: DEFAULT_DRIVER_ID, attributes: [], shutPolicy: null };

/** Makes profiles; routers with the same settings get the same one, so that what was built for one is good for all of them. */
export class RouterProfiles {
  readonly #drivers: ReadonlyMap<string, CompiledDriver>;
  readonly #made = new Map<string, RouterProfile>();

  /** Of two drivers with one id the first counts: nobody takes the core's away. One that is no good is told to `onInvalid` and left out. */
  constructor(
    drivers: readonly RouterDriver[] = [],
    private readonly company: ShutPolicy = REJECT_ALL,
    onInvalid?: (error: Error) => void,
  ) {
    const compiled = new Map<string, CompiledDriver>();
    for (const driver of [...CORE_DRIVERS, ...drivers]) {
      try {
        if (!compiled.has(driver.id)) compiled.set(driver.id, compileDriver(driver));
      } catch (error) {
        onInvalid?.(error as Error);
      }
    }
    this.#drivers = compiled;
  }

  /** A router whose driver is not there any more is answered as RFC routers are. */
  of(settings: RouterAnswerSettings = DEFAULTS): RouterProfile {
    const key = JSON.stringify(settings);
    const made = this.#made.get(key);
    if (made) return made;
    const driver = this.#drivers.get(settings.driverId) ?? this.#drivers.get(GENERIC_DRIVER.id);
    if (!driver) throw new Error('the core has no generic driver');
    const profile = { driver, attributes: settings.attributes, policy: mergeShutPolicy(this.company, settings.shutPolicy ?? undefined) };
    this.#made.set(key, profile);
    return profile;
  }
}
