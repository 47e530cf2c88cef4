import type { RouterDriver, ShutPolicy, ShutPolicyChanges } from '@tapline/sdk';
import type { AnswerRouter } from './accept-attributes.js';
import type { Answering, RouterAnswerSettings } from './answering.js';
import { type CompiledDriver, compileDriver } from './compiled-driver.js';
import { GENERIC_DRIVER } from './drivers/generic-driver.js';
import { MIKROTIK_DRIVER } from './drivers/mikrotik-driver.js';
import { mergeShutPolicy, REJECT_ALL } from './shut-policy.js';
import { isWalled } from './walled-garden.js';

export const CORE_DRIVERS: readonly RouterDriver[] = [MIKROTIK_DRIVER, GENERIC_DRIVER];
export const DEFAULT_DRIVER_ID = MIKROTIK_DRIVER.id;

/** How routers of the same settings are answered. */
export interface RouterProfile extends AnswerRouter {
  readonly policy: ShutPolicy;
  /** Whether the garden is one: something keeps who is in it from everything else. Who is not walled in is refused. */
  readonly hasGarden: boolean;
}

const DEFAULTS: RouterAnswerSettings = { driverId: DEFAULT_DRIVER_ID, attributes: [], shutPolicy: null };

/** How each router is answered. Routers with the same settings share a profile, so that what was built for one is good for all of them. */
export class RouterProfiles {
  readonly #drivers: ReadonlyMap<string, CompiledDriver>;
  readonly #made = new Map<string, RouterProfile>();

  /** A driver of an add-on that is no good is told to `onInvalid` and left out; nobody takes the core's away. */
  constructor(
    private readonly answering: Answering,
    onInvalid?: (error: Error) => void,
  ) {
    const compiled = new Map(CORE_DRIVERS.map((driver) => [driver.id, compileDriver(driver)]));
    for (const driver of answering.drivers) {
      try {
        if (!compiled.has(driver.id)) compiled.set(driver.id, compileDriver(driver));
      } catch (error) {
        onInvalid?.(error as Error);
      }
    }
    this.#drivers = compiled;
  }

  ofRouter(routerId: string): RouterProfile {
    return this.of(this.answering.routers[routerId] ?? DEFAULTS);
  }

  /** A router whose driver is not there any more is answered as RFC routers are. */
  of(settings: RouterAnswerSettings): RouterProfile {
    const key = JSON.stringify(settings);
    const made = this.#made.get(key);
    if (made) return made;
    const driver = this.#drivers.get(settings.driverId) ?? compileDriver(GENERIC_DRIVER);
    const policy = this.policyOf(settings.shutPolicy);
    const profile = { driver, attributes: settings.attributes, policy, hasGarden: isWalled(driver, policy.garden) };
    this.#made.set(key, profile);
    return profile;
  }

  private policyOf(changes: ShutPolicyChanges | null): ShutPolicy {
    return mergeShutPolicy(mergeShutPolicy(REJECT_ALL, this.answering.company), changes ?? {});
  }
}
