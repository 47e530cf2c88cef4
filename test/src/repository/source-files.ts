import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repositoryRoot = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

/** The files of the repository, tracked or about to be. */
export function repositoryFiles(): readonly string[] {
  const list = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: repositoryRoot, encoding: 'utf8' });
  return list.split('\n').filter((path) => path !== '');
}

export function readRepositoryFile(path: string): string {
  return readFileSync(join(repositoryRoot, path), 'utf8');
}

export interface ImportStatement {
  readonly file: string;
  readonly specifier: string;
}

/** Every module that the TypeScript sources import, also for types only. */
export function importStatements(): readonly ImportStatement[] {
  const files = repositoryFiles().filter((path) => /^(sdk|core|addons\/[^/]+|test)\/src\/.*\.tsx?$/.test(path));
  return files.flatMap((file) => {
    const source = readRepositoryFile(file);
    const found = source.matchAll(
      /(?:^|\n)\s*(?:import|export)\b[^'";]*?from\s+'([^']+)'|(?:^|\n)\s*import\s+'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/g,
    );
    return [...found].map((match) => ({ file, specifier: match[1] ?? match[2] ?? match[3] ?? '' }));
  });
}
