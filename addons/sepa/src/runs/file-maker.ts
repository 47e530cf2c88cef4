import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createGzip, gunzipSync } from 'node:zlib';
import { TaplineError, type Transaction } from '@tapline/sdk';
import { localDateTime } from '../banking/local-date-time.js';
import type { CollectionStore } from '../collections/collection-store.js';
import type { DirectDebitBatch, DirectDebitItem } from '../exports/direct-debit-file.js';
import { writeDirectDebits } from '../exports/direct-debit-writer.js';
import type { CollectionRun, RunFile } from './run.js';
import { ITEMS_PER_PAGE } from './run-builder.js';
import type { RunBatch, RunStore } from './run-store.js';

/** Reads in a transaction: that of the caller, or one for each page. */
export type Reading = <T>(read: (tx: Transaction) => Promise<T>) => Promise<T>;

export interface MadeFile {
  readonly file: RunFile;
  readonly compressed: Buffer;
}

/** Makes the files of runs, and hands the same octets out for ever. */
export class FileMaker {
  constructor(
    private readonly store: RunStore,
    private readonly items: CollectionStore,
    private readonly timeZone: string,
  ) {}

  async make(read: Reading, run: CollectionRun, file: RunFile, batches: readonly RunBatch[]): Promise<MadeFile> {
    const zip = createGzip();
    const parts: Buffer[] = [];
    zip.on('data', (part: Buffer) => parts.push(part));
    const done = once(zip, 'end');
    const hash = createHash('sha256');
    let octets = 0;
    let waiting = '';
    const flush = (): void => {
      const piece = Buffer.from(waiting);
      waiting = '';
      octets += piece.length;
      hash.update(piece);
      zip.write(piece);
    };
    const own = batches.filter(({ fileId }) => fileId === file.id);
    const createdAt = localDateTime(file.createdAtMs, this.timeZone);
    await writeDirectDebits(
      { messageId: file.messageId, createdAt, creditor: run.creditor, batches: own },
      (batch) => this.pages(read, batch, own),
      (piece) => {
        waiting += piece;
        if (waiting.length > 65_536) flush();
      },
    );
    flush();
    zip.end();
    await done;
    return { file: { ...file, octets, sha256: hash.digest('hex') }, compressed: Buffer.concat(parts) };
  }

  async keep(tx: Transaction, { file, compressed }: MadeFile): Promise<void> {
    await this.store.keepContent(tx, file.id, compressed);
    await this.store.putFile(tx, file);
  }

  /** Throws `SEPA_FILE_UNKNOWN`, `SEPA_FILE_DAMAGED`. */
  async read(tx: Transaction, fileId: string): Promise<{ readonly file: RunFile; readonly content: Buffer }> {
    const file = await this.store.file(tx, fileId);
    const content = gunzipSync(await this.store.content(tx, fileId));
    if (createHash('sha256').update(content).digest('hex') === file.sha256) return { file, content };
    throw new TaplineError(
      'SEPA_FILE_DAMAGED',
      'internal',
      `the file ${file.name} is not what it was when it was made; restore it from a backup`,
    );
  }

  private async *pages(read: Reading, batch: DirectDebitBatch, own: readonly RunBatch[]): AsyncGenerator<DirectDebitItem> {
    const id = own.find(({ paymentInformationId }) => paymentInformationId === batch.paymentInformationId)?.id ?? '';
    for (let page = 0; page * ITEMS_PER_PAGE < batch.items; page++) yield* await read((tx) => this.items.ofPage(tx, id, page));
  }
}
