import { expect } from 'chai';
import { CORE_HISTORY_TABLE, CORE_MIGRATIONS } from '../application/core-migrations.js';
import { databaseErrorKind } from '../kernel/database/database-error.js';
import { sqlOf } from '../kernel/database/database-transaction.js';
import { migrate } from '../kernel/database/migrations.js';
import { CORE_OWNER } from '../kernel/hooks/owner.js';
import { forEachDatabase } from '../testing/each-database.js';

const FIRST_STEP = CORE_MIGRATIONS.findIndex(({ id }) => id === 'documents-0018-taken-number');

const document = (id: string) => ({
  id,
  kind: 'invoice',
  series: id,
  series_period: '2026',
  series_number: 1,
  number: '2026000001',
  customer_id: 'customer',
  issue_date: '2026-12-01',
  supply_date: '2026-12-01',
  net_minor: 0,
  tax_minor: 0,
  rounding_minor: 0,
  total_minor: 0,
  is_already_charged: 0,
  idempotency_key: id,
  fingerprint: id,
  content: '{}',
  issued_at_ms: 0,
  issued_by: 'nobody',
  hash: id,
});

forEachDatabase((testDatabase) => {
  describe(`Numbers of documents from before they were given once, on ${testDatabase.name}`, () => {
    after(() => testDatabase.close());

    it('stay as they are where two documents have one, and are given to none again', async () => {
      const database = await testDatabase.open();
      await migrate(database, CORE_HISTORY_TABLE, CORE_MIGRATIONS.slice(0, FIRST_STEP));
      await database.transaction(CORE_OWNER.actor, async (tx) => {
        for (const id of ['first', 'second']) await sqlOf(tx)('document').insert(document(id));
      });
      await migrate(database, CORE_HISTORY_TABLE, CORE_MIGRATIONS);
      const taken = await database.view(CORE_OWNER.actor, (tx) => sqlOf(tx)('document_taken_number').select('number', 'kind'));
      expect(taken.map((row) => ({ ...row }))).to.deep.equal([{ number: '2026000001', kind: 'invoice' }]);
      const again = database.transaction(CORE_OWNER.actor, (tx) =>
        sqlOf(tx)('document_taken_number').insert({ number: '2026000001', kind: 'invoice' }),
      );
      expect(await again.then(() => 'accepted', databaseErrorKind)).to.equal('duplicate');
    });
  });
});
