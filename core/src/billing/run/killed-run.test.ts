import { addMonths } from '@tapline/sdk';
import { expect } from 'chai';
import { DATABASE } from '../../kernel/database/database.js';
import { sqlOf } from '../../kernel/database/database-transaction.js';
import { JOBS } from '../../kernel/jobs/job-scheduler.js';
import { OUTBOX } from '../../kernel/outbox/dispatcher.js';
import { aPlan, aService } from '../../testing/builders.js';
import { forEachDatabase } from '../../testing/each-database.js';
import { placesApart, proofSeed } from '../../testing/proof-size.js';
import { TestApplication } from '../../testing/test-application.js';
import { billingRunParts } from '../billing-module.js';
import { BillingStory } from '../testing/billing-story.js';
import { BillingRunService } from './billing-run-service.js';

const FIRST_MONTH = '2026-12-01';
const MOST_STATEMENTS = 400;
/** Each kill takes a month of its own. */
const { first: FIRST, apart: APART } = placesApart(3);

interface Story {
  readonly customers: number;
  readonly customersPerStep: number;
}

class Killed extends Error {}

forEachDatabase((database) => {
  describe(`A billing run that is killed at one of ${APART} statements (seed ${proofSeed}), on ${database.name}`, () => {
    afterEach(() => database.close());

    const compare = async (story: Story): Promise<void> => {
      const start = async () => TestApplication.start(await database.createMigrated(), '2026-11-20T08:00:00Z');
      const killed = await booksOf(await start(), story, MOST_STATEMENTS, true);
      const calm = await booksOf(await start(), story, killed.months, false);
      expect(FIRST + killed.months * APART)
        .to.be.greaterThan(20)
        .and.lessThan(MOST_STATEMENTS);
      expect(killed.books).to.deep.equal(calm.books);
    };

    it('at any of its statements, and resumed, leaves the same books', async function play() {
      this.timeout(300_000);
      await compare({ customers: 20, customersPerStep: 400 });
    });

    it('while it prepares the next customers and writes the last, leaves the same books too', async function play() {
      this.timeout(300_000);
      await compare({ customers: 3, customersPerStep: 2 });
    });
  });
});

/** Bills month after month; where runs are killed, each month's at a later statement than the last one's, until one is not reached. */
async function booksOf(
  app: TestApplication,
  story: Story,
  months: number,
  isKilled: boolean,
): Promise<{ readonly months: number; readonly books: unknown }> {
  try {
    await settleDown(app, story);
    let month = 0;
    for (let isOver = false; month < months && !isOver; month++) {
      const date = addMonths(FIRST_MONTH, month);
      app.jumpTo(`${date}T08:00:00Z`);
      isOver = !(await runMonth(app, story, isKilled ? FIRST + month * APART : undefined)) && isKilled;
    }
    return { months: month, books: await books(app) };
  } finally {
    await app.stop();
  }
}

async function settleDown(app: TestApplication, { customers }: Story): Promise<void> {
  const story = new BillingStory(() => app);
  const { id: planId } = await aPlan(app);
  for (let count = 0; count < customers; count++) {
    const { id: customerId } = await story.customer({}, { name: `Customer ${count}` });
    await aService(app, { customerId, planId, login: `line-${count}` });
  }
  await app.settle();
  // Nothing but the run talks to the database.
  await app.container.resolve(OUTBOX).stop();
  await app.container.resolve(JOBS).stop();
}

/** True when the run was killed on its way. */
async function runMonth(app: TestApplication, { customers, customersPerStep }: Story, killedAt: number | undefined): Promise<boolean> {
  const runs = new BillingRunService({ ...billingRunParts(app.container), customersPerStep });
  const writer = app.container.resolve(DATABASE).schemaWriter;
  const { id } = await app.write((tx) => runs.start(tx));
  let statements = 0;
  let isKilled = false;
  const kill = ({ sql }: { readonly sql: string }): void => {
    if (sql.includes('lease') || /^(BEGIN|COMMIT|ROLLBACK)/i.test(sql)) return;
    if (++statements !== killedAt) return;
    isKilled = true;
    throw new Killed();
  };
  const work = async (): Promise<void> => {
    try {
      await runs.work();
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      await runs.work();
    }
  };
  writer.on('query', kill);
  try {
    await work();
    writer.removeListener('query', kill);
    await app.write((tx) => runs.confirm(tx, id));
    writer.on('query', kill);
    await work();
  } finally {
    writer.removeListener('query', kill);
  }
  const { run, totals } = await app.view((tx) => runs.summary(tx, id));
  expect([run.state, totals.issued, totals.parked, totals.changed]).to.deep.equal(['issued', customers, 0, 0]);
  return isKilled;
}

/** Everything but the ids, which are drawn by lot. */
function books(app: TestApplication): Promise<unknown> {
  return app.view(async (tx) => ({
    documents: await sqlOf(tx)('document as d')
      .join('customer as c', 'c.id', 'd.customer_id')
      .orderBy('d.number')
      .select('d.kind', 'd.number', 'd.issue_date', 'd.due_date', 'd.total_minor', 'c.name'),
    charges: await sqlOf(tx)('billing_charge as x')
      .join('customer as c', 'c.id', 'x.customer_id')
      .orderBy(['c.name', 'x.bill_number', 'x.line'])
      .select('c.name', 'x.bill_number', 'x.line', 'x.bill_date', 'x.from_date', 'x.to_date', 'x.amount_minor', 'x.is_credit'),
    entries: await sqlOf(tx)('journal_entry as e')
      .join('posting as p', 'p.entry_id', 'e.id')
      .orderBy(['e.sequence', 'p.line'])
      .select('e.kind', 'e.date', 'p.amount_minor', 'e.description'),
  }));
}
