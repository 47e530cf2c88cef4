import { join } from 'node:path';
import type { TaplineError } from '@tapline/sdk';
import { expect } from 'chai';
import { TemporaryPackages } from './fixtures/temporary-package.js';
import { readAddonPackage, requireCompatible } from './manifest-reader.js';

function errorOf(read: () => unknown): TaplineError {
  try {
    read();
  } catch (error) {
    return error as TaplineError;
  }
  throw new Error('it did not throw');
}

describe('The manifest reader', () => {
  const packages = new TemporaryPackages();
  after(() => packages.remove());

  it('reads a package by its path, with the entry of its exports', () => {
    const exports = { '.': { types: './index.d.ts', default: './dist/main.js' }, './package.json': './package.json' };
    const folder = packages.write({ id: 'good' }, 'greeter', { exports });
    const found = readAddonPackage(folder);
    expect(found).to.deep.include({ specifier: folder, version: '1.2.3', entry: join(folder, 'dist/main.js') });
    expect(found.manifest).to.deep.equal({ id: 'good', title: 'good', sdk: '^0.1.0', capabilities: [] });
  });

  it('finds a package by its name where Tapline is installed', () => {
    expect(errorOf(() => readAddonPackage('@tapline/sdk')).message).to.match(/@tapline\/sdk is no add-on/);
  });

  it('says how to install a package that is missing', () => {
    for (const specifier of ['@tapline/not-there', '../outside', join(packages.directory, 'not-there')]) {
      expect(errorOf(() => readAddonPackage(specifier))).to.include({ code: 'ADDON_PACKAGE_MISSING' });
    }
  });

  it('names the field of a manifest that is wrong', () => {
    const folder = packages.write({ id: 'bad', capabilities: ['everything'] }, 'greeter');
    const error = errorOf(() => readAddonPackage(folder));
    expect(error.code).to.equal('ADDON_MANIFEST_INVALID');
    expect(error.field).to.equal('capabilities.0');
  });

  it('refuses an add-on that was made for another sdk', () => {
    const found = readAddonPackage(packages.write({ id: 'future' }, 'greeter'));
    expect(errorOf(() => requireCompatible(found, '0.2.0')).code).to.equal('ADDON_SDK_INCOMPATIBLE');
    requireCompatible(found, '0.1.7');
  });
});
