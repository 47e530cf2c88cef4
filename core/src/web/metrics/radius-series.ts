import type { LoopReport } from '../../radius/metrics/loop-watch.js';
import type { InstanceReport } from '../../radius/metrics/radius-report.js';
import { DROP_CAUSES, DURATION_BUCKETS } from '../../radius/metrics/request-metrics.js';
import type { Sample, Series } from './series.js';

type RouterName = (routerId: string) => string;

const LOOPS = ['authentication', 'accounting'] as const;
const SECOND_MS = 1_000;

/** What the RADIUS processes have reported, as series; times that lie with them are ages at `nowMs` of real time. */
export function radiusSeries(reports: readonly InstanceReport[], routerName: RouterName, nowMs: number): readonly Series[] {
  return [...requestSeries(reports, routerName), ...loopSeries(reports), ...processSeries(reports, nowMs)];
}

function requestSeries(reports: readonly InstanceReport[], routerName: RouterName): readonly Series[] {
  const answers = (loop: LoopReport) => loop.answers.filter(({ routerId }) => routerId !== '');
  return [
    {
      name: 'tapline_radius_logins_total',
      help: 'Access-Requests that were answered, by router, verdict and cause.',
      type: 'counter',
      samples: reports.flatMap(({ instance, report }) =>
        answers(report.loops.authentication).map(({ routerId, verdict, cause, count }) => ({
          labels: { instance, router: routerName(routerId), verdict, cause },
          value: count,
        })),
      ),
    },
    {
      name: 'tapline_radius_accounting_records_total',
      help: 'Accounting-Requests that were acknowledged, by router and Acct-Status-Type.',
      type: 'counter',
      samples: reports.flatMap(({ instance, report }) =>
        answers(report.loops.accounting).map(({ routerId, verdict, count }) => ({
          labels: { instance, router: routerName(routerId), status: verdict },
          value: count,
        })),
      ),
    },
    {
      name: 'tapline_radius_dropped_total',
      help: 'Requests that got no answer of their own, by cause; shed: older than their router waits, under overload.',
      type: 'counter',
      samples: ofLoops(reports, (loop, labels) => [
        ...DROP_CAUSES.map((cause) => ({ labels: { ...labels, cause }, value: loop.drops[cause] })),
        { labels: { ...labels, cause: 'shed' }, value: loop.shed },
      ]),
    },
    {
      name: 'tapline_radius_duration_seconds',
      help: 'From the reading of a request to its answer; of accounting, until it is safe on disk.',
      type: 'histogram',
      samples: ofLoops(reports, durations),
    },
  ];
}

function loopSeries(reports: readonly InstanceReport[]): readonly Series[] {
  const gauge = (name: string, help: string, value: (loop: LoopReport) => number): Series => ({
    name,
    help,
    type: 'gauge',
    samples: ofLoops(reports, (loop, labels) => [{ labels, value: value(loop) }]),
  });
  return [
    {
      name: 'tapline_radius_socket_losses_total',
      help: 'Datagrams that the kernel threw away because the receive buffer was full.',
      type: 'counter',
      samples: ofLoops(reports, ({ socketLosses }, labels) => (socketLosses === null ? [] : [{ labels, value: socketLosses }])),
    },
    gauge('tapline_radius_receive_buffer_bytes', 'Receive buffer as the system granted it.', (loop) => loop.receiveBufferOctets),
    gauge('tapline_radius_event_loop_delay_seconds', '99th percentile since the report before.', (loop) => loop.eventLoopDelayP99Seconds),
    gauge('tapline_radius_overloaded', '1 while requests are shed by age.', (loop) => (loop.isOverloaded ? 1 : 0)),
  ];
}

function processSeries(reports: readonly InstanceReport[], nowMs: number): readonly Series[] {
  const gauge = (name: string, help: string, value: (each: InstanceReport) => number | null): Series => ({
    name,
    help,
    type: 'gauge',
    samples: reports.flatMap((each) => {
      const found = value(each);
      return found === null ? [] : [{ labels: { instance: each.instance }, value: found }];
    }),
  });
  return [
    gauge('tapline_radius_report_age_seconds', 'How old these figures are.', ({ writtenAtMs }) => (nowMs - writtenAtMs) / SECOND_MS),
    gauge('tapline_radius_resident_memory_bytes', 'Resident memory of the RADIUS process.', ({ report }) => report.residentMemoryOctets),
    gauge(
      'tapline_radius_journal_unapplied_bytes',
      'Accounting that is acknowledged and not in the database yet.',
      ({ report }) => report.journal.unappliedOctets,
    ),
    {
      name: 'tapline_radius_journal_applied_records_total',
      help: 'Accounting records taken into the database.',
      type: 'counter',
      samples: reports.map(({ instance, report }) => ({ labels: { instance }, value: report.journal.appliedRecords })),
    },
    gauge('tapline_radius_snapshot_lines', 'Lines that logins are answered from.', ({ report }) => report.snapshot.lines),
    gauge('tapline_radius_snapshot_file_bytes', 'Size of the local snapshot file.', ({ report }) => report.snapshot.fileOctets),
    gauge('tapline_radius_snapshot_file_age_seconds', 'Since the file was found to be what the database says.', ({ report }) =>
      report.snapshot.fileConfirmedAtMs === null ? null : (nowMs - report.snapshot.fileConfirmedAtMs) / SECOND_MS,
    ),
    gauge('tapline_radius_without_database', '1 while answers come from the local snapshot file.', ({ report }) =>
      report.snapshot.isFromFile ? 1 : 0,
    ),
  ];
}

function ofLoops(
  reports: readonly InstanceReport[],
  samplesOf: (loop: LoopReport, labels: Readonly<Record<string, string>>) => readonly Sample[],
): readonly Sample[] {
  return reports.flatMap(({ instance, report }) => LOOPS.flatMap((server) => samplesOf(report.loops[server], { instance, server })));
}

function durations({ durations: counts, durationSumSeconds }: LoopReport, labels: Readonly<Record<string, string>>): readonly Sample[] {
  let sum = 0;
  const buckets = counts.map((count, index) => {
    sum += count;
    const bound = DURATION_BUCKETS[index];
    return { suffix: '_bucket', labels: { ...labels, le: bound === undefined ? '+Inf' : String(bound) }, value: sum };
  });
  return [...buckets, { suffix: '_sum', labels, value: durationSumSeconds }, { suffix: '_count', labels, value: sum }];
}
