import type { ReportedUsage } from '@tapline/core/testing';
import type { Random } from '../random.js';

const HOUR_SECONDS = 3_600;
const INTERIM_SECONDS = 300;
const MOST_REPORTS = 20;
const LOST_ONE_IN = 5;
const DOUBLED_ONE_IN = 5;
const DELAYED_ONE_IN = 3;
const CUT_OFF_ONE_IN = 10;
const SILENT_ONE_IN = 10;
const SHORTEST_SILENCE_SECONDS = 3 * HOUR_SECONDS;
const LONGEST_SILENCE_SECONDS = 12 * HOUR_SECONDS;
const IDS_USED_AGAIN = 3;
const REBOOT_SECONDS = 10;

export interface SentReport extends Pick<ReportedUsage, 'sessionId' | 'kind' | 'seconds' | 'downloadOctets' | 'uploadOctets'> {
  /** Which session of the line it is of, from 0. */
  readonly session: number;
  readonly happenedAtMs: number;
}

export interface SentReports {
  /** Those that are not lost, in the order in which they are sent. */
  readonly reports: readonly SentReport[];
  /** The last counters of all sessions that arrive, download and upload together. */
  readonly lastCounters: bigint;
}

/**
 * A line's sessions, one after the other, with ids that a reboot begins anew: a fifth of their reports is lost, a tenth of them ends without a word. A
 * tenth is silent for hours once; of the report from there, and the next within an hour, the later one may arrive first.
 */
export function sessionsOfLine(
  random: Random,
  { sessions, beginMs }: { readonly sessions: number; readonly beginMs: number },
): SentReports {
  const reports: SentReport[] = [];
  let lastCounters = 0n;
  let startedAtMs = beginMs;
  // Some lines use less than they have, some more.
  const shifts = 1 + random.below(5);
  for (let session = 0; session < sessions; session++) {
    const count = 1 + random.below(MOST_REPORTS);
    const isCutOff = random.isOneIn(CUT_OFF_ONE_IN);
    const silentAt = random.isOneIn(SILENT_ONE_IN) ? 1 + random.below(count) : undefined;
    let [seconds, downloadOctets, uploadOctets, highest] = [0, 0n, 0n, 0n];
    const pauseBefore = (report: number): number => {
      if (report === silentAt) return SHORTEST_SILENCE_SECONDS + random.below(LONGEST_SILENCE_SECONDS - SHORTEST_SILENCE_SECONDS);
      if (silentAt !== undefined && report === silentAt + 1) return random.below(HOUR_SECONDS);
      return report === count ? random.below(INTERIM_SECONDS) : INTERIM_SECONDS;
    };
    for (let report = 0; report <= count; report++) {
      const isLast = report === count;
      if (isLast && isCutOff) break;
      if (report > 0) {
        seconds += 1 + pauseBefore(report);
        downloadOctets += BigInt(random.below(2 ** 32)) << BigInt(random.below(shifts));
        uploadOctets += BigInt(random.below(2 ** 28));
      }
      if (random.isOneIn(LOST_ONE_IN)) continue;
      const kind = report === 0 ? 'start' : isLast ? 'stop' : 'interim';
      const sessionId = `8100000${session % IDS_USED_AGAIN}`;
      const happenedAtMs = startedAtMs + seconds * 1000;
      reports.push({ session, sessionId, kind, seconds, downloadOctets, uploadOctets, happenedAtMs });
      highest = downloadOctets + uploadOctets;
    }
    lastCounters += highest;
    startedAtMs += (seconds + REBOOT_SECONDS) * 1000;
  }
  return { reports, lastCounters };
}

export interface Arrival {
  readonly report: SentReport;
  readonly delaySeconds: number;
  readonly receivedAtMs: number;
  /** When it is handled: later than others that were received after it. */
  readonly atMs: number;
}

/** One way in which they may arrive: a fifth twice, a third late by up to an hour, and mixed up over an hour. */
export function arrivalsOf(random: Random, reports: readonly SentReport[]): readonly Arrival[] {
  const arrivals = reports.flatMap((report): readonly Arrival[] => {
    const delaySeconds = random.isOneIn(DELAYED_ONE_IN) ? random.below(HOUR_SECONDS) : 0;
    const receivedAtMs = report.happenedAtMs + delaySeconds * 1000;
    const copy = (): Arrival => ({ report, delaySeconds, receivedAtMs, atMs: receivedAtMs + random.below(HOUR_SECONDS) * 1000 });
    return random.isOneIn(DOUBLED_ONE_IN) ? [copy(), copy()] : [copy()];
  });
  return arrivals.sort((a, b) => a.atMs - b.atMs);
}
