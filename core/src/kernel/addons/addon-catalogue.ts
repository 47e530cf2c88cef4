import { TaplineError } from '@tapline/sdk';
import { CORE_OWNER } from '../hooks/owner.js';
import type { SecretBox } from '../security/secret-box.js';
import { AddonSettings } from './addon-config.js';
import { type AddonStatus, brokenStatus } from './addon-state.js';
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

export interface AddonCatalogue {
  readonly known: ReadonlyMap<string, KnownAddon>;
  readonly broken: readonly BrokenPackage[];
}

/** Looks at all configured packages, without running any of their code. */
export function readCatalogue(specifiers: readonly string[], secretBox: SecretBox): AddonCatalogue {
  const known = new Map<string, KnownAddon>([]);
  const broken: BrokenPackage[] = [];
  for (const specifier of new Set(specifiers)) {
    try {
      const found = readAddonPackage(specifier);
      const { id, config } = found.manifest;
      const taken = id === CORE_OWNER.id ? 'the core' : known.get(id)?.package.specifier;
      if (taken !== undefined) throw idTaken(specifier, id, taken);
      known.set(id, { package: found, settings: new AddonSettings(config, secretBox) });
    } catch (error) {
      broken.push({ specifier, status: brokenStatus(error) });
    }
  }
  return { known, broken };
}

function idTaken(specifier: string, id: string, by: string): TaplineError {
  return new TaplineError(
    'ADDON_ID_TAKEN',
    'conflict',
    `${specifier} calls itself ${id}, as ${by} does; take one of them out of addons.packages`,
  );
}
