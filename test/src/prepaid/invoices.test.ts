import { DOCUMENT_SERVICE, forEachApplication } from '@tapline/core/testing';
import { expect } from 'chai';
import { PrepaidStory } from './prepaid-story.js';

forEachApplication('On the 1st, prepaid', '2026-11-16T08:00:00Z', (app) => {
  const story = new PrepaidStory(app);

  it('invoices what the last month has charged, once, already paid', async () => {
    const { id: customerId } = await story.customer();
    await story.pay(customerId, 10_000);
    await story.line(customerId, { name: 'Internet 5M' });
    await story.line(customerId, { name: 'Second', priceMinor: 3000 });
    await story.moveToDay('2026-11-30');
    expect(await story.documents(customerId)).to.deep.equal([]);
    await story.moveToDay('2026-12-01');
    await story.deliverAllAgain();
    await story.moveToDay('2026-12-02');
    expect(await story.documents(customerId)).to.deep.equal(['invoice 2026-12-01 3500']);
    const documents = app().container.resolve(DOCUMENT_SERVICE);
    const [found] = await app().view(async (tx) => (await documents.search(tx, { customerId, page: 1, pageSize: 10 })).documents);
    const { lines, isAlreadyCharged, dueDate, supplyDate } = await app().view((tx) => documents.get(tx, found?.id ?? ''));
    expect({ isAlreadyCharged, dueDate, supplyDate }).to.deep.equal({
      isAlreadyCharged: true,
      dueDate: '2026-12-01',
      supplyDate: '2026-11-30',
    });
    expect(
      lines.map(({ description, periodFrom, periodTo, grossMinor }) => [description, periodFrom, periodTo, grossMinor]),
    ).to.have.deep.members([
      ['Internet 5M', '2026-11-16', '2026-11-30', 2000],
      ['Second', '2026-11-16', '2026-11-30', 1500],
    ]);
    expect(await story.balance(customerId)).to.equal(10_000 - 3500 - 2 * 129 - 2 * 97);
  });

  it('invoices nothing for who does not want it, and catches up with several months', async () => {
    const wanted = await story.paidLine(20_000, { charging: 'month' });
    const unwanted = await story.paidLine(20_000, { makesInvoices: false });
    await story.moveToDay('2027-02-03');
    expect(await story.documents(wanted.customerId)).to.deep.equal([
      'invoice 2027-02-03 4000',
      'invoice 2027-02-03 4000',
      'invoice 2027-02-03 4000',
    ]);
    expect(await story.documents(unwanted.customerId)).to.deep.equal([]);
  });

  it('credits what was given back of a month that is invoiced', async () => {
    const { id, customerId } = await story.paidLine(4000, { charging: 'days', periodDays: 40 });
    await story.moveToDay('2026-12-01');
    await story.moveToDay('2026-12-05');
    await story.changeLine(id, { status: 'stopped' });
    await story.moveToDay('2027-01-01');
    expect(await story.documents(customerId)).to.deep.equal(['invoice 2026-12-01 4000', 'credit-note 2027-01-01 2000']);
    expect(await story.balance(customerId)).to.equal(2000);
  });
});

forEachApplication('Before the block, prepaid', '2026-11-16T07:00:00Z', (app) => {
  const story = new PrepaidStory(app);

  it('warns five, two and one days before, each once, and again when the block has moved', async () => {
    const { customerId } = await story.paidLine(2000 - 7 * 133);
    await story.changeCustomer(customerId, { email: 'anna@example.com' });
    const subjects = (): Promise<readonly string[]> => story.told(customerId, 'prepaid.blockSoon');
    const told: number[] = [];
    for (let day = 0; day < 8; day++) {
      await story.moveTo(`2026-11-${17 + day}T10:00:00Z`);
      told.push((await subjects()).length);
    }
    expect(await story.outlook(customerId)).to.deep.include({ blocksOn: '2026-11-24' });
    expect(told).to.deep.equal([0, 0, 1, 1, 1, 2, 3, 3]);
    await story.pay(customerId, 133);
    await story.moveTo('2026-11-24T11:00:00Z');
    await story.moveTo('2026-11-25T10:00:00Z');
    expect((await subjects()).length).to.equal(3);
  });
});
