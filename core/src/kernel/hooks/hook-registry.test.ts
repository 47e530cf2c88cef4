import { defineHook, Stage, TaplineError } from '@tapline/sdk';
import { expect } from 'chai';
import { forEachDatabase } from '../../testing/each-database.js';
import type { Database } from '../database/database.js';
import { type DatabaseTransaction, sqlOf } from '../database/database-transaction.js';
import { createLogger } from '../logging/logger.js';
import { NO_MARKER } from './call-marker.js';
import { HookRegistry } from './hook-registry.js';
import { MONOTONIC_TIME } from './monotonic-time.js';
import { addonOwner } from './owner.js';
import { lendInSavepoint } from './tap-transaction.js';

interface Draft {
  readonly name: string;
  readonly tags: readonly string[];
}
type Input = { readonly draft: Draft };
type InTransaction = { readonly tx: DatabaseTransaction };
type Answer = { readonly veto: string };

const valueSchema = { type: 'object', properties: { veto: { type: 'string' } }, required: ['veto'], additionalProperties: false } as const;
const common = { when: 'in a test', since: '0.1.0', budget: { tapMs: 10, totalMs: 25 } } as const;
const VETO = defineHook<Input, Answer>({ ...common, name: 'test.veto', kind: 'bail', policy: 'abort', valueSchema });
const ADVICE = defineHook<Input, Answer>({ ...common, name: 'test.advice', kind: 'bail', policy: 'isolate', valueSchema });
const NOTICE = defineHook<Input>({ ...common, name: 'test.notice', kind: 'series', policy: 'isolate' });
const PRICE = defineHook<Input, number>({
  ...common,
  name: 'test.price',
  kind: 'waterfall',
  policy: 'isolate',
  valueSchema: { type: 'integer' },
});
const PATIENT = { tapMs: 2000, totalMs: 2000 } as const;
const inTransaction = { ...common, kind: 'bail', valueSchema } as const;
const DECIDING = defineHook<InTransaction, Answer>({ ...inTransaction, name: 'test.deciding', policy: 'abort', budget: PATIENT });
const WRITING = defineHook<InTransaction, Answer>({ ...inTransaction, name: 'test.writing', policy: 'isolate', budget: PATIENT });
const HURRIED = defineHook<InTransaction, Answer>({ ...inTransaction, name: 'test.hurried', policy: 'abort' });

const INPUT: Input = { draft: { name: 'Ada', tags: ['new'] } };
const FIRST = addonOwner('first', 'First');
const SECOND = addonOwner('second', 'Second');

const never = (): Promise<never> => new Promise(() => undefined);

async function errorOf(work: Promise<unknown>): Promise<TaplineError> {
  try {
    await work;
  } catch (error) {
    expect(error).to.be.instanceOf(TaplineError);
    return error as TaplineError;
  }
  throw new Error('it did not throw');
}

