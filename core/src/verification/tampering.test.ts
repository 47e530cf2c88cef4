import { expect } from 'chai';
import { FOLLOW_UP_SERVICE } from '../documents/follow-ups/follow-up-service.js';
import { DATABASE } from '../kernel/database/database.js';
import { LEDGER_SEALER } from '../ledger/seals/sealer.js';
import { aCustomer, anInvoice, aPayment, aTax, forEachApplication, TEST_ACTOR } from '../testing/index.js';

type Row = Record<string, string | number | null>;

/** Which columns of which tables are changed, and what names a row. */
const TARGETS = [
  { table: 'journal_entry', key: 'sequence', places: ['sequence', 'id'] },
  { table: 'posting', key: 'entry_id', places: ['entry_id'] },
  { table: 'document', key: 'id', places: ['number', 'id', 'series'] },
  { table: 'ledger_seal', key: 'number', places: ['number'] },
  { table: 'number_series_counter', key: 'series', places: ['series'] },
] as const;

forEachApplication('The books', '2026-11-05T08:00:00Z', (app) => {
  const verify = () => app().verifyBooks();
  const seal = () => app().container.resolve(LEDGER_SEALER).seal(TEST_ACTOR);
  const changes = () => Number(process.env.TAPLINE_TEST_CHANGES ?? (app().container.resolve(DATABASE).dialect === 'sqlite' ? 200 : 40));

  it('show every one of many random changes of entries, documents, seals and series, and name the place', async function changed() {
    this.timeout(300_000);
    await fill();
    expect((await verify()).findings).to.deep.equal([]);
    const unguarded = await unguard();
    const random = seededRandom(20261105);
    for (let count = 0; count < changes(); ) {
      const target = TARGETS[random(TARGETS.length)] as (typeof TARGETS)[number];
      const rows = (await unguarded(`SELECT * FROM ${target.table}`)) as Row[];
      const row = rows[random(rows.length)] as Row;
      const columns = Object.keys(row);
      const column = columns[random(columns.length)] as string;
      const isDeletion = random(4) === 0;
      const where = `${target.key} = ?${target.table === 'posting' ? ' AND line = ?' : ''}${target.table === 'number_series_counter' ? ' AND period = ?' : ''}`;
      const identity = identityOf(target.table, row, target.key);
      await unguarded(`DELETE FROM ${target.table} WHERE ${where}`, identity);
      const damaged = { ...row, [column]: other(row[column] ?? null, random) };
      // What even an unguarded database refuses (a key that is taken) is no damage.
      const isDone =
        isDeletion ||
        (await insert(unguarded, target.table, damaged).then(
          () => true,
          () => false,
        ));
      if (!isDone) {
        await insert(unguarded, target.table, row);
        continue;
      }
      count++;
      const { findings } = await verify();
      const what = `${isDeletion ? 'deletion' : `change of ${column}`} in ${target.table} ${identity.join('/')}`;
      expect(findings.length, what).to.be.greaterThan(0);
      const said = findings.map(({ place, problem }) => `${place} ${problem}`).join('\n');
      expect(
        target.places.some((name) => said.includes(String(row[name])) || said.includes(String(damaged[name]))),
        `${what}: ${said}`,
      ).to.equal(true);
      if (!isDeletion) await unguarded(`DELETE FROM ${target.table} WHERE ${where}`, identityOf(target.table, damaged, target.key));
      await insert(unguarded, target.table, row);
    }
    expect((await verify()).findings).to.deep.equal([]);
  });

  it('show an entry that was put between sealed ones', async () => {
    await fill();
    const unguarded = await unguard();
    const [last] = (await unguarded('SELECT * FROM journal_entry ORDER BY sequence DESC LIMIT 1')) as Row[];
    const [posting] = (await unguarded('SELECT * FROM posting LIMIT 1')) as Row[];
    await unguarded('UPDATE journal_entry SET sequence = sequence + 1000 WHERE sequence = ?', [last?.sequence]);
    const moved = await verify();
    expect(moved.findings.length).to.be.greaterThan(0);
    await unguarded('UPDATE journal_entry SET sequence = ? WHERE sequence > 1000', [last?.sequence]);
    const forged = {
      ...last,
      id: 'f'.repeat(26),
      idempotency_key: 'forged',
      content_hash: null,
      reverses_entry_id: null,
      posting_count: 1,
    };
    await insert(unguarded, 'journal_entry', { ...forged, sequence: Number(last?.sequence) + 1 });
    await insert(unguarded, 'posting', { ...posting, entry_id: 'f'.repeat(26), line: 0 });
    await seal();
    await unguarded('UPDATE journal_entry SET sequence = 0 WHERE idempotency_key = ?', ['forged']);
    const { findings } = await verify();
    expect(findings.map(({ place }) => place).join()).to.contain('seal');
    await unguarded('UPDATE journal_entry SET sequence = ? WHERE idempotency_key = ?', [Number(last?.sequence) + 1, 'forged']);
  });

  it('are sealed in blocks whatever order entries commit in', async () => {
    const { id } = await aCustomer(app());
    await Promise.all(Array.from({ length: 12 }, (_, index) => aPayment(app(), id, index + 1)));
    expect(await seal()).to.equal(12);
    await Promise.all([aPayment(app(), id, 5), seal(), aPayment(app(), id, 6), seal()]);
    await seal();
    expect((await verify()).isSound).to.equal(true);
  });

  /** A few customers with documents, payments and what follows them, in two seals. */
  async function fill(): Promise<void> {
    await aTax(app());
    for (let index = 0; index < 3; index++) {
      const { id } = await aCustomer(app());
      const invoice = await anInvoice(app(), id);
      await aPayment(app(), id, 5000 + index);
      await app().write((tx) =>
        app()
          .container.resolve(FOLLOW_UP_SERVICE)
          .credit(tx, invoice.id, {}, { idempotencyKey: `c${index}` }),
      );
      await seal();
    }
  }

  /** Runs SQL with the triggers gone and foreign keys unchecked, as somebody with the database's password would. */
  async function unguard() {
    const database = app().container.resolve(DATABASE);
    const isMysql = database.dialect === 'mysql';
    const run = async (sql: string, values: readonly unknown[] = []): Promise<unknown> =>
      app().write(async (tx) => {
        if (isMysql) await tx.sql.raw('SET SESSION foreign_key_checks = 0, check_constraint_checks = 0');
        const answer: unknown = await tx.sql.raw(sql, values as string[]);
        if (isMysql) await tx.sql.raw('SET SESSION foreign_key_checks = 1, check_constraint_checks = 1');
        return isMysql ? (answer as unknown[])[0] : answer;
      });
    if (!isMysql) {
      await database.schemaWriter.raw('PRAGMA foreign_keys = OFF');
      await database.schemaWriter.raw('PRAGMA ignore_check_constraints = ON');
    }
    const GUARDS = ['journal_entry', 'posting', 'document', 'ledger_seal'].flatMap((table) => [`${table}_no_update`, `${table}_no_delete`]);
    for (const trigger of [...GUARDS, 'posting_no_late_insert']) await run(`DROP TRIGGER ${trigger}`);
    return run;
  }
});

function identityOf(table: string, row: Row, key: string): readonly unknown[] {
  return [row[key], ...(table === 'posting' ? [row.line] : []), ...(table === 'number_series_counter' ? [row.period] : [])];
}

async function insert(run: (sql: string, values: readonly unknown[]) => Promise<unknown>, table: string, row: Row): Promise<void> {
  const columns = Object.keys(row);
  await run(`INSERT INTO ${table} (${columns.join(',')}) VALUES (${columns.map(() => '?').join(',')})`, Object.values(row));
}

/** Another value that the column takes. */
function other(value: string | number | null, random: (below: number) => number): string | number {
  if (typeof value === 'number') return value + 1 + random(50);
  if (value === null) return 'x'.repeat(26);
  const at = random(value.length || 1);
  const character = value[at] === '7' ? '8' : '7';
  return value === '' ? '7' : value.slice(0, at) + character + value.slice(at + 1);
}

function seededRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
