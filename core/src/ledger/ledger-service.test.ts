import type { Actor, JournalEntryDraft } from '@tapline/sdk';
import { expect } from 'chai';
import fc from 'fast-check';
import { configuredCompany } from '../application/configured-company.js';
import type { Database } from '../kernel/database/database.js';
import { migrate } from '../kernel/database/migrations.js';
import { forEachDatabase } from '../testing/each-database.js';
import { CHART_OF_ACCOUNTS } from './chart-of-accounts.js';
import { ClosingStore } from './closing/closing-store.js';
import { JournalStore } from './journal-store.js';
import { LEDGER_MIGRATIONS } from './ledger-migrations.js';
import { LedgerService } from './ledger-service.js';
import { SealStore } from './seals/seal-store.js';
import { EntriesCheck } from './verification/entries-check.js';
import type { Finding } from './verification/finding.js';

const ACTOR: Actor = { kind: 'system', id: 'test', name: 'test' };
const CUSTOMER = 'customer-a'.padEnd(26, '0');
const OTHER = 'customer-b'.padEnd(26, '0');
const clock = { nowMs: () => Date.UTC(2026, 9, 31, 23, 30) };
const company = configuredCompany({ name: 'Test', currency: 'EUR', timeZone: 'Europe/Prague', locale: 'en-GB' }, clock);

const payment = (amountMinor: number, customerId = CUSTOMER): JournalEntryDraft => ({
  kind: 'payment.cash',
  description: 'Payment',
  customerId,
  postings: [{ debit: { code: 'asset.cash' }, credit: { customerId }, amountMinor }],
});
const charge = (amountMinor: number, statement?: { key: string; title: string }): JournalEntryDraft => ({
  kind: 'charge',
  description: 'Charge',
  customerId: CUSTOMER,
  postings: [{ debit: { customerId: CUSTOMER }, credit: { code: 'revenue.internet' }, amountMinor }],
  ...(statement ? { statement } : {}),
});

