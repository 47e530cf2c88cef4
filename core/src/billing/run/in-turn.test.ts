import { expect } from 'chai';
import { inTurn, type Step } from './in-turn.js';

describe('Steps in turn', () => {
  let seen: string[];
  beforeEach(() => {
    seen = [];
  });

  const step = (name: string, write: () => Promise<void> | void = () => undefined): Step => {
    return async (turn) => {
      seen.push(`${name} prepares`);
      await turn;
      seen.push(`${name} writes`);
      await write();
      seen.push(`${name} ends`);
    };
  };
  async function* all(...steps: Step[]): AsyncGenerator<Step> {
    for (const each of steps) yield Promise.resolve(each);
  }
  /** Resolves once the next step has been seen to prepare. */
  const until = (line: string) => async (): Promise<void> => {
    while (!seen.includes(line)) await new Promise((resolve) => setImmediate(resolve));
  };

  it('prepare while the one before writes, two at a time, and write in their order', async () => {
    await inTurn(all(step('a', until('b prepares')), step('b', until('c prepares')), step('c')), { isSideBySide: true });
    expect(seen.filter((line) => !line.endsWith('prepares'))).to.deep.equal([
      'a writes',
      'a ends',
      'b writes',
      'b ends',
      'c writes',
      'c ends',
    ]);
    expect(seen.indexOf('b prepares')).to.be.lessThan(seen.indexOf('a ends'));
    expect(seen.indexOf('c prepares')).to.be.greaterThan(seen.indexOf('a ends'));
  });

  it('come one after another where only one can write', async () => {
    await inTurn(all(step('a'), step('b')), { isSideBySide: false });
    expect(seen).to.deep.equal(['a prepares', 'a writes', 'a ends', 'b prepares', 'b writes', 'b ends']);
  });

  it('end with the first that fails: the next one writes nothing, and none is left under way', async () => {
    const failing = async (): Promise<void> => {
      await until('b prepares')();
      throw new Error('no');
    };
    for (const isSideBySide of [true, false]) {
      seen = isSideBySide ? [] : ['b prepares'];
      const run = inTurn(all(step('a', failing), step('b'), step('c')), { isSideBySide });
      expect(await run.catch((error: Error) => error.message)).to.equal('no');
      expect(seen.filter((line) => /^[bc] (writes|ends)/.test(line))).to.deep.equal([]);
    }
  });
});
