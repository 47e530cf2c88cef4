import type { SessionReport } from '@tapline/sdk';
import { expect } from 'chai';
import { array, assert, constantFrom, integer, oneof, property, record } from 'fast-check';
import { advance, type CounterRow, type QueueReading, type ReadingTimes } from './counter.js';

const START = 1_000_000_000;
const MINUTE = 60_000;
const UPTIME = { uptimeSeconds: 1, readAtMs: START, clockSkewMs: 0 };

interface Step {
  readonly download: number;
  readonly event: 'none' | 'remade' | 'restart' | 'away';
}

/** Plays a router with one queue whose traffic is known, and reads it every five minutes unless it is away. */
function play(steps: readonly Step[]): { readonly counted: bigint; readonly real: bigint; readonly unread: bigint } {
  let [queue, counter, real, unread] = [1, 7n, 0n, 0n];
  let row: CounterRow | undefined;
  let beforeMs: number | null = null;
  let hasRestarted = false;
  const sessions = new Map<string, SessionReport>();
  steps.forEach(({ download, event }, index) => {
    if (event === 'remade' || event === 'restart') {
      // What flowed since the last reading is gone with the counter.
      unread += counter - BigInt(row?.download ?? counter);
      counter = 0n;
      if (event === 'remade') queue++;
      hasRestarted ||= event === 'restart';
    }
    counter += BigInt(download);
    if (beforeMs !== null) real += BigInt(download);
    if (event === 'away') return;
    const nowMs = START + index * 5 * MINUTE;
    const times: ReadingTimes = { routerId: 'r', nowMs, beforeMs, uptime: UPTIME, hasRestarted };
    const reading: QueueReading = {
      queue: `*${queue}`,
      upload: 0n,
      download: counter,
      address: 'a',
      mac: 'm',
      service: 's',
      isOnline: true,
    };
    const known = row?.queue === reading.queue ? row : undefined;
    const advanced = advance(known, reading, times);
    for (const report of advanced.reports) sessions.set(report.sessionId, report);
    row = advanced.row;
    beforeMs = nowMs;
    hasRestarted = false;
  });
  const counted = [...sessions.values()].reduce((sum, { downloadOctets }) => sum + downloadOctets, 0n);
  return { counted, real, unread: unread + counter - BigInt(row?.download ?? counter) };
}

describe('Counting a queue', () => {
  it('counts every octet once, but for what a counter took with it, whatever is remade, started again or away', () => {
    const step = record({
      download: integer({ min: 0, max: 1e9 }),
      event: oneof(
        { weight: 6, arbitrary: constantFrom('none' as const) },
        { weight: 4, arbitrary: constantFrom('remade' as const, 'restart' as const, 'away' as const) },
      ),
    });
    assert(
      property(array(step, { minLength: 1, maxLength: 30 }), (steps) => {
        const { counted, real, unread } = play([{ download: 0, event: 'none' }, ...steps]);
        expect(counted + unread).to.equal(real);
      }),
      { numRuns: 300 },
    );
  });

  const times: ReadingTimes = { routerId: 'r', nowMs: START + 10 * MINUTE, beforeMs: START, uptime: UPTIME, hasRestarted: false };
  const reading: QueueReading = { queue: '*1', upload: 10n, download: 500n, address: '10.0.0.5', mac: 'M', service: 's1', isOnline: true };

  it('begins with what it finds the first time that a router is read', () => {
    const { reports } = advance(undefined, reading, { ...times, beforeMs: null });
    expect(reports[0]).to.include({ downloadOctets: 0n, uploadOctets: 0n });
  });

  it('counts what counters say that somebody has set back to zero, each octet of however many', () => {
    const first = advance(undefined, { ...reading, upload: 2n ** 40n, download: 2n ** 53n + 1n }, times);
    const later = { ...times, nowMs: START + 15 * MINUTE, beforeMs: START + 10 * MINUTE };
    const more = advance(first.row, { ...reading, upload: 2n ** 40n, download: 2n ** 54n + 3n }, later);
    expect(more.reports[0]?.downloadOctets).to.equal(2n ** 54n + 3n);
    const { reports } = advance(more.row, { ...reading, upload: 7n, download: 500n }, { ...later, nowMs: START + 20 * MINUTE });
    expect(reports[0]).to.include({ uploadOctets: 2n ** 40n + 7n, downloadOctets: 2n ** 54n + 503n });
  });

  it('keeps the queues of one device apart', () => {
    const sessions = ['*1', '*2'].map((queue) => advance(undefined, { ...reading, queue }, times).reports[0]?.sessionId);
    expect(new Set(sessions).size).to.equal(2);
  });

  it('gives a session to each line that an address goes to, and nothing of one to the other', () => {
    const first = advance(undefined, reading, times);
    const next = { ...reading, download: 900n, service: 's2' };
    const { reports } = advance(first.row, next, { ...times, nowMs: START + 15 * MINUTE, beforeMs: START + 10 * MINUTE });
    expect(reports.map(({ serviceId, kind, downloadOctets }) => [serviceId, kind, downloadOctets])).to.deep.equal([
      ['s1', 'stop', 500n],
      ['s2', 'interim', 400n],
    ]);
  });

  it('does not give a line what its queue had counted before the line was known', () => {
    const nobody = advance(undefined, { ...reading, service: null }, times);
    expect(nobody.reports).to.deep.equal([]);
    const { reports } = advance(
      nobody.row,
      { ...reading, download: 600n },
      { ...times, nowMs: START + 15 * MINUTE, beforeMs: START + 10 * MINUTE },
    );
    expect(reports[0]?.downloadOctets).to.equal(100n);
  });

  it('ends the session of a device that is gone, and begins another when it is back', () => {
    const first = advance(undefined, reading, times);
    const gone = advance(first.row, { ...reading, isOnline: false }, { ...times, nowMs: START + 15 * MINUTE });
    expect(gone.reports[0]).to.include({ kind: 'stop', downloadOctets: 500n });
    const back = advance(gone.row, { ...reading, download: 510n }, { ...times, nowMs: START + 20 * MINUTE, beforeMs: START + 15 * MINUTE });
    expect(back.reports[0]).to.include({ kind: 'interim', downloadOctets: 10n, startedAtMs: START + 15 * MINUTE });
  });
});
