import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isAbsolute, join } from 'node:path';
import { invalid, notFound } from '@tapline/sdk';

export type PackageJson = Readonly<Record<string, unknown>> & { readonly version?: string };

export interface FoundPackage {
  readonly directory: string;
  readonly json: PackageJson;
}

const PACKAGE_NAME = /^(@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/;

/** Whether npm would take it as a name. */
export function isPackageName(text: string): boolean {
  return PACKAGE_NAME.test(text);
}

/**
 * Finds a package by its name, from where Tapline is installed or started, or by the absolute path of its folder. Looks at the files only: nothing
 * of it is run. Throws `ADDON_PACKAGE_MISSING`, `ADDON_MANIFEST_INVALID`.
 */
export function findPackage(specifier: string): FoundPackage {
  for (const directory of candidates(specifier)) {
    const json = readPackageJson(directory);
    if (json) return { directory, json };
  }
  throw notFound(
    'ADDON_PACKAGE_MISSING',
    `the package ${specifier} is not installed; run 'npm install ${specifier}' where Tapline is installed, or correct the name`,
  );
}

function candidates(specifier: string): readonly string[] {
  if (isAbsolute(specifier)) return [specifier];
  if (!isPackageName(specifier)) return [];
  const starts = [import.meta.url, join(process.cwd(), 'package.json')];
  return starts.flatMap((start) => createRequire(start).resolve.paths(specifier) ?? []).map((modules) => join(modules, specifier));
}

function readPackageJson(directory: string): PackageJson | undefined {
  const file = join(directory, 'package.json');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  try {
    return JSON.parse(text) as PackageJson;
  } catch (error) {
    throw invalid('ADDON_MANIFEST_INVALID', `${file} is not JSON: ${(error as Error).message}`);
  }
}
