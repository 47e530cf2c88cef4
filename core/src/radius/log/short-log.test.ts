import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { RecordingLogger } from '../testing/recording-logger.js';
import { ShortLog } from './short-log.js';
import { formatShortLogEntry, parseShortLogEntry, type ShortLogEntry } from './short-log-entry.js';
import { ShortLogReader } from './short-log-reader.js';

const ENTRY: ShortLogEntry = {
  atMs: Date.UTC(2026, 4, 1, 10, 0, 0, 7),
  kind: 'auth',
  verdict: 'reject',
  login: 'anna',
  routerName: 'Hill "A"',
  routerAddress: '10.0.0.1',
  macAddress: '00:0C:42:01:02:03',
  ipv4Address: '',
  reason: 'wrong password',
};

describe('The short log', () => {
  let directory: string;
  let file: string;
  let logger: RecordingLogger;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'tapline-log-'));
    file = join(directory, 'logs', 'radius-short.log');
    logger = new RecordingLogger();
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('is read by people as one line', () => {
    expect(formatShortLogEntry(ENTRY)).to.equal(
      'at=2026-05-01T10:00:00.007Z kind=auth verdict=reject login="anna" router="Hill \\"A\\"" address=10.0.0.1 mac="00:0C:42:01:02:03" ip= reason="wrong password"\n',
    );
  });

  it('is one line of harmless characters whatever a peer puts into it, and is read back as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 250 }), fc.string({ maxLength: 250 }), (login, macAddress) => {
        const line = formatShortLogEntry({ ...ENTRY, login, macAddress });
        expect(line).to.match(/^[^\n]*\n$/);
        expect(line.slice(0, -1)).not.to.match(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
        expect(parseShortLogEntry(line)).to.deep.equal({ ...ENTRY, login, macAddress });
      }),
    );
  });

  it('lets no login pass for another line or field', () => {
    const login = 'x"\nat=2026-05-01T10:00:00.007Z kind=auth verdict=accept login="admin';
    expect(parseShortLogEntry(formatShortLogEntry({ ...ENTRY, login }))).to.deep.equal({ ...ENTRY, login });
  });

  it('takes whole lines of several writers', async () => {
    const logs = [1, 2, 3].map(() => new ShortLog({ file, logger }));
    for (let index = 0; index < 100; index++)
      for (const [writer, log] of logs.entries()) log.write({ ...ENTRY, login: `${writer}-${index}` });
    await Promise.all(logs.map((log) => log.close()));
    const logins = (await new ShortLogReader(file).latest(1000)).map(({ login }) => login);
    expect(new Set(logins).size).to.equal(300);
  });

  it('begins a new file when one is full, keeps three, and gives the latest across them', async () => {
    const log = new ShortLog({ file, logger, rotateAtOctets: 400 });
    for (let index = 0; index < 20; index++) {
      log.write({ ...ENTRY, login: `user${index}` });
      await log.flush();
    }
    await log.close();
    expect(readFileSync(`${file}.3`, 'utf8')).to.include('login=');
    expect(() => readFileSync(`${file}.4`)).to.throw('ENOENT');
    const latest = await new ShortLogReader(file).latest(5);
    expect(latest.map(({ login }) => login)).to.deep.equal(['user15', 'user16', 'user17', 'user18', 'user19']);
  });

  it('is followed from now on, across rotation', async () => {
    const log = new ShortLog({ file, logger, rotateAtOctets: 1000 });
    log.write({ ...ENTRY, login: 'before' });
    await log.flush();
    const seen: string[] = [];
    let onEntry = (): void => undefined;
    const unfollow = new ShortLogReader(file).follow(({ login }) => {
      seen.push(login);
      onEntry();
    });
    const expected = Array.from({ length: 12 }, (_, index) => `user${index}`);
    for (const login of expected) {
      log.write({ ...ENTRY, login });
      await log.flush();
      // Some lines one by one, some with a new file between them.
      if (login === 'user3' || login === 'user11') {
        await new Promise<void>((resolve) => {
          onEntry = () => {
            if (seen.includes(login)) resolve();
          };
          onEntry();
        });
      }
    }
    unfollow();
    await log.close();
    expect(seen).to.deep.equal(expected);
  });

  it('has no entries before there is a file', async () => {
    expect(await new ShortLogReader(file).latest(10)).to.deep.equal([]);
  });

  it('drops lines that the disk does not take, and says so once', async () => {
    const log = new ShortLog({ file: '/dev/null/radius-short.log', logger });
    for (let index = 0; index < 3; index++) {
      log.write(ENTRY);
      await log.flush();
    }
    await log.close();
    expect(logger.lines).to.have.length(1);
    expect(logger.lines[0]).to.include('RADIUS goes on');
  });
});
