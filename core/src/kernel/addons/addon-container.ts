import {
  ACCOUNTING,
  ADDON_TABLES,
  ANSWERS,
  BANK_FILES,
  type Capability,
  CHECKOUT,
  CLOCK,
  COMPANY,
  CUSTOMERS,
  DOCUMENTS,
  GATEWAY_PAYMENTS,
  LEDGER,
  LINE_PASSWORDS,
  LINES,
  LOGGER,
  NOTIFICATIONS,
  ONE_TIME_ITEMS,
  QUOTAS,
  RESTRICTIONS,
  ROUTERS,
  SECRETS,
  SERVICES,
  TaplineError,
  type Token,
  TRANSACTIONS,
  USAGE,
} from '@tapline/sdk';
import { container, type DependencyContainer, instanceCachingFactory } from '@tapline/sdk/di';
import type { Owner } from '../hooks/owner.js';

/** How a service is made for one add-on, which it then acts as. */
export interface Grant {
  readonly token: Token<unknown>;
  readonly make: (addon: Owner) => unknown;
}

export function grant<T>(token: Token<T>, make: (addon: Owner) => T): Grant {
  return { token, make };
}

/** What an add-on must ask for in its manifest to get a service; `null` for what every add-on has. */
const CAPABILITY_OF: ReadonlyMap<symbol, Capability | null> = new Map<symbol, Capability | null>([
  [CLOCK, null],
  [COMPANY, null],
  [LOGGER, null],
  [TRANSACTIONS, null],
  [ADDON_TABLES, 'tables'],
  [CUSTOMERS, 'customers'],
  [SERVICES, 'services'],
  [LEDGER, 'ledger'],
  [DOCUMENTS, 'documents'],
  [RESTRICTIONS, 'restrictions'],
  [NOTIFICATIONS, 'notifications'],
  [QUOTAS, 'quotas'],
  [ANSWERS, 'restrictions'],
  [USAGE, 'usage'],
  [ONE_TIME_ITEMS, 'bills'],
  [GATEWAY_PAYMENTS, 'payments'],
  [CHECKOUT, 'payments'],
  [BANK_FILES, 'payments'],
  [ROUTERS, 'routers'],
  [LINES, 'lines'],
  [LINE_PASSWORDS, 'line-passwords'],
  [ACCOUNTING, 'accounting'],
  [SECRETS, 'secrets'],
]);

/** Holds the services that one add-on may have, made when first asked for. */
export class AddonContainer {
  readonly #container: DependencyContainer;
  #isDisposed = false;

  constructor(
    private readonly addon: Owner,
    capabilities: readonly Capability[],
    grants: readonly Grant[],
  ) {
    // A tsyringe child falls back to its parent for what it does not hold, so a child of the core's container would hold everything.
    // This one's parent is tsyringe's global container, in which nothing is ever registered.
    this.#container = container.createChildContainer();
    for (const { token, make } of grants) {
      const capability = CAPABILITY_OF.get(token);
      if (capability !== null && (capability === undefined || !capabilities.includes(capability))) continue;
      this.#container.register(token, { useFactory: instanceCachingFactory(() => make(addon)) });
    }
  }

  /** Throws `ADDON_CAPABILITY_MISSING`, naming the capability, and `ADDON_NOT_RUNNING` after the add-on was disabled. */
  resolve<T>(token: Token<T>): T {
    if (this.#isDisposed) throw addonNotRunning(this.addon.id);
    if (this.#container.isRegistered(token)) return this.#container.resolve(token);
    const capability = CAPABILITY_OF.get(token);
    const cure = capability
      ? `add "${capability}" to tapline.capabilities in its package.json`
      : 'only the tokens of @tapline/sdk can be resolved';
    throw new TaplineError('ADDON_CAPABILITY_MISSING', 'forbidden', `the add-on ${this.addon.id} may not have ${String(token)}; ${cure}`);
  }

  async dispose(): Promise<void> {
    this.#isDisposed = true;
    await this.#container.dispose();
  }
}

export function addonNotRunning(addonId: string): TaplineError {
  return new TaplineError('ADDON_NOT_RUNNING', 'unavailable', `the add-on ${addonId} was disabled; enable it to use it`);
}
