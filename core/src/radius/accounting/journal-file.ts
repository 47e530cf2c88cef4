import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/** Written with zeros ahead of need: a write that makes no file longer is on disk in half the time. */
const ROOM = Buffer.alloc(1024 * 1024);
/** A write returns when it is on disk; where there is no such way of opening a file, a sync follows each write. */
const WRITE_THROUGH: number | undefined = constants.O_DSYNC;
const FILE_MODE = 0o640;

/** A segment of the journal as it is written. Behind what it holds there may be zeros, which are room and no records. */
export class JournalFile {
  #length: number;
  #isTailDirty = false;

  private constructor(
    private readonly handle: FileHandle,
    length: number,
    /** Up to where the file reaches. */
    private reserved: number,
  ) {
    this.#length = length;
  }

  /** An empty file of that name is left over from an attempt that the disk refused half-way. */
  static async create(file: string): Promise<JournalFile> {
    const handle = await openForWriting(file, constants.O_CREAT | constants.O_TRUNC);
    return closedUnless(handle, async () => {
      await handle.sync();
      return new JournalFile(handle, 0, 0);
    });
  }

  /** Opens a file that holds something; how much of it is records is for the caller to find, and to say by {@link keep}. */
  static async open(file: string): Promise<{ readonly opened: JournalFile; readonly octets: Buffer }> {
    const handle = await openForWriting(file, 0);
    return closedUnless(handle, async () => {
      const octets = await handle.readFile();
      return { opened: new JournalFile(handle, octets.length, octets.length), octets };
    });
  }

  /** How much it holds, its room left aside. */
  get length(): number {
    return this.#length;
  }

  /** Takes the first `length` octets for what it holds. What is behind them is room when it is zeros, else it is cut off. */
  async keep(length: number, hasRoomBehind: boolean): Promise<void> {
    this.#length = length;
    if (hasRoomBehind) await this.handle.datasync();
    else await this.cut();
  }

  /** Resolves when the octets are on disk. After a failure they are not part of the file. */
  async append(octets: Buffer, length: number): Promise<void> {
    if (this.#isTailDirty) await this.cut();
    this.#isTailDirty = true;
    await this.reserve(this.#length + length);
    await this.writeAt(octets, length, this.#length);
    this.#length += length;
    this.#isTailDirty = false;
  }

  async close(): Promise<void> {
    await this.handle.close();
  }

  /** Gives back the room that is not used. */
  async cut(): Promise<void> {
    await this.handle.truncate(this.#length);
    this.reserved = this.#length;
    await this.handle.datasync();
    this.#isTailDirty = false;
  }

  private async reserve(least: number): Promise<void> {
    for (; this.reserved < least; this.reserved += ROOM.length) await this.writeAt(ROOM, ROOM.length, this.reserved);
  }

  private async writeAt(octets: Buffer, length: number, at: number): Promise<void> {
    for (let written = 0; written < length; ) {
      written += (await this.handle.write(octets, written, length - written, at + written)).bytesWritten;
    }
    if (WRITE_THROUGH === undefined) await this.handle.datasync();
  }
}

function openForWriting(file: string, flags: number): Promise<FileHandle> {
  return open(file, constants.O_RDWR | flags | (WRITE_THROUGH ?? 0), FILE_MODE);
}

async function closedUnless<T>(handle: FileHandle, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await handle.close();
    throw error;
  }
}
