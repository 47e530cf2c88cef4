// Where tests keep their throw-away databases: in memory where there is room, as each of thousands of commits waits for a disk.
import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';

const MEMORY = '/dev/shm';
const LEAST_FREE_OCTETS = 4 * 1024 ** 3;

/** Until this process ends, what it and its children make for the time being is in memory: false where there is too little, or `TMPDIR` says another place. */
export function keepInMemory() {
  if (process.env.TMPDIR || !hasRoom()) return false;
  const folder = mkdtempSync(join(MEMORY, 'tapline-tests-'));
  process.env.TMPDIR = folder;
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return true;
}

function hasRoom() {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize >= LEAST_FREE_OCTETS;
  } catch {
    return false;
  }
}
