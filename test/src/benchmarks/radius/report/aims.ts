import { LOGIN_KINDS } from '../cells.js';
import type { Aim, CellResult, Report } from './report.js';
import { perCpuSecond } from './table.js';

const AT = '64 in flight';
const SERVERS = ['tapline-sqlite', 'tapline-mariadb'];

/** What was measured beside what is aimed at; only of what was measured in this run. */
export function compareWithAims(report: Report): readonly Aim[] {
  return SERVERS.flatMap((server) => [...loginAims(report, server), ...accountingAims(report, server), ...figureAims(report, server)]);
}

export function aimLine({ what, value, unit, comparison, aim, isMet, perCpuSecond: ofCpu }: Aim): string {
  const shown = (number: number): string => number.toLocaleString('en', { maximumFractionDigits: number < 100 ? 1 : 0 });
  const cpu = ofCpu === undefined ? '' : `, ${shown(ofCpu)} for each CPU second`;
  return `${isMet ? 'met   ' : 'MISSED'} ${what}: ${shown(value)} ${unit}${cpu} (aim: ${comparison} ${shown(aim)} ${unit})`;
}

/** What makes a comparison unfair, in a sentence; empty when nothing does. */
export function unfairness(report: Report): readonly string[] {
  const unsafe = report.cells.filter(
    ({ name, verified, withoutMessageAuthenticator }) => isLogin(name) && verified > 0 && withoutMessageAuthenticator === verified,
  );
  if (unsafe.length === 0) return [];
  const servers = [...new Set(unsafe.map(({ name }) => name.split(' ')[0]))].join(', ');
  return [`${servers}: no answer had a Message-Authenticator, which costs its maker a second digest`];
}

function loginAims(report: Report, server: string): readonly Aim[] {
  const peers = [
    ['freeradius-files', 2],
    ['freeradius-sql', 20],
  ] as const;
  return LOGIN_KINDS.flatMap((kind) => {
    const ours = cellOf(report, `${server} ${kind} ${AT}`);
    return peers.flatMap(([peer, aim]) => {
      const theirs = cellOf(report, `${peer} ${kind} ${AT}`);
      return ours && theirs ? [ratio(`${server}, ${kind} logins to ${peer}`, { ours, theirs, aim })] : [];
    });
  });
}

function accountingAims(report: Report, server: string): readonly Aim[] {
  const aims: Aim[] = [];
  for (const count of [64, 256]) {
    const name = `accounting ${count} in flight`;
    const theirs = cellOf(report, `freeradius-sql ${name}`);
    const ours = cellOf(report, `${server} ${name}`);
    if (ours && theirs) aims.push(ratio(`${server}, ${name} acknowledged to freeradius-sql`, { ours, theirs, aim: 8 }));
  }
  const theirs = cellOf(report, `freeradius-sql accounting ${AT}`);
  const applied = figureOf(report, `${server} applied after the load`);
  if (theirs && applied !== undefined) {
    aims.push(atLeast(`${server}, accounting applied to freeradius-sql`, { value: applied / theirs.perSecond, unit: 'times', aim: 4 }));
  }
  return aims;
}

function figureAims(report: Report, server: string): readonly Aim[] {
  const rates = LOGIN_KINDS.flatMap(
    (kind) =>
      [
        [`${kind} p99 at 5,000/s`, cellOf(report, `${server} ${kind} 5000 a second`)?.latencyMs.p99, 'ms', 5],
        [`${kind} p99 at 20,000/s`, cellOf(report, `${server} ${kind} 20000 a second`)?.latencyMs.p99, 'ms', 20],
      ] as const,
  );
  const measured = [
    ...rates,
    ['RSS after the start, 100,000 services', figureOf(report, `${server} RSS after the start`), 'MB', 300],
    ['highest RSS under load', highestResident(report, server), 'MB', 300],
    ['start to first answer', figureOf(report, `${server} start to first answer`), 'ms', 3_000],
    ['change of access seen', figureOf(report, `${server} change of access seen`), 'ms', 1_000],
  ] as const;
  return measured.flatMap(([what, value, unit, aim]): Aim[] =>
    value === undefined ? [] : [{ what: `${server}, ${what}`, value, unit, comparison: 'under', aim, isMet: value < aim }],
  );
}

interface Ratio {
  readonly ours: CellResult;
  readonly theirs: CellResult;
  readonly aim: number;
}

function ratio(what: string, { ours, theirs, aim }: Ratio): Aim {
  const isCpuKnown = ours.serverCpu !== undefined && theirs.serverCpu !== undefined;
  return {
    ...atLeast(what, { value: ours.perSecond / theirs.perSecond, unit: 'times', aim }),
    ...(isCpuKnown ? { perCpuSecond: perCpuSecond(ours) / perCpuSecond(theirs) } : {}),
  };
}

function atLeast(what: string, { value, unit, aim }: Pick<Aim, 'value' | 'unit' | 'aim'>): Aim {
  return { what, value, unit, comparison: 'at least', aim, isMet: value >= aim };
}

function isLogin(name: string): boolean {
  return / (pap|chap|mschapv2) /.test(name);
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
