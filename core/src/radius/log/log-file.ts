import { type FileHandle, mkdir, open, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Logger } from '@tapline/sdk';

const FLUSH_AFTER_MS = 50;
const ROTATE_AT_OCTETS = 20 * 1024 * 1024;
const KEPT_FILES = 3;
const LONGEST_BACKLOG = 8 * 1024 * 1024;

export interface LogFileOptions<Entry> {
  readonly file: string;
  readonly logger: Logger;
  /** What the log is called where it cannot be written: `short log`. */
  readonly name: string;
  /** One line, with its end. */
  readonly format: (entry: Entry) => string;
  readonly rotateAtOctets?: number;
}

/**
 * Lines for operators. Writing never waits and never fails a request: lines are gathered and appended in the background, whole, by any number of
 * threads and processes to one file, of which three older ones are kept. Lines that the disk cannot take are dropped and counted.
 */
export class LogFile<Entry> {
  #lines = '';
  #dropped = 0;
  #isFailing = false;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> | undefined;
  #handle: FileHandle | undefined;
  #inode = 0;

  constructor(private readonly options: LogFileOptions<Entry>) {}

  write(entry: Entry): void {
    if (this.#lines.length > LONGEST_BACKLOG) {
      this.#dropped++;
      return;
    }
    this.#lines += this.options.format(entry);
    this.#timer ??= setTimeout(() => void this.flush(), FLUSH_AFTER_MS);
  }

  /** Resolves when everything written so far is in the file, or was given up. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = (this.#writing ?? Promise.resolve()).then(() => this.append());
    return this.#writing;
  }

  async close(): Promise<void> {
    await this.flush();
    await this.#handle?.close();
    this.#handle = undefined;
  }

  private async append(): Promise<void> {
    const lines = this.#lines;
    if (lines === '') return;
    this.#lines = '';
    try {
      const handle = await this.current();
      await handle.appendFile(lines);
      if (this.#isFailing) this.options.logger.warn({ linesDropped: this.#dropped }, `${this.options.file} is written again`);
      this.#isFailing = false;
      this.#dropped = 0;
    } catch (error) {
      this.#dropped += lines.split('\n').length - 1;
      if (!this.#isFailing) {
        this.options.logger.error(
          { error: (error as Error).message },
          `${this.options.file} cannot be written: RADIUS goes on, its ${this.options.name} does not; free disk space or mend the folder's rights`,
        );
      }
      this.#isFailing = true;
    }
  }

  /** The file that has the name now: another writer may have rotated it. */
  private async current(): Promise<FileHandle> {
    const found = await stat(this.options.file).catch(() => undefined);
    // Two writers that rotate at the same moment only make a short file among the kept ones.
    if (found && found.size >= (this.options.rotateAtOctets ?? ROTATE_AT_OCTETS)) await this.rotate();
    else if (found && this.#handle && found.ino === this.#inode) return this.#handle;
    await this.#handle?.close();
    this.#handle = undefined;
    await mkdir(dirname(this.options.file), { recursive: true, mode: 0o750 });
    const handle = await open(this.options.file, 'a', 0o640);
    this.#handle = handle;
    this.#inode = (await handle.stat()).ino;
    return handle;
  }

  private async rotate(): Promise<void> {
    const { file } = this.options;
    for (let number = KEPT_FILES - 1; number >= 1; number--)
      await rename(`${file}.${number}`, `${file}.${number + 1}`).catch(() => undefined);
    await rename(file, `${file}.1`).catch(() => undefined);
  }
}
