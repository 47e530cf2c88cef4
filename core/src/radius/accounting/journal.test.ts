import {
  appendFileSync,
  copyFileSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { RecordingLogger } from '../testing/recording-logger.js';
import { Journal, type JournalOptions } from './journal.js';
import { JournalFolder } from './journal-folder.js';
import { type JournalBatch, JournalReader } from './journal-reader.js';
import type { JournalRecord } from './journal-record.js';

const record = (text: string): JournalRecord => ({
  receivedAtMs: 1_777_000_000_123,
  routerId: '01m82cqqggexwrzafvbpq0xfan',
  sourceAddress: '10.0.0.200',
  packet: Buffer.from(text),
});
const append = (journal: Journal, text: string): Promise<boolean> => new Promise((resolve) => journal.append(record(text), resolve));

describe('The accounting journal', () => {
  let directory: string;
  let folder: JournalFolder;
  let logger: RecordingLogger;

  beforeEach(async () => {
    directory = join(mkdtempSync(join(tmpdir(), 'tapline-journal-')), 'journal');
    folder = await JournalFolder.open(directory);
    logger = new RecordingLogger();
  });
  afterEach(() => rmSync(join(directory, '..'), { recursive: true, force: true }));

  const openJournal = (options: Partial<JournalOptions> = {}): Promise<Journal> => Journal.open({ folder, logger, ...options });

  async function readOnce(until: number, most: number): Promise<JournalBatch> {
    const reader = new JournalReader(folder);
    const batch = await reader.read(0, until, most);
    await reader.close();
    return batch;
  }

  async function readAll(until: number, from = 0): Promise<readonly string[]> {
    const reader = new JournalReader(folder);
    const texts: string[] = [];
    for (let position = from; position < until; ) {
      const batch = await reader.read(position, until, 3);
      texts.push(...batch.records.map(({ packet }) => packet.toString()));
      position = batch.end;
    }
    await reader.close();
    return texts;
  }

  it('gives back what was put into it', async () => {
    const journal = await openJournal();
    expect(await append(journal, 'one')).to.equal(true);
    expect((await readOnce(journal.position, 10)).records).to.deep.equal([record('one')]);
    await journal.close();
  });

  it('keeps its id', async () => {
    expect((await JournalFolder.open(directory)).id).to.equal(folder.id);
  });

  it('writes what comes in together with one sync', async () => {
    const positions: number[] = [];
    const journal = await openJournal({ onDurable: (position) => positions.push(position) });
    await Promise.all(Array.from({ length: 500 }, (_, index) => append(journal, `record ${index}`)));
    expect(positions).to.have.length(1);
    expect(await readAll(journal.position)).to.have.length(500);
    await journal.close();
  });

  it('cuts off a half-written end wherever it was torn, and goes on after the last whole record', async () => {
    const first = await openJournal();
    const ends: number[] = [];
    for (const text of ['one', 'two', 'three']) {
      await append(first, text);
      ends.push(first.position);
    }
    await first.close();
    const file = folder.segmentFile(0);
    const whole = join(directory, '..', 'whole');
    copyFileSync(file, whole);
    for (let length = 0; length <= (ends[2] as number); length++) {
      copyFileSync(whole, file);
      truncateSync(file, length);
      const journal = await openJournal();
      const kept = ends.filter((end) => end <= length).length;
      expect(journal.position, `torn at ${length}`).to.equal(kept === 0 ? 0 : ends[kept - 1]);
      await append(journal, 'four');
      expect(await readAll(journal.position)).to.deep.equal([...['one', 'two', 'three'].slice(0, kept), 'four']);
      await journal.close();
    }
  });

  it('cuts off octets that never were a record, and says so', async () => {
    const first = await openJournal();
    await append(first, 'one');
    await first.close();
    appendFileSync(folder.segmentFile(0), Buffer.alloc(5000, 0xa5));
    const journal = await openJournal();
    expect(journal.position).to.equal(first.position);
    expect(logger.lines.join()).to.include('cut off');
    await journal.close();
  });

  it('takes zeros behind its records for room that a kill left unused, and goes on in it', async () => {
    const first = await openJournal();
    await append(first, 'one');
    // A kill is what it does not get round to: the room that it had made is still there.
    copyFileSync(folder.segmentFile(0), join(directory, 'as-killed'));
    expect(statSync(folder.segmentFile(0)).size).to.be.above(first.position);
    await first.close();
    expect(statSync(folder.segmentFile(0)).size).to.equal(first.position);
    renameSync(join(directory, 'as-killed'), folder.segmentFile(0));
    const journal = await openJournal();
    expect(journal.position).to.equal(first.position);
    expect(logger.lines).to.deep.equal([]);
    await append(journal, 'two');
    expect(await readAll(journal.position)).to.deep.equal(['one', 'two']);
    await journal.close();
  });

  it('goes on in a new file when one is full, and deletes the files that were applied but never the last', async () => {
    const journal = await openJournal({ segmentOctets: 100 });
    for (let index = 0; index < 10; index++) await append(journal, `record ${index}`);
    expect(await folder.segments()).to.have.length.above(3);
    expect(await readAll(journal.position)).to.deep.equal(Array.from({ length: 10 }, (_, index) => `record ${index}`));
    const reader = new JournalReader(folder);
    await reader.removeBefore(journal.position);
    expect(await folder.segments()).to.have.length(1);
    await journal.close();
    const reopened = await openJournal({ segmentOctets: 100 });
    expect(reopened.position).to.equal(journal.position);
    await reopened.close();
  });

  it('reads a file that grows, then the next one, with one reader', async () => {
    const journal = await openJournal({ segmentOctets: 150 });
    const reader = new JournalReader(folder);
    let position = 0;
    for (let index = 0; index < 20; index++) {
      await append(journal, `record ${index}`);
      const batch = await reader.read(position, journal.position, 10);
      expect(batch.records.map(({ packet }) => packet.toString())).to.deep.equal([`record ${index}`]);
      position = batch.end;
      await reader.removeBefore(position);
    }
    await reader.close();
    await journal.close();
  });

  it('reads on behind a damaged record, and tells how much was lost', async () => {
    const journal = await openJournal();
    await append(journal, 'one');
    const start = journal.position;
    await append(journal, 'two');
    const end = journal.position;
    await append(journal, 'three');
    const octets = readFileSync(folder.segmentFile(0));
    octets[start + 20] = (octets[start + 20] as number) ^ 0xff;
    writeFileSync(folder.segmentFile(0), octets);
    const { records, lostOctets } = await readOnce(journal.position, 10);
    expect(records.map(({ packet }) => packet.toString())).to.deep.equal(['one', 'three']);
    expect(lostOctets).to.equal(end - start);
    await journal.close();
  });

  it('goes on at the first file there is when earlier ones are gone', async () => {
    const journal = await openJournal({ segmentOctets: 100 });
    for (let index = 0; index < 6; index++) await append(journal, `record ${index}`);
    const [first = 0, second = 0] = await folder.segments();
    await folder.removeSegment(first);
    const batch = await readOnce(journal.position, 1);
    expect([batch.start, batch.lostOctets]).to.deep.equal([second, second]);
    await journal.close();
  });

  it('acknowledges nothing while the disk refuses, says so once, and takes records again afterwards', async () => {
    const journal = await openJournal({ segmentOctets: 100 });
    await append(journal, 'one');
    await append(journal, 'two');
    renameSync(directory, `${directory}.away`);
    expect([await append(journal, 'three'), await append(journal, 'four')]).to.deep.equal([false, false]);
    expect(logger.lines.filter((line) => line.includes('CANNOT BE WRITTEN'))).to.have.length(1);
    renameSync(`${directory}.away`, directory);
    expect(await append(journal, 'five')).to.equal(true);
    expect(logger.lines.at(-1)).to.include('can be written again');
    expect(await readAll(journal.position)).to.deep.equal(['one', 'two', 'five']);
    await journal.close();
  });
});
