import { statSync } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';

const LOOK_EVERY_MS = 200;
const CHUNK_OCTETS = 64 * 1024;
const KEPT_FILES = 3;

type Listener<Entry> = (entry: Entry) => void;
/** `undefined` for a line that is none of the log's. */
type Parse<Entry> = (line: string) => Entry | undefined;

/** Reads a {@link LogFile} back, and follows it while it grows. */
export class LogFileReader<Entry> {
  readonly #listeners = new Set<Listener<Entry>>();
  #tail: Tail<Entry> | undefined;

  constructor(
    private readonly file: string,
    private readonly parse: Parse<Entry>,
  ) {}

  /** The newest entries, oldest of them first. */
  async latest(count: number): Promise<readonly Entry[]> {
    let entries: Entry[] = [];
    for (let number = 0; number <= KEPT_FILES && entries.length < count; number++) {
      const name = number === 0 ? this.file : `${this.file}.${number}`;
      entries = [...(await lastEntries(name, count - entries.length, this.parse)), ...entries];
    }
    return entries;
  }

  /** Calls back for each new entry until the returned function is called. */
  follow(listener: Listener<Entry>): () => void {
    // One wrapper a call, so that following twice with one function counts twice.
    const own: Listener<Entry> = (entry) => listener(entry);
    this.#listeners.add(own);
    this.#tail ??= new Tail(this.file, this.parse, (entry) => {
      for (const each of this.#listeners) each(entry);
    });
    return () => {
      if (!this.#listeners.delete(own) || this.#listeners.size > 0) return;
      this.#tail?.stop();
      this.#tail = undefined;
    };
  }
}

/** What is appended to a file from now on, across rotation. */
class Tail<Entry> {
  #handle: FileHandle | undefined;
  /** The file to read on in, and from where; another file that has the name later is read from its beginning. */
  #inode = 0;
  #offset = 0;
  #isStopped = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly file: string,
    private readonly parse: Parse<Entry>,
    private readonly emit: Listener<Entry>,
  ) {
    const found = statSync(file, { throwIfNoEntry: false });
    if (found) {
      this.#inode = found.ino;
      this.#offset = found.size;
    }
    void this.look();
  }

  stop(): void {
    this.#isStopped = true;
    // A look that is under way lets the file go by itself.
    if (!this.#timer) return;
    clearTimeout(this.#timer);
    void this.letGo();
  }

  private async look(): Promise<void> {
    this.#timer = undefined;
    try {
      await this.readNew();
    } catch {
      // The file is away for a moment; the next look finds it again.
      await this.letGo();
    }
    if (this.#isStopped) await this.letGo();
    else this.#timer = setTimeout(() => void this.look(), LOOK_EVERY_MS);
  }

  private async readNew(): Promise<void> {
    const found = await stat(this.file).catch(() => undefined);
    if (this.#handle) {
      // Before it is left for a new one, to its end.
      await this.readToEnd(this.#handle);
      if (found?.ino === this.#inode) return;
      await this.letGo();
    }
    if (!found) return;
    this.#handle = await open(this.file, 'r');
    const { ino } = await this.#handle.stat();
    if (ino !== this.#inode) this.#offset = 0;
    this.#inode = ino;
    await this.readToEnd(this.#handle);
  }

  private async readToEnd(handle: FileHandle): Promise<void> {
    const chunk = Buffer.alloc(CHUNK_OCTETS);
    for (;;) {
      const { bytesRead } = await handle.read(chunk, 0, CHUNK_OCTETS, this.#offset);
      // What is behind the last line end is a line that is being written: it is read when it is whole.
      const end = chunk.subarray(0, bytesRead).lastIndexOf(0x0a) + 1;
      if (end === 0) return;
      this.#offset += end;
      for (const line of chunk.toString('utf8', 0, end).split('\n')) {
        const entry = this.#isStopped ? undefined : this.parse(line);
        if (entry) this.emit(entry);
      }
    }
  }

  private async letGo(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close();
  }
}

async function lastEntries<Entry>(file: string, count: number, parse: Parse<Entry>): Promise<Entry[]> {
  let handle: FileHandle;
  try {
    handle = await open(file, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  try {
    const { size } = await handle.stat();
    for (let length = Math.min(size, CHUNK_OCTETS); ; length = Math.min(size, length * 4)) {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, size - length);
      const lines = buffer.toString('utf8', 0, bytesRead).split('\n').slice(0, -1);
      // The first line is whole only when the file was read from its beginning.
      const entries = lines.slice(length === size ? 0 : 1).flatMap((line) => parse(line) ?? []);
      if (entries.length >= count || length === size) return count === 0 ? [] : entries.slice(-count);
    }
  } finally {
    await handle.close();
  }
}
