import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, rename, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { Logger } from '@tapline/sdk';
import type { AccessRow } from '../../access/access-store.js';
import type { RouterLoginRow } from '../../accounts/router-login-store.js';
import type { RouterRow } from '../../network/router-row.js';
import type { Answering } from '../answers/answering.js';
import { ChainedLines } from './chained-lines.js';

/** Another format is not read: the database fills the file anew. */
const FORMAT = 1;
const OWNER_ONLY = 0o600;

/** All of a kind at once. */
export type SnapshotPart =
  | { readonly kind: 'routers'; readonly rows: readonly RouterRow[] }
  | { readonly kind: 'answering'; readonly answering: Answering }
  /** The admins who may log in to routers. */
  | { readonly kind: 'router-logins'; readonly rows: readonly RouterLoginRow[] };

/** What the file is made of. Later blocks go before earlier ones. */
export type SnapshotBlock =
  | { readonly kind: 'begin'; readonly format: number }
  | SnapshotPart
  | { readonly kind: 'lines'; readonly rows: readonly AccessRow[] }
  | { readonly kind: 'gone'; readonly serviceIds: readonly string[] }
  /** All that there was is in the file; what follows are changes. */
  | { readonly kind: 'whole' };

export function snapshotFile(dataDirectory: string): string {
  return join(resolve(dataDirectory), 'radius-snapshot');
}

export interface SnapshotFileOptions {
  readonly file: string;
  readonly key: Buffer;
  readonly logger: Logger;
}

/**
 * The rows that RADIUS answers from, on the local disk, so that it can start while the database is away: the whole, written anew beside the old one and
 * put in its place, and then each change as it comes. Passwords and secrets stand in it as sealed as in the database. A file that cannot be written
 * keeps nobody from logging in; it is said, and tried again with the next whole.
 */
export class SnapshotFile {
  #handle: FileHandle | undefined;
  #lines: ChainedLines;
  #writing: Promise<void> = Promise.resolve();
  #isFailing = false;
  /** How many rows have been added since the whole. */
  changes = 0;
  octets = 0;
  /** When it was last found to be right; real time. */
  confirmedAtMs: number | undefined;

  constructor(private readonly options: SnapshotFileOptions) {
    this.#lines = new ChainedLines(options.key);
  }

  /** Begins a new whole; the file stays what it was until {@link commit}. */
  begin(): void {
    this.enqueue(async () => {
      const { file, key } = this.options;
      await this.#handle?.close();
      this.#handle = undefined;
      await mkdir(dirname(file), { recursive: true });
      this.#handle = await open(draftOf(file), 'w', OWNER_ONLY);
      this.#lines = new ChainedLines(key);
      this.#isFailing = false;
      this.octets = 0;
    });
    this.add({ kind: 'begin', format: FORMAT });
  }

  add(block: SnapshotBlock): void {
    if (block.kind === 'lines') this.changes += block.rows.length;
    this.enqueue(async () => {
      if (!this.#handle) return;
      this.octets += (await this.#handle.write(this.#lines.write(JSON.stringify(block)))).bytesWritten;
    });
  }

  /** Puts the new whole in the place of the file. */
  commit(): void {
    this.add({ kind: 'whole' });
    this.changes = 0;
    this.enqueue(async () => {
      const { file } = this.options;
      if (!this.#handle) return;
      await this.#handle.sync();
      await rename(draftOf(file), file);
    });
  }

  /** Notes that the file is what the database says now. */
  confirm(): void {
    this.enqueue(async () => {
      const now = new Date();
      if (!this.#handle) return;
      await this.#handle.utimes(now, now);
      this.confirmedAtMs = now.getTime();
    });
  }

  /** Resolves when everything is in the file. */
  idle(): Promise<void> {
    return this.#writing;
  }

  async close(): Promise<void> {
    this.enqueue(async () => {
      await this.#handle?.sync();
      await this.#handle?.close();
      this.#handle = undefined;
    });
    await this.#writing;
  }

  /** The size in octets and when it was last confirmed; `undefined` when there is none. */
  async state(): Promise<{ readonly octets: number; readonly confirmedAtMs: number } | undefined> {
    const found = await stat(this.options.file).catch(() => undefined);
    return found && { octets: found.size, confirmedAtMs: found.mtimeMs };
  }

  /** Reads the blocks in order. Throws where it is not as it was written; an end that is cut off is left out. */
  async *read(): AsyncGenerator<SnapshotBlock> {
    const lines = new ChainedLines(this.options.key);
    let isWhole = false;
    let isBegun = false;
    for await (const line of createInterface({ input: createReadStream(this.options.file) })) {
      const text = lines.read(line);
      if (text === undefined) break;
      const block = JSON.parse(text) as SnapshotBlock;
      if (!isBegun && (block.kind !== 'begin' || block.format !== FORMAT)) break;
      isBegun = true;
      isWhole ||= block.kind === 'whole';
      yield block;
    }
    if (!isWhole) throw new Error(`${this.options.file} is damaged, of another version of Tapline, or was written with another master key`);
  }

  private enqueue(work: () => Promise<void>): void {
    this.#writing = this.#writing.then(work).catch((error: unknown) => this.giveUp(error as Error));
  }

  private async giveUp(error: Error): Promise<void> {
    const handle = this.#handle;
    // What came after a hole would not fit.
    this.#handle = undefined;
    await handle?.close().catch(() => undefined);
    if (this.#isFailing) return;
    this.#isFailing = true;
    this.options.logger.error(
      { file: this.options.file, error: error.message },
      'the snapshot for starts without the database cannot be written; logins are not touched by it',
    );
  }
}

function draftOf(file: string): string {
  return `${file}.draft`;
}
