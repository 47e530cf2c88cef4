import { expect } from 'chai';
import { DATABASE } from '../../kernel/database/database.js';
import { aCustomer, aLine, aTax, forEachApplication, TEST_ACTOR } from '../../testing/index.js';
import { DOCUMENT_SERVICE } from '../document-service.js';

class Aborted extends Error {}

forEachApplication('Document numbers', '2026-12-31T22:30:00Z', (app) => {
  it('have no gap and no repeat, however many issue at once and however many of them give up', async function many() {
    this.timeout(240_000);
    await aTax(app());
    const customers = await Promise.all(Array.from({ length: 8 }, () => aCustomer(app())));
    const wanted = Number(process.env.TAPLINE_TEST_ISSUES ?? 200);
    const workers = 32;
    let issued = 0;
    let started = 0;
    const database = app().container.resolve(DATABASE);
    const work = async (worker: number): Promise<void> => {
      while (started < wanted) {
        const turn = started++;
        const { id } = customers[turn % customers.length] as { id: string };
        const draft = { kind: 'invoice', customerId: id, lines: [aLine()] } as const;
        // Three of ten give up after they have had their number.
        const attempt = database.transaction(TEST_ACTOR, async (tx) => {
          await app()
            .container.resolve(DOCUMENT_SERVICE)
            .issue(tx, draft, { idempotencyKey: `${worker}:${turn}` });
          if (turn % 10 < 3) throw new Aborted();
        });
        await attempt.then(
          () => issued++,
          (error: unknown) => expect(error).to.be.instanceOf(Aborted),
        );
      }
    };
    await Promise.all(Array.from({ length: workers }, (_, worker) => work(worker)));
    const rows = await app().view((tx) => tx.sql('document').orderBy('series_number').select('series_number', 'number'));
    expect((rows as { series_number: number }[]).map((row) => Number(row.series_number))).to.deep.equal(
      Array.from({ length: issued }, (_, index) => index + 1),
    );
    expect(new Set((rows as { number: string }[]).map(({ number }) => number)).size).to.equal(issued);
    expect(issued).to.equal(wanted - Math.floor(wanted / 10) * 3 - Math.min(3, wanted % 10));
  });
});
