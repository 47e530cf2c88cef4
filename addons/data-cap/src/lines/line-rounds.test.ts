import { TaplineError, type Transaction } from '@tapline/sdk';
import { expect } from 'chai';
import { LineRounds } from './line-rounds.js';
import type { LineRow } from './line-row.js';

const NOW_MS = Date.UTC(2026, 10, 2, 9);
const UNREACHABLE = new TaplineError('DATABASE_UNREACHABLE', 'unavailable', 'the database does not answer');

/** Lines in memory that are due, of which some cannot be settled. */
class Lines {
  readonly failures = new Map<string, Error>();
  readonly tried: string[] = [];
  readonly log: string[] = [];
  nowMs = NOW_MS;
  readonly #rows: Map<string, LineRow>;
  readonly rounds: LineRounds;

  constructor(
    readonly ids: readonly string[],
    states: Readonly<Record<string, LineRow['state']>> = {},
  ) {
    this.#rows = new Map(
      ids.map((service) => [service, { service, state: states[service] ?? 'open', recheck_at: NOW_MS, failures: null } as LineRow]),
    );
    const log = (fields: Readonly<Record<string, unknown>>): void => void this.log.push(String(fields.service));
    this.rounds = new LineRounds({
      tables: {
        lines: {
          find: (_tx, { state }, options) =>
            Promise.resolve(
              [...this.#rows.values()]
                .filter((row) => row.state === state)
                .sort(byRecheck)
                .slice(0, options?.limit),
            ),
          findOne: (_tx, { service }) => Promise.resolve(this.row(service)),
          update: (_tx, { service }, changes) => {
            this.change(service, changes);
            return Promise.resolve(1);
          },
        },
      },
      settling: { settle: (_tx, id) => this.settle(id) },
      transactions: { run: (work) => work({} as Transaction), runPart: (tx, work) => work(tx) },
      clock: { nowMs: () => this.nowMs },
      logger: { debug: log, info: log, warn: log, error: log },
    });
  }

  row(service = ''): LineRow {
    const row = this.#rows.get(service);
    if (!row) throw new Error(`there is no line ${service}`);
    return row;
  }

  private change(service: string | undefined, changes: Partial<LineRow>): void {
    const row = this.row(service);
    this.#rows.set(row.service, { ...row, ...changes });
  }

  private async settle(id: string): Promise<void> {
    this.tried.push(id);
    const failure = this.failures.get(id);
    if (failure) throw failure;
    this.change(id, { recheck_at: this.nowMs + 3_600_000, failures: null });
  }
}

const byRecheck = (a: LineRow, b: LineRow): number => a.recheck_at - b.recheck_at;

const outcome = (round: Promise<unknown>): Promise<unknown> => round.catch((error: unknown) => error);

describe('A round of data caps', () => {
  it('settles the others where one line is broken, names it in the log and fails with their number', async () => {
    const lines = new Lines(Array.from({ length: 250 }, (_, index) => `line-${index}`));
    for (const id of ['line-3', 'line-120']) lines.failures.set(id, new Error('its plan is broken'));
    expect(await outcome(lines.rounds.settleDue())).to.include({
      code: 'DATA_CAP_ROUND_INCOMPLETE',
      message: 'lines whose data cap could not be brought up to date: 2; the log names them, and it is tried again',
    });
    expect(lines.tried).to.have.members(lines.ids);
    expect(lines.log).to.deep.equal(['line-3', 'line-120']);
  });

  it('ends at once, and names no line, when none can be settled', async () => {
    const lines = new Lines(['line-0', 'line-1', 'line-2']);
    for (const id of lines.ids) lines.failures.set(id, UNREACHABLE);
    expect(await outcome(lines.rounds.settleDue())).to.equal(UNREACHABLE);
    expect([lines.tried, lines.log]).to.deep.equal([['line-0'], []]);
  });

  it('over the lines of a plan goes on behind a broken one, and ends at once when none can be settled', async () => {
    const lines = new Lines(['line-0', 'line-1', 'line-2', 'line-3']);
    lines.failures.set('line-0', new Error('it is broken'));
    lines.failures.set('line-2', UNREACHABLE);
    expect(await outcome(lines.rounds.settleSomeOf('plan'))).to.equal(UNREACHABLE);
    expect(lines.tried).to.deep.equal(['line-0', 'line-1', 'line-2']);
    lines.failures.delete('line-2');
    expect(await outcome(lines.rounds.settleSomeOf('plan'))).to.not.be.instanceOf(Error);
    expect(lines.tried.slice(3)).to.deep.equal(['line-2', 'line-3']);
    expect(lines.log).to.deep.equal(['line-0']);
  });

  it('comes to lines that are shut first, and then to those that are slow', async () => {
    const lines = new Lines(['line-0', 'line-1', 'line-2', 'line-3'], { 'line-1': 'slowed', 'line-3': 'blocked' });
    await lines.rounds.settleDue();
    expect(lines.tried).to.deep.equal(['line-3', 'line-1', 'line-0', 'line-2']);
  });

  it('tries a line that fails again after pauses that grow to an hour, until it is done', async () => {
    const lines = new Lines(['line-0']);
    lines.failures.set('line-0', new Error('it is broken'));
    const pausesMinutes: number[] = [];
    for (let each = 0; each < 8; each++) {
      await outcome(lines.rounds.settleDue());
      await lines.rounds.settleDue();
      pausesMinutes.push((lines.row('line-0').recheck_at - lines.nowMs) / 60_000);
      lines.nowMs = lines.row('line-0').recheck_at;
    }
    expect([lines.tried.length, pausesMinutes]).to.deep.equal([8, [1, 2, 4, 8, 16, 32, 60, 60]]);
    lines.failures.clear();
    await lines.rounds.settleDue();
    expect(lines.row('line-0').failures).to.equal(null);
  });

  it('ends when it is asked to', async () => {
    const lines = new Lines(['line-0', 'line-1']);
    expect(await outcome(lines.rounds.settleDue(AbortSignal.abort(new Error('the process stops'))))).to.include({
      message: 'the process stops',
    });
    expect(lines.tried).to.deep.equal([]);
  });
});
