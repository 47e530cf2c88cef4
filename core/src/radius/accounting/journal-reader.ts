import { type FileHandle, open } from 'node:fs/promises';
import type { JournalFolder } from './journal-folder.js';
import { type JournalRecord, LONGEST_RECORD, readRecord } from './journal-record.js';

const CHUNK_OCTETS = 2 * 1024 * 1024;

export interface JournalBatch {
  readonly records: readonly JournalRecord[];
  /** From where, and up to where, the records reach: not where it was asked to begin when something before them is missing. */
  readonly start: number;
  readonly end: number;
  /** Octets that are damaged or gone, and were passed over. */
  readonly lostOctets: number;
}

/** Reads a journal while it is being written, up to a position that is known to be on disk. */
export class JournalReader {
  #handle: FileHandle | undefined;
  #segmentStart = 0;
  #nextSegmentStart = Number.POSITIVE_INFINITY;

  constructor(private readonly folder: JournalFolder) {}

  /** The next records from a position on; none when `until` is reached. Their packets stay valid. */
  async read(position: number, until: number, most: number): Promise<JournalBatch> {
    const start = await this.seek(position);
    const end = Math.min(until, this.#nextSegmentStart);
    if (position >= until) return { records: [], start: position, end: position, lostOctets: 0 };
    if (!this.#handle) throw new Error(`the accounting journal in ${this.folder.directory} has no file for position ${position}`);
    const wanted = Math.min(end - start, CHUNK_OCTETS);
    const chunk = Buffer.allocUnsafe(wanted);
    const { bytesRead } = await this.#handle.read(chunk, 0, wanted, start - this.#segmentStart);
    const lostOctets = start - position;
    if (bytesRead === 0) return { records: [], start, end, lostOctets: lostOctets + end - start };
    return parse(chunk.subarray(0, bytesRead), { start, end, most, lostOctets });
  }

  /** Deletes the segments of which everything lies before a position; never the one that is being written. */
  async removeBefore(position: number): Promise<void> {
    const segments = await this.folder.segments();
    for (const [index, start] of segments.entries()) {
      const next = segments[index + 1];
      if (next === undefined || next > position) return;
      if (start === this.#segmentStart) await this.close();
      await this.folder.removeSegment(start);
    }
  }

  async close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close();
  }

  /** Opens the segment that holds a position; returns the position, or the first one after it that exists. */
  private async seek(position: number): Promise<number> {
    const isInside = this.#handle && position >= this.#segmentStart && position < this.#nextSegmentStart;
    // The segment that is being written gets a successor without a word.
    if (isInside && this.#nextSegmentStart !== Number.POSITIVE_INFINITY) return position;
    const segments = await this.folder.segments();
    const index = Math.max(
      0,
      segments.findLastIndex((start) => start <= position),
    );
    const segmentStart = segments[index];
    if (segmentStart === undefined) return position;
    if (!this.#handle || segmentStart !== this.#segmentStart) {
      await this.close();
      this.#handle = await open(this.folder.segmentFile(segmentStart), 'r');
      this.#segmentStart = segmentStart;
    }
    this.#nextSegmentStart = segments[index + 1] ?? Number.POSITIVE_INFINITY;
    return Math.max(position, segmentStart);
  }
}

function parse(chunk: Buffer, from: { start: number; end: number; most: number; lostOctets: number }): JournalBatch {
  const records: JournalRecord[] = [];
  let { lostOctets } = from;
  let offset = 0;
  while (records.length < from.most && offset < chunk.length) {
    const reading = readRecord(chunk, offset, chunk.length);
    if (reading.kind === 'record') {
      records.push(reading.record);
      offset = reading.end;
      continue;
    }
    // Cut by the end of the chunk, not by damage: the next read begins here.
    const isCut = reading.kind === 'incomplete' && chunk.length === CHUNK_OCTETS && chunk.length - offset < LONGEST_RECORD;
    if (isCut) break;
    // Damage. The next octet from which a record with a right checksum can be read is where it ends.
    offset++;
    lostOctets++;
  }
  return { records, start: from.start, end: from.start + offset, lostOctets };
}
