import { TaplineError } from '@tapline/sdk';
import { CORE_OWNER } from '../hooks/owner.js';
import type { SecretBox } from '../security/secret-box.js';
import { AddonSettings } from './addon-config.js';
import { type AddonStatus, brokenStatus } from './addon-state.js';
import type { AddonRecord } from './addon-state-store.js';
import { type AddonPackage, readAddonPackage } from './manifest-reader.js';

/** An add-on that was found and understood. */
export interface KnownAddon {
  readonly package: AddonPackage;
  readonly settings: AddonSettings;
}

/** A package of the configuration that is no usable add-on. */
export interface BrokenPackage {
  readonly specifier: string;
  readonly status: AddonStatus;
}

/**
 * The packages that count: those of the configuration and those that an admin has installed, without those that one has removed. Read again whenever
 * an admin changes that, in every process.
 */
export class AddonCatalogue {
  #known: ReadonlyMap<string, KnownAddon> = new Map();
  #broken: readonly BrokenPackage[] = [];
  #madeFrom: string | undefined;

  constructor(
    private readonly configured: readonly string[],
    private readonly secretBox: SecretBox,
  ) {}

  get known(): ReadonlyMap<string, KnownAddon> {
    return this.#known;
  }

  get broken(): readonly BrokenPackage[] {
    return this.#broken;
  }

  /** Looks at the packages' files, without running any of their code. */
  refresh(records: ReadonlyMap<string, AddonRecord>): void {
    const present = [...records.values()].filter(({ presence }) => presence !== null);
    const madeFrom = JSON.stringify(present.map(({ id, presence, package: specifier, version }) => [id, presence, specifier, version]));
    if (madeFrom === this.#madeFrom) return;
    const installed = present.filter(({ presence }) => presence === 'installed').map(({ package: specifier }) => specifier);
    const removed = new Set(present.filter(({ presence }) => presence === 'removed').map(({ id }) => id));
    const known = new Map<string, KnownAddon>([]);
    const broken: BrokenPackage[] = [];
    for (const specifier of new Set([...this.configured, ...installed])) {
      try {
        const found = this.read(specifier);
        const { id } = found.package.manifest;
        if (removed.has(id)) continue;
        const taken = id === CORE_OWNER.id ? 'the core' : known.get(id)?.package.specifier;
        if (taken !== undefined) throw idTaken(specifier, id, taken);
        known.set(id, found);
      } catch (error) {
        broken.push({ specifier, status: brokenStatus(error) });
      }
    }
    this.#known = known;
    this.#broken = broken;
    this.#madeFrom = madeFrom;
  }

  /** What a package would be; runs none of its code. Throws `ADDON_PACKAGE_MISSING`, `ADDON_MANIFEST_INVALID`, `ADDON_ID_TAKEN` and others. */
  readNew(specifier: string): KnownAddon {
    const found = this.read(specifier);
    const { id } = found.package.manifest;
    const taken = id === CORE_OWNER.id ? 'the core' : this.#known.get(id)?.package.specifier;
    if (taken !== undefined && taken !== specifier) throw idTaken(specifier, id, taken);
    return found;
  }

  private read(specifier: string): KnownAddon {
    const found = readAddonPackage(specifier);
    return { package: found, settings: new AddonSettings(found.manifest.config, this.secretBox) };
  }
}

function idTaken(specifier: string, id: string, by: string): TaplineError {
  return new TaplineError('ADDON_ID_TAKEN', 'conflict', `${specifier} calls itself ${id}, as ${by} does; use one of them only`);
}
