import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { DECODE_OUTCOME, decodePacket, PacketView } from '../codec/index.js';
import { accessPacket } from '../testing/access-packets.js';
import { FixedClock } from '../testing/radius-fixture.js';
import { RecordingLogger } from '../testing/recording-logger.js';
import { DebugLog } from './debug-log.js';
import { type DebugLogEntry, formatDebugLogEntry, parseDebugLogEntry } from './debug-log-entry.js';

const HILL = { id: 'r1', name: 'Hill' };

describe('The debug log', () => {
  let folder: string;
  let file: string;
  let nowMs: number;
  let log: DebugLog;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tapline-debug-'));
    file = join(folder, 'radius-debug.log');
    nowMs = 1_000_000;
    log = new DebugLog({ file, logger: new RecordingLogger(), clock: new FixedClock(), realNowMs: () => nowMs });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function record(packet: PacketView, router = HILL): void {
    log.record({ kind: 'auth', packet, router, sourceAddress: '10.0.0.1', steps: ['accept'] });
  }

  async function entries(): Promise<readonly DebugLogEntry[]> {
    await log.close();
    if (!existsSync(file)) return [];
    return readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line) => parseDebugLogEntry(line) ?? []);
  }

  it('writes down those it is switched on for, by login, router or MAC address, and nobody else', async () => {
    log.replaceTopics([
      { kind: 'user', value: 'anna', endsAtMs: nowMs + 1 },
      { kind: 'router', value: 'r2', endsAtMs: nowMs + 1 },
      { kind: 'mac', value: '00:0C:42:01:02:03', endsAtMs: nowMs + 1 },
    ]);
    expect(log.isOn).to.equal(true);
    record(decoded('anna'));
    record(decoded('bert'));
    record(decoded('carl'), { id: 'r2', name: 'Dale' });
    record(decoded('dana', '0-c-42-1-2-3'));
    record(decoded('00:0c:42:01:02:03', 'ff:42:1:2:3:0:1'));
    expect((await entries()).map(({ login }) => login)).to.deep.equal(['anna', 'carl', 'dana', '00:0c:42:01:02:03']);
  });

  it('names every attribute, and shows neither password nor what was made of it', async () => {
    log.replaceTopics([{ kind: 'user', value: 'anna', endsAtMs: nowMs + 1 }]);
    const packet = decoded('anna', '00:0C:42:01:02:03', 'hunter2hunter2');
    record(packet);
    const [entry] = await entries();
    expect(entry?.received).to.include('User-Name = "anna"').and.include('User-Password = hidden');
    expect(entry?.received[0]).to.match(/^Access-Request 1, \d+ octets$/);
    const text = readFileSync(file, 'utf8');
    expect(text).to.not.include('hunter2');
    expect(text).to.not.include(packet.buffer.toString('hex', 4, 20));
  });

  it('ends by itself, also when nobody says so', async () => {
    log.replaceTopics([{ kind: 'user', value: 'anna', endsAtMs: nowMs + 1 }]);
    nowMs += 1;
    record(decoded('anna'));
    log.replaceTopics([]);
    expect(log.isOn).to.equal(false);
    expect(await entries()).to.deep.equal([]);
  });

  it('writes no more than a hundred exchanges a second, and says how many it has left out', async () => {
    log.replaceTopics([{ kind: 'user', value: 'anna', endsAtMs: nowMs + 10_000 }]);
    const packet = decoded('anna');
    for (let count = 0; count < 130; count++) record(packet);
    nowMs += 1_000;
    record(packet);
    const written = await entries();
    expect(written).to.have.length(101);
    expect(written.at(-1)?.steps[0]).to.include('30 exchanges before this one');
  });

  it('is one line of harmless characters whatever a peer puts into it, and is read back as it was', () => {
    const text = fc.string({ unit: 'binary', maxLength: 40 });
    const texts = fc.array(text, { maxLength: 4 });
    fc.assert(
      fc.property(text, texts, texts, texts, (login, received, steps, sent) => {
        const entry: DebugLogEntry = {
          atMs: 1_800_000_000_123,
          kind: 'auth',
          login,
          routerName: login,
          routerAddress: '10.0.0.1',
          macAddress: login,
          received,
          steps,
          sent,
        };
        const line = formatDebugLogEntry(entry);
        expect(line.slice(0, -1)).to.not.match(/[\p{Cc}\p{Zl}\p{Zp}]/u);
        expect(parseDebugLogEntry(line.trimEnd())).to.deep.equal(entry);
      }),
    );
  });
});

function decoded(login: string, macAddress?: string, password = 'very secret'): PacketView {
  const packet = new PacketView();
  const request = accessPacket({ login, password, ...(macAddress === undefined ? {} : { macAddress }) });
  expect(decodePacket(packet, request, request.length)).to.equal(DECODE_OUTCOME.Ok);
  return packet;
}
