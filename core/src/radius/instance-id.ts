import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newId } from '../kernel/ids/id.js';

/**
 * By which the database tells this server's part from those of others; kept in a folder of this server's own. Put in its place when it is whole: a
 * kill meanwhile must not leave an empty one, which several servers might share.
 */
export function readOrMakeInstanceId(directory: string, fileName: string): string {
  const file = join(directory, fileName);
  const known = readIfThere(file)?.trim();
  if (known) return known;
  const id = newId();
  writeFileSync(`${file}.new`, `${id}\n`, { mode: 0o640, flush: true });
  renameSync(`${file}.new`, file);
  const folder = openSync(directory, 'r');
  fsyncSync(folder);
  closeSync(folder);
  return id;
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
