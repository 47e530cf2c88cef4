import { expect } from 'chai';
import { readRepositoryFile, repositoryFiles } from './source-files.js';

const TOP_LEVEL = ['addons', 'config', 'core', 'sdk', 'test'];
const TOP_FILES = [
  'ARCHITECTURE.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'LICENSE',
  'README.md',
  'biome.json',
  'knip.json',
  'lerna.json',
  'package-lock.json',
  'package.json',
  'tsconfig.base.json',
  'tsconfig.json',
];

describe('The repository', () => {
  const files = repositoryFiles();
  const sources = files.filter((path) => /\.(ts|tsx|mjs|cjs)$/.test(path));

  it('has no code folder at the top beside core, addons, sdk, config and test', () => {
    const top = new Set(files.map((path) => path.split('/')[0] ?? '').filter((name) => !name.startsWith('.')));
    expect([...top].filter((name) => !TOP_LEVEL.includes(name) && !TOP_FILES.includes(name))).to.deep.equal([]);
  });

  it('names no download address in its lock file', () => {
    expect(readRepositoryFile('package-lock.json')).not.to.match(/"resolved": "https?:/);
  });

  it('reads business time from the clock only', () => {
    // The machine's time is for ids, leases, deadlines, pauses and log lines; each such place is named here.
    const allowed =
      /^(core\/src\/(kernel\/(clock|ids|leases|hooks|outbox|jobs|addons)|radius|accounts|web|cli|demo|testing|processes|application\/create-clock)|test|config)/;
    const wrong = sources.filter(
      (path) => !allowed.test(path) && !/\.test\.tsx?$/.test(path) && /\bDate\.now\(|\bnew Date\(\)/.test(readRepositoryFile(path)),
    );
    expect(wrong).to.deep.equal([]);
  });

  it('has no any, no ts-ignore and no focused test', () => {
    const marks = /:\s*any\b(?=\s*[;,)\]}>=|&])|\bas any\b|<any>|@ts-(ignore|nocheck|expect-error)|\b(describe|it)\.only\(/;
    const code = (path: string): string => readRepositoryFile(path).replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
    const wrong = sources.filter((path) => path !== 'test/src/repository/contents.test.ts' && marks.test(code(path)));
    expect(wrong).to.deep.equal([]);
  });
});
