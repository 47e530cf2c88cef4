import { balanceOf, DATABASE, JOBS, OUTBOX, openAmounts, placesApart, proofSeed, sqlOf, type TestApplication } from '@tapline/core/testing';
import { expect } from 'chai';
import { bankFile, batchCredit, ordersIn, returns } from './bank.js';
import { forEachSepaStory, type Preview, type RunAnswer, type SepaStory } from './sepa-story.js';

class Killed extends Error {}

/** What the application looks at meanwhile by itself. */
const BESIDE = /usage_feed|addon_state|from .(session_request|addon|notification). |set transaction/i;
const MOST_STATEMENTS = 400;
/** The whole of it takes long. */
const { first: FIRST, apart: APART } = placesApart(4);
const CUSTOMERS = 101;
const DAY = '2026-11-05';

forEachSepaStory('SEPA collections that are killed', '2026-11-03T09:00:00Z', (app, story) => {
  before(async () => {
    await app().moveTo('2026-11-06T09:00:00Z');
    // Nothing but what is killed talks to the database.
    await app().container.resolve(OUTBOX).stop();
    await app().container.resolve(JOBS).stop();
  });

  it(`at any statement of a run, of imports and of an undo (one of ${APART}, seed ${proofSeed}), and asked again, leave the same books`, async function killed() {
    this.timeout(600_000);
    let killedAt = FIRST;
    while (killedAt < MOST_STATEMENTS && (await live(app(), story, killedAt))) killedAt += APART;
    expect(killedAt).to.be.greaterThan(40).and.lessThan(MOST_STATEMENTS);
  });

  it('again and again in a large run, in a payment for all of it, and in its undo, leave the same books', async function large() {
    this.timeout(600_000);
    const numbers = await story.debtors(CUSTOMERS);
    const sumMinor = numbers.reduce((sum, _, index) => sum + 1000 + index, 0);
    const collect = () => story.askOnly<RunAnswer>('collect', { dueUntil: '2027-12-31', minimumMinor: 1000 }, { key: 'large' });
    const { run } = await collect();
    await untilAlive(app(), () => job('collection-runs'));
    const made = await collect();
    expect(made).to.include({ run, state: 'ready', items: CUSTOMERS, sumMinor });
    const orders = (await Promise.all(made.files.map(({ id }) => story.file(id)))).flatMap(ordersIn);
    expect([orders.length, new Set(orders.map(({ endToEndId }) => endToEndId)).size]).to.deep.equal([CUSTOMERS, CUSTOMERS]);
    expect((await story.askOnly<Preview>('preview', { dueUntil: '2027-12-31', minimumMinor: 1000 })).items).to.equal(0);
    await story.askOnly('sent', { run });
    const file = await upload(story, bankFile('053', batchCredit(orders, { day: DAY })));
    await untilAlive(app(), () => story.askOnly('book-import', { import: file }));
    expect(await attemptStates(app(), orders.length)).to.deep.equal({ paid: CUSTOMERS });
    await untilAlive(app(), () => story.askOnly('undo-import', { import: file, reason: 'a trial' }));
    expect(await attemptStates(app(), orders.length)).to.deep.equal({ open: CUSTOMERS });
    const again = await upload(story, bankFile('053', batchCredit(orders, { day: DAY })));
    await story.askOnly('book-import', { import: again });
    expect(await attemptStates(app(), orders.length)).to.deep.equal({ paid: CUSTOMERS });
  });

  async function job(id: string): Promise<void> {
    await app().container.resolve(JOBS).runFor(`sepa/${id}`, app().nowMs);
  }
});

/** A collection from its run to a return that was wrong and came anew; each step is killed at one of its statements. True when one was. */
async function live(app: TestApplication, story: SepaStory, killedAt: number): Promise<boolean> {
  const { customer } = await story.debtor();
  let isKilled = false;
  const untilDone = async <T>(work: () => Promise<T>): Promise<T> => {
    const first = await killing(app, killedAt, work);
    if (!first.isKilled) return first.result;
    isKilled = true;
    return work();
  };
  const take = async (text: string): Promise<string> => {
    const file = await untilDone(() => upload(story, text));
    await untilDone(() => story.askOnly('book-import', { import: file }));
    return file;
  };
  const made = await untilDone(() =>
    story.askOnly<RunAnswer>('collect', { customer: customer.id, dueUntil: '2027-12-31' }, { key: `killed-${killedAt}` }),
  );
  expect(made, `killed at ${killedAt}`).to.include({ state: 'ready', items: 1, sumMinor: 5000 });
  await untilDone(() => story.askOnly('sent', { run: made.run }));
  const orders = ordersIn(await story.file(made.files[0]?.id ?? ''));
  await take(bankFile('053', batchCredit(orders, { day: DAY })));
  expect(await standing(app, customer.id), `killed at ${killedAt}`).to.deep.equal([0]);
  const back = bankFile('053', returns(orders, 'AM04', { day: '2026-11-06', fee: 3 }));
  const wrong = await take(back);
  await untilDone(() => story.askOnly('undo-import', { import: wrong, reason: 'a trial' }));
  expect(await standing(app, customer.id), `killed at ${killedAt}`).to.deep.equal([0]);
  await take(back);
  expect(await standing(app, customer.id), `killed at ${killedAt}`).to.deep.equal([-5000, 5000]);
  return isKilled;
}

/** Kills a work later each time, until it comes to its end. */
async function untilAlive(app: TestApplication, work: () => Promise<unknown>): Promise<void> {
  let lives = 0;
  for (let killedAt = 1; ; killedAt = Math.ceil(killedAt * 1.6) + 1, lives++) if (!(await killing(app, killedAt, work)).isKilled) break;
  expect(lives).to.be.greaterThan(8);
}

type Life<T> = { readonly isKilled: true } | { readonly isKilled: false; readonly result: T };

async function killing<T>(app: TestApplication, killedAt: number, work: () => Promise<T>): Promise<Life<T>> {
  const writer = app.container.resolve(DATABASE).schemaWriter;
  let statements = 0;
  let isKilled = false;
  const kill = ({ sql }: { readonly sql: string }): void => {
    if (/^(BEGIN|COMMIT|ROLLBACK)/i.test(sql) || BESIDE.test(sql)) return;
    // Who is dead says nothing more.
    if (++statements < killedAt) return;
    isKilled = true;
    throw new Killed();
  };
  writer.on('query', kill);
  try {
    const result = await work();
    return { isKilled: false, result };
  } catch (error) {
    if (!isKilled) throw error;
    return { isKilled: true };
  } finally {
    writer.removeListener('query', kill);
  }
}

async function upload(story: SepaStory, text: string): Promise<string> {
  const file = { name: 'bank.xml', contentBase64: Buffer.from(text).toString('base64') };
  return (await story.askOnly<{ readonly import: string }>('import-file', { file })).import;
}

async function standing(app: TestApplication, customerId: string): Promise<readonly number[]> {
  return [await balanceOf(app, customerId), ...(await openAmounts(app, customerId)).map(([, openMinor]) => openMinor)];
}

/** How the newest attempts stand, by how many. */
async function attemptStates(app: TestApplication, count: number): Promise<Readonly<Record<string, number>>> {
  const states = await app.view((tx) =>
    sqlOf(tx)('payment_attempt').orderBy('created_at_ms', 'desc').orderBy('id', 'desc').limit(count).pluck('state'),
  );
  const counts: Record<string, number> = {};
  for (const state of states as string[]) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}
