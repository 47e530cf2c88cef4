import type { CellResult, Figure } from './report.js';

const HEADINGS = [
  '',
  'a second',
  'p50 ms',
  'p95 ms',
  'p99 ms',
  'retransmits',
  'timeouts',
  'CPU',
  'a CPU second',
  'database CPU',
  'RSS MB',
  'generator CPU',
  'wrong',
];
const WIDTHS = [46, 8, 7, 7, 7, 11, 8, 5, 12, 12, 6, 13, 5];

export function tableHead(): string {
  return line(HEADINGS);
}

export function tableLine(cell: CellResult): string {
  return line([
    cell.name,
    whole(cell.perSecond),
    milliseconds(cell, cell.latencyMs.p50),
    milliseconds(cell, cell.latencyMs.p95),
    milliseconds(cell, cell.latencyMs.p99),
    whole(cell.retransmits),
    whole(cell.timeouts + cell.notSent),
    cores(cell.serverCpu),
    cell.serverCpu === undefined ? '' : whole(perCpuSecond(cell)),
    cores(cell.databaseCpu),
    cell.residentMegabytes === undefined ? '' : whole(cell.residentMegabytes),
    cores(cell.generatorCpu),
    cell.wrong === 0 ? '0' : `${cell.wrong} (${cell.firstFault})`,
  ]);
}

export function figureLine({ name, value, unit }: Figure): string {
  return `${name.padEnd(WIDTHS[0] as number)}  ${value < 10 ? value.toFixed(2) : whole(value)} ${unit}`;
}

function line(values: readonly string[]): string {
  return values
    .map((value, index) => (index === 0 ? value.padEnd(WIDTHS[0] as number) : value.padStart(WIDTHS[index] as number)))
    .join('  ')
    .trimEnd();
}

const whole = (value: number): string => Math.round(value).toLocaleString('en');
const milliseconds = ({ answered }: CellResult, value: number): string => (answered === 0 ? '-' : value.toFixed(value < 100 ? 2 : 0));
const cores = (value: number | undefined): string => (value === undefined ? '' : value.toFixed(2));

/** Answers for each second that the server's and its database's cores worked: what does not depend on who else uses the machine. */
export function perCpuSecond({ perSecond, serverCpu = 0, databaseCpu = 0 }: CellResult): number {
  return perSecond / (serverCpu + databaseCpu);
}
