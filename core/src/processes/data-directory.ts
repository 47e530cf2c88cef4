import { accessSync, constants, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { TaplineError } from '@tapline/sdk';
import { describeHolder, runningHolder } from './lock-holder.js';

/** Makes the data directory and keeps a second installation out of it; returns what lets go of it. */
export function takeDataDirectory(dataDirectory: string): () => void {
  const directory = resolve(dataDirectory);
  try {
    for (const part of ['', 'logs', 'journal']) mkdirSync(join(directory, part), { recursive: true, mode: 0o750 });
    accessSync(directory, constants.W_OK);
    return takeLock(join(directory, 'tapline.pid'), directory);
  } catch (cause) {
    if (cause instanceof TaplineError) throw cause;
    throw new TaplineError(
      'DATA_DIRECTORY_UNWRITABLE',
      'unavailable',
      `dataDirectory ${directory} cannot be written (${(cause as Error).message}); give this user the right to, or set dataDirectory to another folder`,
      { cause },
    );
  }
}

function takeLock(file: string, directory: string): () => void {
  for (;;) {
    try {
      writeFileSync(file, describeHolder(process.pid), { flag: 'wx' });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const pid = runningHolder(readFileSync(file, 'utf8'));
    if (pid !== undefined) {
      throw new TaplineError(
        'DATA_DIRECTORY_IN_USE',
        'conflict',
        `Tapline runs already in ${directory} (process ${pid}); stop it first, or set dataDirectory to another folder`,
      );
    }
    rmSync(file, { force: true });
  }
}
