import { type FileHandle, mkdir, open, readdir, unlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readOrMakeInstanceId } from '../instance-id.js';

const ID_FILE = 'journal.id';
const SEGMENT = /^(\d{16})\.journal$/;

export function journalDirectory(dataDirectory: string): string {
  return join(resolve(dataDirectory), 'journal');
}

/**
 * The folder of a journal: segment files named after the position of their first octet, counted from the journal's beginning, and the
 * journal's id, under which the database keeps how far it has been applied.
 */
export class JournalFolder {
  constructor(
    readonly directory: string,
    readonly id: string,
  ) {}

  static async open(directory: string): Promise<JournalFolder> {
    await mkdir(directory, { recursive: true, mode: 0o750 });
    return new JournalFolder(directory, readOrMakeInstanceId(directory, ID_FILE));
  }

  /** Where the segments start, in order. */
  async segments(): Promise<readonly number[]> {
    const names = await readdir(this.directory);
    return names
      .flatMap((name) => SEGMENT.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => a - b);
  }

  segmentFile(start: number): string {
    return join(this.directory, `${String(start).padStart(16, '0')}.journal`);
  }

  async removeSegment(start: number): Promise<void> {
    await unlink(this.segmentFile(start));
  }

  /** Makes the names of new files as durable as what is in them. */
  async sync(): Promise<void> {
    await withFile(this.directory, 'r', (handle) => handle.sync());
  }
}

async function withFile<T>(file: string, flags: string, work: (handle: FileHandle) => Promise<T>): Promise<T> {
  const handle = await open(file, flags, 0o640);
  try {
    return await work(handle);
  } finally {
    await handle.close();
  }
}
