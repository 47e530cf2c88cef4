import { join } from 'node:path';
import { ADDON_MANIFEST_SCHEMA, type AddonManifest, invalid, TaplineError } from '@tapline/sdk';
import { compileValidator } from '../validation/validator.js';
import { isInCaretRange } from './caret-range.js';
import { findPackage, type PackageJson } from './package-finder.js';

/** An add-on's package as it lies on disk, before any of its code is run. */
export interface AddonPackage {
  /** As it stands in `addons.packages`. */
  readonly specifier: string;
  readonly version: string;
  /** The file of its default export. */
  readonly entry: string;
  readonly manifest: AddonManifest;
}

const validateManifest = compileValidator<AddonManifest>(ADDON_MANIFEST_SCHEMA, 'ADDON_MANIFEST_INVALID');
const SDK_VERSION = findPackage('@tapline/sdk').json.version ?? '0.0.0';

/** Throws `ADDON_PACKAGE_MISSING`, `ADDON_MANIFEST_INVALID`. */
export function readAddonPackage(specifier: string): AddonPackage {
  const { directory, json } = findPackage(specifier);
  return {
    specifier,
    version: json.version ?? '0.0.0',
    entry: join(directory, entryOf(json)),
    manifest: readManifest(specifier, json),
  };
}

/** Throws `ADDON_SDK_INCOMPATIBLE`. */
export function requireCompatible({ manifest }: AddonPackage, sdkVersion = SDK_VERSION): void {
  if (isInCaretRange(sdkVersion, manifest.sdk)) return;
  throw new TaplineError(
    'ADDON_SDK_INCOMPATIBLE',
    'invalid',
    `the add-on ${manifest.id} was made for version ${manifest.sdk} of the sdk and this is ${sdkVersion}; install a version of it that fits`,
  );
}

function readManifest(specifier: string, json: PackageJson): AddonManifest {
  if (json.tapline === undefined) {
    throw invalid('ADDON_MANIFEST_INVALID', `${specifier} is no add-on: its package.json has no "tapline" block`);
  }
  try {
    return validateManifest(json.tapline);
  } catch (error) {
    if (!(error instanceof TaplineError)) throw error;
    throw invalid('ADDON_MANIFEST_INVALID', `package.json of ${specifier}, block "tapline": ${error.message}`, error.field);
  }
}

/** The subset of Node's rules that a package with one entry needs: `exports` with conditions, or `main`. */
function entryOf(json: PackageJson): string {
  const exported = json.exports as Record<string, unknown> | string | undefined;
  const root = typeof exported === 'object' && exported !== null && '.' in exported ? exported['.'] : exported;
  return conditional(root) ?? (typeof json.main === 'string' ? json.main : 'index.js');
}

function conditional(target: unknown): string | undefined {
  if (typeof target === 'string') return target;
  if (typeof target !== 'object' || target === null) return undefined;
  const conditions = target as Record<string, unknown>;
  return conditional(conditions.node) ?? conditional(conditions.import) ?? conditional(conditions.default);
}