forEachDatabase((fixture) => {
  describe(`The ledger on ${fixture.name}`, () => {
    let database: Database;
    const ledger = new LedgerService(new JournalStore(), new ClosingStore(), clock, company);
    const post = (draft: JournalEntryDraft, idempotencyKey: string) =>
      database.transaction(ACTOR, (tx) => ledger.post(tx, draft, { idempotencyKey }));
    const balance = (customerId = CUSTOMER) => database.view(ACTOR, (tx) => ledger.balance(tx, customerId));
    const run = (sql: string) => database.transaction(ACTOR, (tx) => tx.sql.raw(sql));

    beforeEach(async () => {
      database = await fixture.open();
      await migrate(database, 'core_migration', LEDGER_MIGRATIONS);
      await database.transaction(ACTOR, (tx) => new JournalStore().ensureChart(tx));
    });
    afterEach(async () => {
      const findings: Finding[] = [];
      await database.view(ACTOR, (tx) =>
        new EntriesCheck(new JournalStore(), new SealStore()).run(tx, (finding) => findings.push(finding)),
      );
      await fixture.close();
      expect(findings).to.deep.equal([]);
    });

    it('raises a balance by a payment and lowers it by a charge, on the company’s day', async () => {
      const entry = await post(payment(2000), 'p1');
      expect(entry).to.include({ customerAmountMinor: 2000, date: '2026-11-01', source: 'core' });
      expect(await post(charge(133), 'c1')).to.include({ customerAmountMinor: -133 });
      expect(await balance()).to.equal(1867);
    });

    it('moves money once for one key, and gives the first entry again', async () => {
      const first = await post(payment(2000), 'same');
      const second = await post(payment(2000), 'same');
      expect(second).to.deep.equal(first);
      expect(await balance()).to.equal(2000);
    });

    it('moves money once for one key when many post it at the same time', async () => {
      const entries = await Promise.all(Array.from({ length: 8 }, () => post(payment(500), 'race')));
      expect(new Set(entries.map(({ id }) => id)).size).to.equal(1);
      expect(await balance()).to.equal(500);
    });

    it('refuses a key that stands for other content', async () => {
      await post(payment(2000), 'same');
      const error = await post(payment(2001), 'same').catch((caught: unknown) => caught);
      expect(error).to.include({ code: 'LEDGER_KEY_REUSED' });
      expect(await balance()).to.equal(2000);
    });

    it('refuses amounts of nothing, of less and of fractions, and accounts that are not in the chart', async () => {
      const codes: unknown[] = [];
      for (const amountMinor of [0, -5, 0.5, Number.NaN])
        codes.push(await post(payment(amountMinor), `bad${amountMinor}`).catch((error: { code: string }) => error.code));
      expect(codes).to.deep.equal(['LEDGER_AMOUNT_WRONG', 'LEDGER_AMOUNT_WRONG', 'MONEY_NOT_WHOLE', 'MONEY_NOT_WHOLE']);
      const unknown = { ...payment(5), postings: [{ debit: { code: 'asset.moon' }, credit: { customerId: CUSTOMER }, amountMinor: 5 }] };
      expect(await post(unknown, 'moon').catch((error: { code: string }) => error.code)).to.equal('LEDGER_ACCOUNT_UNKNOWN');
      expect(await balance()).to.equal(0);
    });

    it('has the database refuse an unbalanced entry and every change of a posted one', async () => {
      const { id } = await post(payment(2000), 'p1');
      const attempts = [
        `INSERT INTO posting VALUES ('${id}', 0, 'asset.cash', 'asset.bank', 1)`,
        `INSERT INTO posting VALUES ('${id}', 1, 'asset.cash', 'asset.bank', 1)`,
        `INSERT INTO posting (entry_id, line, debit_account, amount_minor) VALUES ('${id}', 1, 'asset.cash', 1)`,
        `INSERT INTO posting (entry_id, line, debit_account, credit_account, amount_minor) VALUES ('nobody', 0, 'asset.cash', 'asset.cash', 1)`,
        `REPLACE INTO posting VALUES ('${id}', 0, 'asset.cash', 'asset.bank', 1)`,
        `UPDATE posting SET amount_minor = 1`,
        `DELETE FROM posting`,
        `UPDATE journal_entry SET date = '2020-01-01'`,
        `DELETE FROM journal_entry`,
        `DELETE FROM ledger_account`,
      ];
      for (const sql of attempts) {
        const outcome = await run(sql).then(
          () => 'accepted',
          () => 'refused',
        );
        expect(outcome, sql).to.equal('refused');
      }
      expect(await balance()).to.equal(2000);
    });

    it('keeps nothing of a transaction that fails after posting', async () => {
      const failing = database.transaction(ACTOR, async (tx) => {
        await ledger.post(tx, payment(2000), { idempotencyKey: 'lost' });
        throw new Error('no');
      });
      expect(await failing.catch((error: Error) => error.message)).to.equal('no');
      expect(await balance()).to.equal(0);
    });

    it('reverses an entry once, by its opposite', async () => {
      const { id } = await post(payment(2000), 'p1');
      const reverse = () => database.transaction(ACTOR, (tx) => ledger.reverse(tx, id, 'Entered by mistake'));
      const reversal = await reverse();
      expect(reversal).to.include({ customerAmountMinor: -2000, reversesEntryId: id });
      expect((await reverse()).id).to.equal(reversal.id);
      expect(await balance()).to.equal(0);
    });

    it('shows entries of one statement key as one line that grows, under its latest title', async () => {
      await post(payment(2000), 'p1');
      await post(charge(133, { key: 'month', title: 'Internet (1 day)' }), 'd1');
      await post(charge(134, { key: 'month', title: 'Internet (2 days)' }), 'd2');
      const statement = await database.view(ACTOR, (tx) => ledger.statement(tx, CUSTOMER));
      expect(statement.map(({ title, entryCount, amountMinor }) => [title, entryCount, amountMinor])).to.deep.equal([
        ['Internet (2 days)', 2, -267],
        ['Payment', 1, 2000],
      ]);
    });

    it('keeps each customer’s balance the sum of that customer’s postings, whatever is posted', async () => {
      const operation = fc.record({
        isPayment: fc.boolean(),
        customerId: fc.constantFrom(CUSTOMER, OTHER),
        amountMinor: fc.integer({ min: 1, max: 1e9 }),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(operation, { maxLength: 20 }), async (operations) => {
          const before = new Map([
            [CUSTOMER, await balance(CUSTOMER)],
            [OTHER, await balance(OTHER)],
          ]);
          await database.transaction(ACTOR, (tx) =>
            ledger.postAll(
              tx,
              operations.map(({ isPayment, customerId, amountMinor }) => ({
                idempotencyKey: `random-${Math.random()}`,
                draft: isPayment
                  ? payment(amountMinor, customerId)
                  : {
                      ...charge(amountMinor),
                      customerId,
                      postings: [{ debit: { customerId }, credit: { code: 'revenue.other' }, amountMinor }],
                    },
              })),
            ),
          );
          for (const [customerId, start] of before) {
            const own = operations.filter((operation_) => operation_.customerId === customerId);
            const expected = own.reduce((sum, { isPayment, amountMinor }) => sum + (isPayment ? amountMinor : -amountMinor), start);
            expect(await balance(customerId)).to.equal(expected);
          }
        }),
        { numRuns: 15 },
      );
    });

    it('has an account for everything in the chart', async () => {
      const rows = (await database.reader('ledger_account').whereNull('customer_id').select('code')) as { code: string }[];
      expect(rows.map(({ code }) => code).sort()).to.deep.equal(Object.keys(CHART_OF_ACCOUNTS).sort());
    });
  });
});
