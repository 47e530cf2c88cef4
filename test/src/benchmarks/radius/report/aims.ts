import type { CellResult, Report } from './report.js';
import { perCpuSecond } from './table.js';

const AT = '64 in flight';

/** What was measured beside what is aimed at, in sentences; only of what was measured in this run. */
export function compareWithAims(report: Report): readonly string[] {
  const lines = ['tapline-sqlite', 'tapline-mariadb'].flatMap((server) => [
    ...compareLogins(report, server),
    ...compareAccounting(report, server),
    ...compareFigures(report, server),
  ]);
  const unsafe = report.cells.filter(
    ({ name, verified, withoutMessageAuthenticator }) => isLogin(name) && withoutMessageAuthenticator === verified,
  );
  if (unsafe.length > 0) {
    const servers = [...new Set(unsafe.map(({ name }) => name.split(' ')[0]))].join(', ');
    lines.push(`${servers}: no answer had a Message-Authenticator, which costs its maker a second digest`);
  }
  return lines;
}

function compareLogins(report: Report, server: string): readonly string[] {
  const peers = [
    ['freeradius-files', 'at least 2'],
    ['freeradius-sql', 'at least 20'],
  ] as const;
  return ['pap', 'chap'].flatMap((kind) => {
    const ours = cellOf(report, `${server} ${kind} ${AT}`);
    return peers.flatMap(([peer, aim]) => {
      const theirs = cellOf(report, `${peer} ${kind} ${AT}`);
      return ours && theirs ? [`${server}, ${kind} logins to ${peer}: ${ratios(ours, theirs)} (aim: ${aim})`] : [];
    });
  });
}

function compareAccounting(report: Report, server: string): readonly string[] {
  const name = `accounting ${AT}`;
  const theirs = cellOf(report, `freeradius-sql ${name}`);
  const ours = cellOf(report, `${server} ${name}`);
  const applied = figureOf(report, `${server} applied after the load`);
  if (!theirs) return [];
  return [
    ...(ours ? [`${server}, accounting acknowledged to freeradius-sql: ${ratios(ours, theirs)} (aim: at least 8)`] : []),
    ...(applied === undefined
      ? []
      : [`${server}, accounting applied to freeradius-sql: ${(applied / theirs.perSecond).toFixed(1)} times (aim: at least 4)`]),
  ];
}

function compareFigures(report: Report, server: string): readonly string[] {
  const measured = [
    ['p99 at 5,000/s', cellOf(report, `${server} pap 5000 a second`)?.latencyMs.p99, 'ms', 5],
    ['p99 at 20,000/s', cellOf(report, `${server} pap 20000 a second`)?.latencyMs.p99, 'ms', 20],
    ['RSS after the start, 100,000 services', figureOf(report, `${server} RSS after the start`), 'MB', 300],
    ['highest RSS under load', highestResident(report, server), 'MB', 300],
    ['start to first answer', figureOf(report, `${server} start to first answer`), 'ms', 3_000],
    ['change of access seen', figureOf(report, `${server} change of access seen`), 'ms', 1_000],
  ] as const;
  return measured.flatMap(([what, value, unit, aim]) =>
    value === undefined
      ? []
      : [`${server}, ${what}: ${value.toFixed(value < 100 ? 1 : 0)} ${unit} (aim: under ${aim.toLocaleString('en')} ${unit})`],
  );
}

function ratios(ours: CellResult, theirs: CellResult): string {
  const times = (ours.perSecond / theirs.perSecond).toFixed(1);
  if (ours.serverCpu === undefined || theirs.serverCpu === undefined) return `${times} times`;
  return `${times} times, ${(perCpuSecond(ours) / perCpuSecond(theirs)).toFixed(1)} times for each CPU second`;
}

function isLogin(name: string): boolean {
  return / (pap|chap) /.test(name);
}

function highestResident(report: Report, server: string): number | undefined {
  const seen = report.cells.flatMap(({ name, residentMegabytes }) =>
    new RegExp(`^${server} (?!.*services)`).test(name) && residentMegabytes !== undefined ? [residentMegabytes] : [],
  );
  return seen.length === 0 ? undefined : Math.max(...seen);
}

function cellOf(report: Report, name: string): CellResult | undefined {
  return report.cells.find((cell) => cell.name === name);
}

function figureOf(report: Report, name: string): number | undefined {
  return report.figures.find((figure) => figure.name === name)?.value;
}
