import { TaplineError, type Transaction } from '@tapline/sdk';
import { expect } from 'chai';
import { LineRounds } from './line-rounds.js';
import type { LineRow } from './line-tables.js';

const NOW_MS = Date.UTC(2026, 10, 2, 9);
const UNREACHABLE = new TaplineError('DATABASE_UNREACHABLE', 'unavailable', 'the database does not answer');

/** Lines in memory that are due, of which some cannot be settled. */
class Lines {
  readonly failures = new Map<string, Error>();
  readonly tried: string[] = [];
  readonly log: string[] = [];
  readonly #due: Set<string>;
  readonly rounds: LineRounds;

  constructor(readonly ids: readonly string[]) {
    this.#due = new Set(ids);
    const log = (fields: Readonly<Record<string, unknown>>): void => void this.log.push(String(fields.service));
    this.rounds = new LineRounds({
      tables: { lines: { find: (_tx, _where, options) => Promise.resolve(this.rows().slice(0, options?.limit)) } },
      settling: { settle: (_tx, id) => this.settle(id) },
      transactions: { run: (work) => work({} as Transaction), runPart: (tx, work) => work(tx) },
      clock: { nowMs: () => NOW_MS },
      logger: { debug: log, info: log, warn: log, error: log },
    });
  }

  private rows(): readonly LineRow[] {
    return [...this.#due].map((service) => ({ service, recheck_at: NOW_MS }) as LineRow);
  }

  private async settle(id: string): Promise<void> {
    this.tried.push(id);
    const failure = this.failures.get(id);
    if (failure) throw failure;
    this.#due.delete(id);
  }
}

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
    expect(await outcome(lines.rounds.settleAll(['line-0', 'line-1']))).to.not.be.instanceOf(Error);
    expect(await outcome(lines.rounds.settleAll(lines.ids))).to.equal(UNREACHABLE);
    expect(lines.tried).to.deep.equal(['line-0', 'line-1', 'line-0', 'line-1', 'line-2']);
    expect(lines.log).to.deep.equal(['line-0', 'line-0']);
  });

  it('ends when it is asked to', async () => {
    const lines = new Lines(['line-0', 'line-1']);
    expect(await outcome(lines.rounds.settleDue(AbortSignal.abort(new Error('the process stops'))))).to.include({
      message: 'the process stops',
    });
    expect(lines.tried).to.deep.equal([]);
  });
});
