import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { type ImportStatement, importStatements } from './source-files.js';

const isTest = (file: string): boolean => /\.test\.tsx?$/.test(file) || file.includes('/testing/') || file.includes('/fixtures/');
const packageOf = (file: string): string =>
  file.startsWith('addons/') ? file.split('/').slice(0, 2).join('/') : (file.split('/')[0] ?? '');

/** The folder of core that a file lies in, or that an import of a core file leads to: `kernel`, `ledger`, `web`. */
function coreFolder({ file, specifier }: ImportStatement): { readonly from: string; readonly to: string } | undefined {
  if (!file.startsWith('core/src/') || !specifier.startsWith('.')) return undefined;
  const target = join(dirname(file), specifier);
  const folder = (path: string): string => path.split('/')[2] ?? '';
  return { from: folder(file), to: folder(target) };
}

const FACES = ['web', 'cli'];
const WIRING = ['application', 'processes', 'demo', 'testing', 'index.ts', 'index.js'];

describe('Who may import whom', () => {
  const statements = importStatements();
  const production = statements.filter(({ file }) => !isTest(file));
  const shown = (list: readonly ImportStatement[]): readonly string[] => list.map(({ file, specifier }) => `${file} imports ${specifier}`);

  it('lets the sdk import neither core nor an add-on', () => {
    const wrong = statements.filter(({ file, specifier }) => packageOf(file) === 'sdk' && specifier.startsWith('@tapline/'));
    expect(shown(wrong)).to.deep.equal([]);
  });

  it('lets an add-on import the sdk and its own files, but not core, knex, koa, tsyringe or another add-on', () => {
    const forbidden = /^(@tapline\/(?!sdk(\/|$))|knex|koa|@koa\/|tsyringe|tapable)/;
    const wrong = statements.filter(
      ({ file, specifier }) =>
        file.startsWith('addons/') && (forbidden.test(specifier) || join(dirname(file), specifier).startsWith('core/')),
    );
    expect(shown(wrong)).to.deep.equal([]);
  });

  it('lets core import no add-on', () => {
    const wrong = statements.filter(({ file, specifier }) => packageOf(file) === 'core' && specifier.startsWith('@tapline/addon-'));
    expect(shown(wrong)).to.deep.equal([]);
  });

  it('keeps the kernel free of every domain and face', () => {
    const wrong = production.filter((statement) => {
      const folders = coreFolder(statement);
      return folders?.from === 'kernel' && folders.to !== 'kernel';
    });
    expect(shown(wrong)).to.deep.equal([]);
  });

  it('keeps the domains free of the faces and of the wiring', () => {
    const wrong = production.filter((statement) => {
      const folders = coreFolder(statement);
      return folders !== undefined && [...FACES, ...WIRING].includes(folders.to) && ![...FACES, ...WIRING].includes(folders.from);
    });
    expect(shown(wrong)).to.deep.equal([]);
  });

  it('keeps add-on code and the faces out of the radius process', () => {
    const reached = reachableFrom('core/src/radius/radius-process.ts', production);
    const wrong = [...reached].filter((file) => /^core\/src\/(kernel\/(addons|hooks|jobs)|web|cli)\//.test(file));
    expect(reached.size).to.be.greaterThan(10);
    expect(wrong).to.deep.equal([]);
  });

  it('imports each third-party package of the core from one place', () => {
    const shared = /^(node:|preact|@tapline\/|\.|chai|fast-check)/;
    // Types of query builders and of the web framework stand in the signatures of stores and of routes.
    const everywhere = new Set(['knex', 'koa', '@koa/router', 'commander']);
    const places = new Map<string, Set<string>>();
    for (const { file, specifier } of production) {
      if (packageOf(file) !== 'core' || shared.test(specifier)) continue;
      const name = specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/');
      if (!everywhere.has(name)) places.set(name, (places.get(name) ?? new Set()).add(dirname(file)));
    }
    const scattered = [...places].filter(([, folders]) => folders.size > 1).map(([name, folders]) => `${name}: ${[...folders].join(', ')}`);
    expect(scattered).to.deep.equal([]);
  });
});

/** The core files that are loaded with a file, and those that its workers load. */
function reachableFrom(start: string, statements: readonly ImportStatement[]): ReadonlySet<string> {
  const reached = new Set<string>();
  const queue = [start];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    for (const statement of statements) {
      if (statement.file !== file || !statement.specifier.startsWith('.')) continue;
      const target = join(dirname(file), statement.specifier);
      queue.push(target.replace(/\.js$/, '.ts'), target.replace(/\.js$/, '.tsx'));
    }
  }
  return new Set([...reached].filter((file) => statements.some((statement) => statement.file === file)));
}
