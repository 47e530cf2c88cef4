import type { Logger } from '@tapline/sdk';
import { JournalFile } from './journal-file.js';
import type { JournalFolder } from './journal-folder.js';
import { type JournalRecord, LONGEST_RECORD, readRecord, writeRecord } from './journal-record.js';

const SEGMENT_OCTETS = 64 * 1024 * 1024;
const FIRST_GROUP_OCTETS = 256 * 1024;
/** What may wait for the disk; beyond it requests stay unanswered, and the routers send them again. */
const LONGEST_GROUP_OCTETS = 16 * 1024 * 1024;

export interface JournalOptions {
  readonly folder: JournalFolder;
  readonly logger: Logger;
  /** Called after each group with the position up to which the journal is on disk. */
  readonly onDurable?: (position: number) => void;
  readonly segmentOctets?: number;
}

/** Called once: whether the record is on disk, or was refused and must not be acknowledged. */
export type Settle = (isDurable: boolean) => void;

/** Records that wait for one write and one sync. */
class Group {
  octets = Buffer.allocUnsafe(FIRST_GROUP_OCTETS);
  length = 0;
  readonly waiting: Settle[] = [];

  /** False when there is no room. */
  add(record: JournalRecord, settle: Settle): boolean {
    if (this.length + LONGEST_RECORD > this.octets.length && !this.grow()) return false;
    this.length = writeRecord(this.octets, this.length, record);
    this.waiting.push(settle);
    return true;
  }

  settle(isDurable: boolean): void {
    this.length = 0;
    for (const settle of this.waiting.splice(0)) settle(isDurable);
  }

  private grow(): boolean {
    if (this.octets.length >= LONGEST_GROUP_OCTETS) return false;
    const larger = Buffer.allocUnsafe(this.octets.length * 2);
    this.octets.copy(larger, 0, 0, this.length);
    this.octets = larger;
    return true;
  }
}

/**
 * The append-only journal of accounting. What comes in while one group is being synced makes up the next group: no timer, and a sync serves
 * as many requests as arrived during the one before.
 */
export class Journal {
  #file: JournalFile;
  #segmentStart: number;
  #gathering = new Group();
  #writing = new Group();
  #commit: Promise<void> | undefined;
  #isFailing = false;

  private constructor(
    private readonly options: JournalOptions,
    tail: { readonly file: JournalFile; readonly segmentStart: number },
  ) {
    this.#file = tail.file;
    this.#segmentStart = tail.segmentStart;
  }

  /** Opens the last segment and cuts off what a crash left half-written: it was never acknowledged. */
  static async open(options: JournalOptions): Promise<Journal> {
    const { folder, logger } = options;
    const last = (await folder.segments()).at(-1);
    if (last === undefined) return new Journal(options, { file: await createSegment(folder, 0), segmentStart: 0 });
    const { opened: file, octets } = await JournalFile.open(folder.segmentFile(last));
    const end = endOfRecords(octets);
    const hasRoomBehind = octets.subarray(end).every((octet) => octet === 0);
    if (!hasRoomBehind) {
      logger.warn(
        { segment: last, octets: octets.length - end },
        'the accounting journal ended in the middle of a write; that part is cut off',
      );
    }
    await file.keep(end, hasRoomBehind);
    return new Journal(options, { file, segmentStart: last });
  }

  /** Up to where the journal is on disk. */
  get position(): number {
    return this.#segmentStart + this.#file.length;
  }

  append(record: JournalRecord, settle: Settle): void {
    if (!this.#gathering.add(record, settle)) {
      settle(false);
      return;
    }
    // The turn of the loop that brought this record may bring more.
    this.#commit ??= new Promise((resolve) => {
      setImmediate(() => {
        void this.commitAll().then(resolve);
      });
    });
  }

  /** Resolves when everything appended before has been settled. */
  async idle(): Promise<void> {
    while (this.#commit) await this.#commit;
  }

  async close(): Promise<void> {
    await this.idle();
    await this.#file.cut();
    await this.#file.close();
  }

  private async commitAll(): Promise<void> {
    while (this.#gathering.length > 0) {
      const group = this.#gathering;
      this.#gathering = this.#writing;
      this.#writing = group;
      const isDurable = await this.commit(group);
      if (isDurable) this.options.onDurable?.(this.position);
      group.settle(isDurable);
    }
    this.#commit = undefined;
  }

  private async commit(group: Group): Promise<boolean> {
    const { logger } = this.options;
    try {
      await this.rotateIfFull();
      await this.#file.append(group.octets, group.length);
      if (this.#isFailing) logger.info({}, 'the accounting journal can be written again; accounting is answered');
      this.#isFailing = false;
      return true;
    } catch (error) {
      if (!this.#isFailing) {
        logger.error(
          { error: (error as Error).message, directory: this.options.folder.directory },
          'THE ACCOUNTING JOURNAL CANNOT BE WRITTEN: accounting is not answered until it can; free disk space or mend the disk',
        );
      }
      this.#isFailing = true;
      return false;
    }
  }

  private async rotateIfFull(): Promise<void> {
    if (this.#file.length < (this.options.segmentOctets ?? SEGMENT_OCTETS)) return;
    const full = this.#file;
    await full.cut();
    const { position } = this;
    this.#file = await createSegment(this.options.folder, position);
    this.#segmentStart = position;
    await full.close();
  }
}

async function createSegment(folder: JournalFolder, start: number): Promise<JournalFile> {
  const file = await JournalFile.create(folder.segmentFile(start));
  try {
    await folder.sync();
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

function endOfRecords(octets: Buffer): number {
  for (let offset = 0; ; ) {
    const reading = readRecord(octets, offset, octets.length);
    if (reading.kind !== 'record') return offset;
    offset = reading.end;
  }
}
