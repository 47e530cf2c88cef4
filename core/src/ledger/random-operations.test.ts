import type { Actor, JournalEntryDraft } from '@tapline/sdk';
import { expect } from 'chai';
import { configuredCompany } from '../application/configured-company.js';
import { Random } from '../demo/random.js';
import type { Database } from '../kernel/database/database.js';
import { migrate } from '../kernel/database/migrations.js';
import { forEachDatabase } from '../testing/each-database.js';
import { ClosingStore } from './closing/closing-store.js';
import { JournalStore } from './journal-store.js';
import { LEDGER_MIGRATIONS } from './ledger-migrations.js';
import { type EntryToPost, LedgerService } from './ledger-service.js';

/** 1,000,000 by `TAPLINE_TEST_OPERATIONS=1000000`. */
const OPERATIONS = Number(process.env.TAPLINE_TEST_OPERATIONS ?? 2000);
const BATCH = 500;
const ACTOR: Actor = { kind: 'system', id: 'test', name: 'test' };
const CUSTOMERS = Array.from({ length: 50 }, (_, index) => `customer-${index}`.padEnd(26, '0'));
const OWN = ['asset.cash', 'asset.bank', 'revenue.internet', 'revenue.other', 'liability.deposits', 'expense.write-off', 'rounding'];
const clock = { nowMs: () => Date.UTC(2026, 9, 31, 23, 30) };
const company = configuredCompany({ name: 'Test', currency: 'EUR', timeZone: 'Europe/Prague', locale: 'en-GB' }, clock);

forEachDatabase((fixture) => {
  describe(`${OPERATIONS} random operations on the ledger on ${fixture.name}`, function operations() {
    this.timeout(600_000);
    let database: Database;
    const journal = new JournalStore();
    const ledger = new LedgerService(journal, new ClosingStore(), clock, company);
    const random = new Random(OPERATIONS);

    beforeEach(async () => {
      database = await fixture.open();
      await migrate(database, 'core_migration', LEDGER_MIGRATIONS);
      await database.transaction(ACTOR, (tx) => journal.ensureChart(tx));
    });
    afterEach(() => fixture.close());

    const draftOf = (): JournalEntryDraft => {
      const customerId = random.pick(CUSTOMERS);
      const postings = Array.from({ length: random.integer(1, 3) }, () => {
        const own = { code: random.pick(OWN) };
        const amountMinor = random.integer(1, 1_000_000_000);
        return random.chance(0.5)
          ? { debit: { customerId }, credit: own, amountMinor }
          : { debit: own, credit: { customerId }, amountMinor };
      });
      return { kind: 'test', description: 'Random', customerId, postings };
    };

    it('end with a trial balance of 0 and every balance where arithmetic puts it, with keys given again and transactions given up', async () => {
      const balances = new Map<string, bigint>();
      let before: EntryToPost[] = [];
      for (let done = 0; done < OPERATIONS; done += BATCH) {
        const count = Math.min(BATCH, OPERATIONS - done);
        const entries = Array.from({ length: count }, (_, index) => ({ draft: draftOf(), idempotencyKey: `operation-${done + index}` }));
        const again = before.length === 0 ? [] : [random.pick(before), random.pick(before)];
        const post = (isGivenUp: boolean) =>
          database.transaction(ACTOR, async (tx) => {
            await ledger.postAll(tx, [...again, ...entries]);
            if (isGivenUp) throw new RangeError('given up');
          });
        if (random.chance(0.1)) expect(await post(true).catch((error: Error) => error.message)).to.equal('given up');
        await post(false);
        before = entries;
        for (const { debit, credit, amountMinor } of entries.flatMap(({ draft }) => draft.postings)) {
          for (const [account, sign] of [
            [debit, -1n],
            [credit, 1n],
          ] as const) {
            const code = 'customerId' in account ? `customer:${account.customerId}` : account.code;
            balances.set(code, (balances.get(code) ?? 0n) + sign * BigInt(amountMinor));
          }
        }
      }
      const turnover = await database.view(ACTOR, (tx) => journal.turnover(tx));
      const total = (side: 'debitMinor' | 'creditMinor'): bigint => turnover.reduce((sum, each) => sum + BigInt(each[side]), 0n);
      expect(total('debitMinor') - total('creditMinor')).to.equal(0n);
      const kept = turnover.map(({ account, debitMinor, creditMinor }) => [account, BigInt(creditMinor) - BigInt(debitMinor)] as const);
      expect(new Map(kept)).to.deep.equal(balances);
    });
  });
});
