import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { readRepositoryFile, repositoryRoot } from './source-files.js';

interface ErrorLister {
  readonly PAGES: readonly (readonly [folder: string, title: string])[];
  errorPage(folder: string, title: string): string;
}

describe('The lists of error codes', () => {
  it('name every code that is raised, with what it says', async () => {
    const lister = (await import(pathToFileURL(join(repositoryRoot, 'config/development/list-errors.mjs')).href)) as ErrorLister;
    for (const [folder, title] of lister.PAGES) {
      expect(readRepositoryFile(`${folder}/ERRORS.md`), `run: node config/development/list-errors.mjs (${folder})`).to.equal(
        lister.errorPage(folder, title),
      );
    }
  });
});
