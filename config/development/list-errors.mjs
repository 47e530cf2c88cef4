// Writes ERRORS.md of sdk and core: every error code with what it says. `node config/development/list-errors.mjs`; a test holds the pages to it.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './prepare.mjs';

const RAISED =
  /(?:\b(invalid|notFound|conflict|refused)\(|new TaplineError\()\s*'([A-Z][A-Z0-9_]+)',\s*(?:'([a-z-]+)',\s*)?(`(?:[^`\\]|\\.)*`|'(?:[^'\\]|\\.)*')?/g;
const VALIDATED = /compileValidator<[\s\S]*?>\([\s\S]*?,\s*'([A-Z][A-Z0-9_]+)',?\s*\)/g;
const KINDS = { invalid: 'invalid', notFound: 'not-found', conflict: 'conflict', refused: 'refused' };

export function errorPage(packageFolder, title) {
  const found = new Map();
  for (const file of sources(join(root, packageFolder, 'src'))) {
    const code = readFileSync(file, 'utf8');
    for (const [, helper, name, kind, literal] of code.matchAll(RAISED)) {
      if (!found.has(name) || found.get(name).says === '')
        found.set(name, { kind: KINDS[helper] ?? kind ?? '', says: literal ? readable(literal) : '' });
    }
    for (const [, name] of code.matchAll(VALIDATED))
      found.set(name, { kind: 'invalid', says: 'names the field and what is wrong with it' });
  }
  const rows = [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, { kind, says }]) => `| \`${name}\` | ${kind} | ${says} |`);
  return `# Error codes of ${title}\n\nMade by \`config/development/list-errors.mjs\`. The kind decides the HTTP status.\n\n| code | kind | says |\n| --- | --- | --- |\n${rows.join('\n')}\n`;
}

export const PAGES = [
  ['sdk', '@tapline/sdk'],
  ['core', '@tapline/core'],
];

function readable(literal) {
  return literal
    .slice(1, -1)
    .replace(/\$\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}/g, '…')
    .replace(/\\(.)/g, '$1')
    .replaceAll('|', '\\|');
}

function sources(folder) {
  return readdirSync(folder, { recursive: true })
    .map((path) => join(folder, path))
    .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$|\/testing\/|\/fixtures\//.test(path))
    .sort();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [folder, title] of PAGES) writeFileSync(join(root, folder, 'ERRORS.md'), errorPage(folder, title));
}
