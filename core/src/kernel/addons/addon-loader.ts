import { pathToFileURL } from 'node:url';
import { type AddonDefinition, TaplineError } from '@tapline/sdk';
import type { AddonPackage } from './manifest-reader.js';

/** The version that was installed when a module was first run, by the file: Node keeps it until the process ends. */
const FIRST_VERSIONS = new Map<string, string>();

/** The version whose code runs: the one that was installed when this process first ran it. */
export function versionThatRuns({ entry, version }: AddonPackage): string {
  return FIRST_VERSIONS.get(entry) ?? version;
}

/**
 * Runs an add-on's module and returns its default export. Node keeps modules: a file that has changed, or one that failed, is only read again after
 * a restart. Throws `ADDON_IMPORT_FAILED`, `ADDON_ENTRY_INVALID`.
 */
export async function importAddon({ manifest, entry, version }: AddonPackage): Promise<AddonDefinition> {
  if (!FIRST_VERSIONS.has(entry)) FIRST_VERSIONS.set(entry, version);
  let module: { readonly default?: unknown };
  try {
    module = (await import(pathToFileURL(entry).href)) as typeof module;
  } catch (cause) {
    throw new TaplineError(
      'ADDON_IMPORT_FAILED',
      'internal',
      `the code of the add-on ${manifest.id} cannot be loaded: ${(cause as Error).message}`,
      {
        cause,
      },
    );
  }
  if (isDefinition(module.default)) return module.default;
  throw new TaplineError(
    'ADDON_ENTRY_INVALID',
    'internal',
    `the default export of ${entry} is not an add-on; write "export default defineAddon({ activate(context) { … } })"`,
  );
}

function isDefinition(value: unknown): value is AddonDefinition {
  return typeof value === 'object' && value !== null && typeof (value as { activate?: unknown }).activate === 'function';
}
