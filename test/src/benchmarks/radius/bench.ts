import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Cell } from './cells.js';
import type { Cleanup } from './cleanup.js';
import { GeneratorProcess } from './load/generator-process.js';
import { isAccounting, type LoadResult } from './load/load.js';
import type { BenchOptions } from './options.js';
import { cpuSecondsOf, residentMegabytesOf } from './process-usage.js';
import type { Report } from './report/report.js';
import { figureLine, tableLine } from './report/table.js';
import { untilRecovered } from './servers/first-answer.js';
import type { ServerUnderTest } from './servers/server-under-test.js';

export const SECRET = 'bench-shared-secret';

/** A router's (RouterOS by default) where a rate is kept up; longer where a new request waits for an old one. */
const PATIENCE = { open: { timeoutMs: 300, tries: 3 }, closed: { timeoutMs: 1_000, tries: 3 } } as const;

/** What all groups of measurements share. */
export class Bench {
  readonly directory: string;
  #generator: GeneratorProcess | undefined;

  constructor(
    readonly options: BenchOptions,
    readonly report: Report,
    readonly cleanup: Cleanup,
    private readonly print: (line: string) => void,
  ) {
    this.directory = mkdtempSync(join(options.directory, 'tapline-bench-'));
    cleanup.add(() => rmSync(this.directory, { recursive: true, force: true }));
  }

  /** Whether something of this name is to be measured. */
  wants(...name: readonly string[]): boolean {
    return this.options.only.test(name.join(' '));
  }

  skip(line: string): void {
    this.report.skipped.push(line);
    this.print(`skipped: ${line}`);
  }

  note(line: string): void {
    this.print(line);
  }

  figure(name: string, value: number, unit: string): void {
    const figure = { name, value, unit };
    this.report.figures.push(figure);
    this.print(figureLine(figure));
  }

  /** Something that is measured without the generator. */
  result(name: string, result: LoadResult): void {
    const cell = { name, ...result };
    this.report.cells.push(cell);
    this.print(tableLine(cell));
  }

  /** Ends with the benchmark, or when it is called. */
  closing<T extends { stop(): Promise<void> }>(thing: T): T {
    this.cleanup.add(() => thing.stop());
    return thing;
  }

  /** Runs a cell of {@link Bench.wants} against a server. */
  async measure(serverName: string, server: ServerUnderTest, cell: Cell, users: number): Promise<LoadResult | undefined> {
    const name = `${serverName} ${cell.name}`;
    if (!this.wants(name)) return undefined;
    const { durationMs, warmUpMs } = this.options;
    this.#generator ??= this.closing(new GeneratorProcess());
    const cpu = { server: new CpuWindow(server.processId), database: new CpuWindow(server.databaseProcessId) };
    const result = await this.#generator.run(
      {
        requests: cell.requests,
        port: isAccounting(cell.requests) ? server.accountingPort : server.authPort,
        secret: SECRET,
        users,
        pace: cell.pace,
        warmUpMs,
        durationMs,
        ...PATIENCE[cell.pace.kind],
      },
      {
        onWindow: (is) => {
          for (const window of Object.values(cpu)) window.mark(is);
        },
      },
    );
    const measured = {
      name,
      ...result,
      serverCpu: cpu.server.cores,
      databaseCpu: cpu.database.cores,
      residentMegabytes: residentMegabytesOf(server.processId),
    };
    this.report.cells.push(measured);
    this.print(tableLine(measured));
    if (result.answeredInAll === 0) this.note(`${name}: nothing was answered, so this says nothing of its speed`);
    // Else the next cell would measure what this one has left behind.
    if (result.timeouts > 0) await untilRecovered({ port: server.authPort, secret: SECRET, user: 1 });
    return result;
  }
}

/** The CPU of a process between two instants. */
class CpuWindow {
  #from: { readonly atMs: number; readonly seconds: number | undefined } | undefined;
  cores: number | undefined;

  constructor(private readonly processId: number | undefined) {}

  mark(is: 'open' | 'closed'): void {
    const now = { atMs: performance.now(), seconds: cpuSecondsOf(this.processId) };
    if (is === 'open') this.#from = now;
    else if (this.#from?.seconds !== undefined && now.seconds !== undefined) {
      this.cores = ((now.seconds - this.#from.seconds) * 1000) / (now.atMs - this.#from.atMs);
    }
  }
}
