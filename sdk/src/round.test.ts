import { expect } from 'chai';
import { conflict, TaplineError } from './errors.js';
import { goRound, type Round } from './round.js';

const BROKEN = conflict('PLAN_BROKEN', 'its plan is broken');
const UNREACHABLE = new TaplineError('DATABASE_UNREACHABLE', 'unavailable', 'the database does not answer');
const ALL = ['anna', 'boris', 'clara', 'dana'];

describe('A round', () => {
  let visited: string[];
  let told: (readonly [string, unknown])[];

  beforeEach(() => {
    visited = [];
    told = [];
  });

  /** What it ends with: an error, or nothing. */
  const ended = (failures: Readonly<Record<string, Error>>, changes: Partial<Round<string>> = {}): Promise<unknown> =>
    goRound({
      items: ALL,
      visit: async (item) => {
        visited.push(item);
        const failure = failures[item];
        if (failure) throw failure;
      },
      onFailure: (item, error) => told.push([item, error]),
      incomplete: (count) => new TaplineError('ROUND_INCOMPLETE', 'internal', `not visited: ${count}`),
      ...changes,
    }).then(
      () => undefined,
      (error: unknown) => error,
    );

  it('visits each in its order', async () => {
    expect(await ended({})).to.equal(undefined);
    expect([visited, told]).to.deep.equal([ALL, []]);
  });

  it('visits the others where some fail, tells of these and ends with their number', async () => {
    const unknown = new Error('it failed');
    expect(await ended({ anna: BROKEN, clara: unknown })).to.include({ code: 'ROUND_INCOMPLETE', message: 'not visited: 2' });
    expect(visited).to.deep.equal(ALL);
    expect(told).to.deep.equal([
      ['anna', BROKEN],
      ['clara', unknown],
    ]);
  });

  it('ends like any where it has nothing to say of those that failed', async () => {
    await goRound({ items: ALL, visit: () => Promise.reject(BROKEN), onFailure: (item) => told.push([item, BROKEN]) });
    expect(told.map(([item]) => item)).to.deep.equal(ALL);
  });

  it('ends at once with what concerns everybody, and tells of nobody for it', async () => {
    expect(await ended({ anna: BROKEN, boris: UNREACHABLE })).to.equal(UNREACHABLE);
    expect([visited, told]).to.deep.equal([['anna', 'boris'], [['anna', BROKEN]]]);
  });

  it('ends at other failures where it says so', async () => {
    const endsAt = (error: unknown): boolean => error === BROKEN;
    expect(await ended({ anna: UNREACHABLE, boris: BROKEN }, { endsAt })).to.equal(BROKEN);
    expect([visited, told]).to.deep.equal([['anna', 'boris'], [['anna', UNREACHABLE]]]);
  });

  it('visits nobody more once it is asked to end', async () => {
    const stop = new AbortController();
    const reason = new Error('the process stops');
    const visit = async (item: string): Promise<void> => {
      visited.push(item);
      if (item === 'boris') stop.abort(reason);
    };
    expect(await ended({}, { visit, signal: stop.signal })).to.equal(reason);
    expect(visited).to.deep.equal(['anna', 'boris']);
  });

  it('asks for the next one when the last was visited and told of', async () => {
    const known: (readonly [visited: number, failed: number])[] = [];
    async function* source(): AsyncGenerator<string> {
      for (const item of ALL) {
        known.push([visited.length, told.length]);
        yield item;
      }
    }
    expect(await ended({ boris: BROKEN }, { items: source() })).to.include({ message: 'not visited: 1' });
    expect(known).to.deep.equal([
      [0, 0],
      [1, 0],
      [2, 1],
      [3, 1],
    ]);
  });

  it('gives its source back when it ends early', async () => {
    let isClosed = false;
    async function* source(): AsyncGenerator<string> {
      try {
        yield* ALL;
      } finally {
        isClosed = true;
      }
    }
    expect(await ended({ boris: UNREACHABLE }, { items: source() })).to.equal(UNREACHABLE);
    expect(isClosed).to.equal(true);
  });
});