describe('The hook registry', () => {
  let nowMs: number;
  let hooks: HookRegistry;

  beforeEach(() => {
    nowMs = 0;
    const time = { nowMs: () => nowMs, after: (ms: number, callback: () => void) => MONOTONIC_TIME.after(ms, callback) };
    const all = [VETO, ADVICE, NOTICE, PRICE, WRITING, DECIDING, HURRIED];
    hooks = new HookRegistry({ time, marker: NO_MARKER, logger: createLogger('error', { write: () => undefined }) }, all);
  });

  it('has no answer when nobody takes part', async () => {
    expect(await hooks.decide(VETO, INPUT)).to.equal(undefined);
    expect(await hooks.waterfall(PRICE, INPUT, 100)).to.equal(100);
  });

  it('knows whether anybody takes part', () => {
    expect(hooks.isTapped(VETO)).to.equal(false);
    hooks.tap(FIRST, VETO, () => undefined);
    expect([hooks.isTapped(VETO), hooks.isTapped(ADVICE)]).to.deep.equal([true, false]);
    hooks.untap(FIRST.id);
    expect(hooks.isTapped(VETO)).to.equal(false);
  });

  it('takes the first answer and asks nobody after it', async () => {
    const asked: string[] = [];
    hooks.tap(SECOND, VETO, () => void asked.push('second'));
    hooks.tap(FIRST, VETO, () => {
      asked.push('first');
      return { veto: 'no' };
    });
    expect(await hooks.decide(VETO, INPUT)).to.deep.equal({ veto: 'no' });
    expect(asked).to.deep.equal(['first']);
  });

  it('asks in the order of stage, then of add-on id, whatever the order of registration', async () => {
    const order: string[] = [];
    hooks.tap(SECOND, NOTICE, () => void order.push('second'));
    hooks.tap(SECOND, NOTICE, () => void order.push('second early'), { stage: Stage.EARLY });
    hooks.tap(FIRST, NOTICE, () => void order.push('first'));
    hooks.tap(FIRST, NOTICE, () => void order.push('first late'), { stage: Stage.LATE });
    await hooks.series(NOTICE, INPUT);
    expect(order).to.deep.equal(['second early', 'first', 'second', 'first late']);
  });

  it('hands a value from tap to tap, and keeps it where a tap says nothing', async () => {
    hooks.tap(FIRST, PRICE, (_input, { value }) => (value ?? 0) * 2);
    hooks.tap(SECOND, PRICE, () => undefined);
    hooks.tap(SECOND, PRICE, (_input, { value }) => (value ?? 0) + 1);
    expect(await hooks.waterfall(PRICE, INPUT, 100)).to.equal(201);
  });

  it('gives taps a frozen copy of the input', async () => {
    hooks.tap(FIRST, NOTICE, ({ draft }) => {
      expect(draft).to.deep.equal(INPUT.draft);
      expect(draft).not.to.equal(INPUT.draft);
      (draft.tags as string[]).push('mine');
    });
    await hooks.series(NOTICE, INPUT);
    expect(INPUT.draft.tags).to.deep.equal(['new']);
    expect(hooks.statistics()[0]?.lastError).to.match(/not extensible/);
  });

  it('refuses the operation when a tap throws under the policy "abort", and names the add-on', async () => {
    hooks.tap(FIRST, VETO, () => {
      throw new Error('out of paper');
    });
    const error = await errorOf(hooks.decide(VETO, INPUT));
    expect(error.code).to.equal('HOOK_ABORTED');
    expect(error.message).to.match(/first failed \(out of paper\) in test\.veto/);
  });

  it('goes on without a tap that throws under the policy "isolate"', async () => {
    hooks.tap(FIRST, ADVICE, () => Promise.reject(new Error('out of paper')));
    hooks.tap(SECOND, ADVICE, () => ({ veto: 'second' }));
    expect(await hooks.decide(ADVICE, INPUT)).to.deep.equal({ veto: 'second' });
  });

  it('does not wait for a tap that hangs, and tells it by its signal', async () => {
    let signal: AbortSignal | undefined;
    hooks.tap(FIRST, ADVICE, (_input, context) => {
      signal = context.signal;
      return never();
    });
    hooks.tap(SECOND, ADVICE, () => ({ veto: 'second' }));
    expect(await hooks.decide(ADVICE, INPUT)).to.deep.equal({ veto: 'second' });
    expect(signal?.aborted).to.equal(true);
    expect(hooks.statistics().find(({ ownerId }) => ownerId === 'first')?.lastError).to.match(/did not answer test\.advice within 10 ms/);
  });

  it('drops what a tap answers or throws too late', async () => {
    let fail: ((error: Error) => void) | undefined;
    hooks.tap(
      FIRST,
      ADVICE,
      () =>
        new Promise((_resolve, reject) => {
          fail = reject;
        }),
    );
    expect(await hooks.decide(ADVICE, INPUT)).to.equal(undefined);
    // An unhandled rejection would end the test run.
    fail?.(new Error('too late'));
    await new Promise(setImmediate);
    expect(hooks.statistics()[0]?.failures).to.equal(1);
  });

  it('asks no more taps once the budget of the whole call is used up', async () => {
    hooks.tap(FIRST, VETO, () => {
      nowMs += 30;
      return undefined;
    });
    hooks.tap(SECOND, VETO, () => undefined);
    const error = await errorOf(hooks.decide(VETO, INPUT));
    expect(error.message).to.match(/second could not be asked: the taps before it had used up the 25 ms/);
  });

  for (const [what, answer] of [
    ['of another shape', { nonsense: 1 }],
    ['null', null],
  ] as const) {
    it(`refuses an answer that is ${what}`, async () => {
      hooks.tap(FIRST, VETO, () => answer as never);
      const error = await errorOf(hooks.decide(VETO, INPUT));
      expect(error.code).to.equal('HOOK_ABORTED');
      expect((error.cause as TaplineError).code).to.equal('HOOK_VALUE_INVALID');
    });
  }

  it('stops asking a tap after 5 failures in a row, still refuses, and tries it again after 30 s', async () => {
    let isBroken = true;
    let asked = 0;
    hooks.tap(FIRST, VETO, () => {
      asked += 1;
      if (isBroken) throw new Error('broken');
      return undefined;
    });
    for (let call = 0; call < 5; call++) await errorOf(hooks.decide(VETO, INPUT));
    const refused = await errorOf(hooks.decide(VETO, INPUT));
    expect(refused.message).to.match(/first has failed too often and is not asked for 30 s/);
    expect(asked).to.equal(5);
    expect(hooks.statistics()[0]?.breaker).to.equal('open');

    nowMs += 30_000;
    isBroken = false;
    await hooks.decide(VETO, INPUT);
    expect(asked).to.equal(6);
    expect(hooks.statistics()[0]?.breaker).to.equal('closed');
  });

  it('asks nothing more of an owner that was untapped, not even in a call under way', async () => {
    const asked: string[] = [];
    hooks.tap(FIRST, NOTICE, () => hooks.untap('second'));
    hooks.tap(SECOND, NOTICE, () => void asked.push('second'));
    await hooks.series(NOTICE, INPUT);
    await hooks.series(NOTICE, INPUT);
    expect(asked).to.deep.equal([]);
  });

  it('counts calls, failures and times', async () => {
    hooks.tap(FIRST, NOTICE, () => {
      nowMs += 3;
    });
    await hooks.series(NOTICE, INPUT);
    nowMs += 100;
    await hooks.series(NOTICE, INPUT);
    expect(hooks.statistics()).to.deep.equal([
      {
        ownerId: 'first',
        hook: 'test.notice',
        calls: 2,
        failures: 0,
        totalMs: 6,
        maxMs: 3,
        lastError: null,
        lastFailedAtMs: null,
        breaker: 'closed',
      },
    ]);
  });

  it('knows only the hooks of the catalogue', () => {
    const unknown = defineHook<Input>({ ...common, name: 'test.unknown', kind: 'series', policy: 'isolate' });
    expect(() => hooks.tap(FIRST, unknown, () => undefined))
      .to.throw(TaplineError)
      .with.property('code', 'HOOK_UNKNOWN');
  });

  forEachDatabase((fixture) => {
    describe(`in a transaction on ${fixture.name}`, () => {
      let database: Database;

      before(async () => {
        database = await fixture.open();
        await database.schemaWriter.schema.createTable('note', (table) => table.string('words', 100));
      });
      beforeEach(async () => {
        await database.transaction(FIRST.actor, ({ sql }) => sql('note').delete());
      });
      after(() => fixture.close());

      const notes = async (): Promise<readonly string[]> =>
        (await database.reader('note').select<{ words: string }[]>('words')).map(({ words }) => words);

      it('lets a tap act as its add-on in the same transaction', async () => {
        hooks.tap(FIRST, DECIDING, async ({ tx }) => {
          await sqlOf(tx)('note').insert({ words: tx.actor.id });
          return undefined;
        });
        await database.transaction({ kind: 'admin', id: '1', name: 'Root' }, (tx) => hooks.decide(DECIDING, { tx }));
        expect(await notes()).to.deep.equal(['first']);
      });

      it('undoes what an isolated tap wrote before it failed, and keeps the rest', async () => {
        hooks.tap(FIRST, WRITING, async ({ tx }) => {
          await sqlOf(tx)('note').insert({ words: 'half' });
          throw new Error('not this way');
        });
        await database.transaction(SECOND.actor, async (tx) => {
          await tx.sql('note').insert({ words: 'before' });
          await hooks.decide(WRITING, { tx });
          await tx.sql('note').insert({ words: 'after' });
        });
        expect([...(await notes())].sort()).to.deep.equal(['after', 'before']);
      });

      it('takes the transaction away from a tap that overran its time', async () => {
        let late: Promise<unknown> | undefined;
        hooks.tap(FIRST, HURRIED, ({ tx }, { signal }) => {
          late = new Promise((resolve) => signal.addEventListener('abort', resolve))
            .then(() => new Promise(setImmediate))
            .then(() => sqlOf(tx)('note').insert({ words: 'late' }));
          late.catch(() => undefined);
          return never();
        });
        await errorOf(database.transaction(SECOND.actor, (tx) => hooks.decide(HURRIED, { tx })));
        expect((await errorOf(late ?? Promise.resolve())).code).to.equal('TRANSACTION_OVER');
        expect(await notes()).to.deep.equal([]);
      });

      it('passes a deadlock on, so that the whole transaction is run again', async () => {
        let tries = 0;
        hooks.tap(FIRST, DECIDING, () => {
          tries += 1;
          if (tries === 1) throw Object.assign(new Error('deadlock'), { code: 'ER_LOCK_DEADLOCK' });
          return undefined;
        });
        await database.transaction(SECOND.actor, (tx) => hooks.decide(DECIDING, { tx }));
        expect(tries).to.equal(2);
        expect(hooks.statistics()[0]?.failures).to.equal(0);
      });

      for (const [ending, end] of [
        ['goes on', () => undefined],
        ['fails otherwise', () => Promise.reject(new Error('not this way'))],
      ] as const) {
        // Nothing rolls a transaction of SQLite back from outside.
        if (fixture.name !== 'MariaDB') continue;
        it(`runs the whole transaction again where it was rolled back under an isolated tap that ${ending}`, async () => {
          let tries = 0;
          hooks.tap(FIRST, WRITING, async ({ tx }) => {
            tries += 1;
            // As MariaDB does at a deadlock, whose error the tap keeps to itself.
            if (tries === 1) await sqlOf(tx).raw('ROLLBACK');
            return end();
          });
          await database.transaction(SECOND.actor, async (tx) => {
            await tx.sql('note').insert({ words: 'before' });
            await hooks.decide(WRITING, { tx });
            await tx.sql('note').insert({ words: 'after' });
          });
          expect([...(await notes())].sort()).to.deep.equal(['after', 'before']);
          expect(tries).to.equal(2);
        });
      }

      it('undoes what failed within a tap, and keeps what the tap itself wrote', async () => {
        hooks.tap(FIRST, WRITING, async ({ tx }) => {
          await sqlOf(tx)('note').insert({ words: 'outer' });
          await hooks.decide(DECIDING, { tx });
          return undefined;
        });
        hooks.tap(SECOND, DECIDING, async ({ tx }) => {
          await lendInSavepoint(tx, SECOND, async (lent) => {
            await lent.sql('note').insert({ words: 'inner' });
            throw new Error('not this way');
          }).catch(() => undefined);
          return undefined;
        });
        await database.transaction(SECOND.actor, (tx) => hooks.decide(WRITING, { tx }));
        expect(await notes()).to.deep.equal(['outer']);
      });
    });
  });
});
