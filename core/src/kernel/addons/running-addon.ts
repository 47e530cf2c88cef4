import { type AddonDefinition, TaplineError } from '@tapline/sdk';
import { migrate } from '../database/migrations.js';
import type { CallMarker } from '../hooks/call-marker.js';
import { withDeadline } from '../hooks/deadline.js';
import { addonOwner, type Owner } from '../hooks/owner.js';
import type { AddonConfig } from './addon-config.js';
import { AddonContainer, addonNotRunning, type Grant } from './addon-container.js';
import { type AddonRegistries, openContext } from './addon-context.js';
import { importAddon } from './addon-loader.js';
import { addonSchema } from './addon-schema.js';
import { type KernelServices, kernelGrants } from './kernel-grants.js';
import type { AddonPackage } from './manifest-reader.js';

/** All that an add-on is put together from. */
export interface AddonSurroundings extends AddonRegistries, KernelServices {
  readonly marker: CallMarker;
  /** Services of the domains, made for each add-on; the kernel's own are added. */
  readonly grants: readonly Grant[];
}

const ACTIVATE_MS = 10_000;
const DEACTIVATE_MS = 5_000;

/** One activated add-on. */
export class RunningAddon {
  readonly #life = new AbortController();
  readonly #owner: Owner;
  #container: AddonContainer | undefined;

  private constructor(
    private readonly definition: AddonDefinition,
    private readonly addon: AddonPackage,
    private readonly surroundings: AddonSurroundings,
  ) {
    this.#owner = addonOwner(addon.manifest.id, addon.manifest.title);
  }

  /** Loads, migrates and activates an add-on. What it has registered is gone again when this throws. */
  static async start(addon: AddonPackage, config: AddonConfig, surroundings: AddonSurroundings): Promise<RunningAddon> {
    const { id } = addon.manifest;
    const load = (): Promise<AddonDefinition> => surroundings.marker.run(id, 'import', () => importAddon(addon));
    const definition = await withDeadline({ ms: ACTIVATE_MS, error: () => tooSlow(id, 'load', ACTIVATE_MS) }, load);
    const running = new RunningAddon(definition, addon, surroundings);
    try {
      await running.activate(config);
      return running;
    } catch (error) {
      await running.stop();
      throw error;
    }
  }

  /** Takes away, at once, whatever of the add-on could be called. */
  withdraw(): void {
    const { hooks, outbox, contributions } = this.surroundings;
    hooks.untap(this.#owner.id);
    outbox.unsubscribe(this.#owner.id);
    contributions.remove(this.#owner.id);
  }

  /** Never throws: an add-on that cannot let go must not keep itself alive. */
  async stop(): Promise<void> {
    this.withdraw();
    const { id } = this.#owner;
    try {
      await withDeadline({ ms: DEACTIVATE_MS, error: () => tooSlow(id, 'deactivate', DEACTIVATE_MS) }, () =>
        this.surroundings.marker.run(id, 'deactivate', () => this.definition.deactivate?.()),
      );
    } catch (error) {
      this.surroundings.logger.warn({ addon: id, err: error }, 'an add-on failed while it was deactivated');
    }
    this.#life.abort(addonNotRunning(id));
    await this.#container?.dispose();
  }

  private async activate(config: AddonConfig): Promise<void> {
    const { database, marker, grants } = this.surroundings;
    const { id } = this.#owner;
    const schema = addonSchema(id, this.definition.migrations ?? []);
    if (schema.steps.length > 0) await migrate(database, schema.historyTable, schema.steps);
    this.#container = new AddonContainer(this.#owner, this.addon.manifest.capabilities, [
      ...kernelGrants(this.surroundings, schema, this.#life.signal),
      ...grants,
    ]);
    const { context, close, listen } = openContext(this.#owner, config, this.#container, this.surroundings);
    try {
      await withDeadline({ ms: ACTIVATE_MS, error: () => tooSlow(id, 'activate', ACTIVATE_MS) }, () =>
        marker.run(id, 'activate', () => this.definition.activate(context)),
      );
    } finally {
      close();
    }
    await listen();
  }
}

function tooSlow(addonId: string, step: string, ms: number): TaplineError {
  return new TaplineError(
    'ADDON_TOO_SLOW',
    'unavailable',
    `the add-on ${addonId} did not ${step} within ${ms / 1000} s; it must not wait for anything outside`,
  );
}
