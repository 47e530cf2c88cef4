import {
  aTax,
  CUSTOMER_SERVICE,
  DOCUMENT_SERVICE,
  DOCUMENT_SETTINGS_SERVICE,
  forEachApplication,
  JOBS,
  NOTIFICATION_SERVICE,
  QUOTA_SERVICE,
  rejection,
} from '@tapline/core/testing';
import type { Service, Transaction } from '@tapline/sdk';
import { expect } from 'chai';
import { type Bought, GB, OFFERS, TopupStory } from './topup-story.js';

const MB = 1_000_000n;

forEachApplication('A line that buys by itself', '2026-11-10T09:00:00Z', (app) => {
  const story = new TopupStory(app);
  const [fiveGb = '', , hundredMb = ''] = OFFERS;
  const AUTOMATIC = { isAutomatic: true, automaticOffer: hundredMb };
  const bought = async (serviceId: string): Promise<readonly string[]> =>
    (await story.ask<{ purchases: readonly { title: string; origin: string }[] }>('line', { service: serviceId })).purchases.map(
      ({ title, origin }) => `${title} ${origin}`,
    );

  it('goes on at its limit without being shut, and pays for it', async () => {
    const meter = await story.meter();
    const { id: service, customerId } = await story.line(AUTOMATIC, { email: 'anna@example.com' });
    await meter.use(service, GB - 1n);
    expect([await bought(service), await story.balance(customerId)]).to.deep.equal([[], 0]);
    await meter.use(service, 1n);
    expect([await bought(service), await story.balance(customerId), await story.isOpen(service)]).to.deep.equal([
      ['Top-up 100 MB automatic'],
      -100,
      true,
    ]);
    const messages = await app().view((tx) => app().container.resolve(NOTIFICATION_SERVICE).list(tx, { customerId, limit: 10 }));
    expect(messages.filter(({ kind, channel }) => kind === 'topup.boughtByItself' && channel === 'email')).to.have.length(1);
  });

  it('pays for what was used over the limit, to the octet', async () => {
    const meter = await story.meter();
    const { id: service, customerId } = await story.line({ ...AUTOMATIC, mostPerPeriod: 50 });
    await meter.use(service, GB + 250n * MB);
    expect(await bought(service)).to.deep.equal(['Top-up 3 × 100 MB automatic']);
    const [grant] = await story.grants(service);
    expect([grant?.octets, grant?.usedOctets, await story.balance(customerId)]).to.deep.equal([300n * MB, 250n * MB, -300]);
  });

  it('buys no more than it may in a period, and nothing that would not open it', async () => {
    const meter = await story.meter();
    const { id: service, customerId } = await story.line({ ...AUTOMATIC, mostPerPeriod: 2 });
    await meter.use(service, GB);
    await meter.use(service, 250n * MB);
    expect([await story.balance(customerId), await story.isOpen(service)]).to.deep.equal([-100, false]);
  });

  it('may be switched on, off and to another offer, by the customer too', async () => {
    const meter = await story.meter();
    const { id: service, customerId } = await story.line();
    const actor = { kind: 'customer', id: customerId, name: 'Ann' } as const;
    await story.ask('automatic', { service, automatic: 'on', offer: fiveGb, mostPerPeriod: 1 }, { actor });
    await meter.use(service, GB);
    expect([await story.balance(customerId), await story.isOpen(service)]).to.deep.equal([-1000, true]);
    await story.ask('automatic', { service, automatic: 'off' });
    await meter.use(service, 5n * GB);
    expect([await story.balance(customerId), await story.isOpen(service)]).to.deep.equal([-1000, false]);
    const wrong = await rejection(story.ask('automatic', { service, automatic: 'on', offer: 'all for nothing, unlimited' }));
    expect(wrong).to.include({ code: 'TOPUP_OFFER_UNKNOWN', field: 'offer' });
  });

  it('keeps of its choice what is not named, and is switched off also when its offer is no longer sold', async () => {
    const { id: service, customerId } = await story.line();
    const line = async () => (await story.ask<{ automatic: object }>('line', { service })).automatic;
    await story.ask('automatic', { service, automatic: 'on', offer: hundredMb, mostPerPeriod: 3 });
    await story.ask('automatic', { service, mostPerPeriod: 4 });
    expect(await line()).to.deep.equal({ isOn: true, offer: hundredMb, mostPerPeriod: 4 });
    await story.ask('automatic', { service, offer: '', mostPerPeriod: 0 });
    expect(await line()).to.deep.equal({ isOn: true, offer: fiveGb, mostPerPeriod: 10 });
    await story.ask('automatic', { service, offer: '1 GB for 0.00, unlimited' });
    const actor = { kind: 'customer', id: customerId, name: 'Ann' } as const;
    await story.ask('automatic', { service, automatic: 'off' }, { actor });
    expect(await line()).to.deep.include({ isOn: false });
  });

  it('buys nothing of an offer that is over, and keeps no other line from buying', async () => {
    const meter = await story.meter();
    for (let count = 0; count < 6; count += 1) {
      const { id } = await story.line({ offers: ['100 MB for 1.00, until 2026-11-09'], isAutomatic: true });
      await meter.use(id, GB);
      expect([(await story.grants(id)).length, await story.isOpen(id)]).to.deep.equal([0, false]);
    }
    const { id: service } = await story.line(AUTOMATIC);
    await meter.use(service, GB);
    expect([await bought(service), await story.isOpen(service)]).to.deep.equal([['Top-up 100 MB automatic'], true]);
  });

  it('takes free data of the plan’s own only as the plan says: no customer switches it on, or has it more often', async () => {
    const gift = '1 GB for 0.00, unlimited';
    for (const isAutomatic of [false, true]) {
      const { id: service, customerId } = await story.line({ automaticOffer: gift, isAutomatic });
      const actor = { kind: 'customer', id: customerId, name: 'Ann' } as const;
      for (const wanted of [{ automatic: 'on' }, { automatic: 'on', mostPerPeriod: 1000 }, { automatic: 'on', offer: gift }]) {
        const refused = await rejection(story.ask('automatic', { service, ...wanted }, { actor }));
        expect(refused, JSON.stringify(wanted)).to.include({ code: 'TOPUP_OFFER_UNKNOWN', field: 'offer' });
      }
      const { automatic } = await story.ask<{ automatic: object }>('line', { service });
      expect(automatic).to.deep.equal({ isOn: isAutomatic, offer: gift, mostPerPeriod: 10 });
      await story.ask('automatic', { service, automatic: 'off' }, { actor });
    }
  });

  it('buys nothing for who is blocked, cannot pay where that counts, or while the add-on is off', async () => {
    const meter = await story.meter();
    const blocked = await story.line(AUTOMATIC);
    await app().write((tx) => app().container.resolve(CUSTOMER_SERVICE).change(tx, blocked.customerId, { status: 'blocked' }));
    await meter.use(blocked.id, GB);
    await story.configure({ checksBalance: true });
    const poor = await story.line(AUTOMATIC);
    await meter.use(poor.id, GB);
    const off = await story.line(AUTOMATIC);
    await story.pay(off.customerId, 5000);
    await story.setAddon('disabled');
    await meter.use(off.id, GB);
    const had = [0, 0, 5000];
    for (const [at, { id, customerId }] of [blocked, poor, off].entries())
      expect([(await story.grants(id)).length, await story.balance(customerId)]).to.deep.equal([0, had[at]]);
  });

  it('buys nothing that a prepaid balance does not pay for', async () => {
    const meter = await story.meter();
    const { id: service, customerId } = await story.line(AUTOMATIC, { billingType: 'prepaid' });
    await story.pay(customerId, 132 + 100);
    await meter.use(service, GB);
    expect([(await story.grants(service)).length, await story.balance(customerId), await story.isOpen(service)]).to.deep.equal([
      0,
      99,
      false,
    ]);
    await story.pay(customerId, 1);
    await meter.use(service, 0n);
    expect([await bought(service), await story.balance(customerId)]).to.deep.equal([['Top-up 100 MB automatic'], 0]);
  });

  it('stays shut when what it has bought is taken back', async () => {
    const meter = await story.meter();
    const { id: service, customerId } = await story.line(AUTOMATIC);
    await meter.use(service, GB);
    const [purchase] = (await story.ask<{ purchases: readonly Bought[] }>('line', { service })).purchases;
    await story.ask('refund', { purchase: purchase?.id });
    expect([await bought(service), await story.balance(customerId), await story.isOpen(service)]).to.deep.equal([
      ['Top-up 100 MB automatic'],
      0,
      false,
    ]);
  });

  describe('in the transaction of its meter', () => {
    const period = { fromMs: Date.parse('2026-10-31T23:00:00Z'), untilMs: Date.parse('2026-11-30T23:00:00Z') };
    const asks = (tx: Transaction, { id: serviceId, customerId }: Service, of = period): Promise<boolean> => {
      const need = { serviceId, customerId, period: of, overusedOctets: 0n, exhaustedSinceMs: app().nowMs };
      return app().container.resolve(QUOTA_SERVICE).quotasOf('meter').askForMore(tx, need);
    };
    const documents = (line: Service): Promise<readonly string[]> =>
      app().view(async (tx) => {
        const rows = (await tx.sql('document').where({ customer_id: line.customerId }).select('kind', 'total_minor')) as {
          kind: string;
          total_minor: number;
        }[];
        return rows.map(({ kind, total_minor }) => `${kind} ${total_minor}`).sort();
      });

    it('waits for no number series: its invoice follows by itself', async () => {
      const line = await story.line(AUTOMATIC);
      await app().write(async (tx) => {
        expect(await asks(tx, line)).to.equal(true);
        expect(await tx.sql('document').where({ customer_id: line.customerId })).to.deep.equal([]);
      });
      await app().settle();
      expect([await documents(line), await story.balance(line.customerId)]).to.deep.equal([['invoice 100'], -100]);
      const [purchase] = (await story.ask<{ purchases: readonly Bought[] }>('line', { service: line.id })).purchases;
      expect(await app().view((tx) => tx.sql('document').where({ customer_id: line.customerId }).pluck('id'))).to.deep.equal([
        purchase?.documentId,
      ]);
    });

    it('buys no more than the balance covers, with what is still to be invoiced', async () => {
      await story.configure({ checksBalance: true });
      const line = await story.line(AUTOMATIC);
      await story.pay(line.customerId, 150);
      expect(await app().write(async (tx) => [await asks(tx, line), await asks(tx, line)])).to.deep.equal([true, false]);
      await app().settle();
      expect(await story.balance(line.customerId)).to.equal(50);
    });

    it('is invoiced once where the add-on is off before its invoice has followed', async () => {
      const line = await story.line(AUTOMATIC);
      await app().write((tx) => asks(tx, line));
      await story.setAddon('disabled');
      await story.setAddon('enabled');
      await app().moveTo('2026-11-10T10:00:00Z');
      await app().settle();
      expect([await documents(line), await story.balance(line.customerId)]).to.deep.equal([['invoice 100'], -100]);
    });

    it('can be taken back before its invoice has followed', async () => {
      const line = await story.line(AUTOMATIC);
      await app().write((tx) => asks(tx, line));
      const [purchase] = await app().view((tx) => tx.sql('addon_topup_purchase').where({ service_id: line.id }).pluck('id'));
      await story.ask('refund', { purchase });
      expect([await documents(line), await story.balance(line.customerId)]).to.deep.equal([['credit-note 100', 'invoice 100'], 0]);
    });

    const defaultTax = (): Promise<unknown> =>
      app().write((tx) => app().container.resolve(DOCUMENT_SETTINGS_SERVICE).write(tx, { defaultTaxCode: 'standard' }));

    it('keeps nothing of its customer waiting while its invoice cannot be issued, and its job says so', async () => {
      const line = await story.line(AUTOMATIC);
      const order = await story.ask('buy', { service: line.id, offer: fiveGb, charge: 'pay-first' });
      await aTax(app(), 210_000, '2026-12-01');
      await defaultTax();
      await app().write((tx) => asks(tx, line));
      await story.pay(line.customerId, 1000, [order.documentId ?? '']);
      const { purchases } = await story.ask<{ purchases: readonly Bought[] }>('line', { service: line.id });
      expect(purchases.map(({ title, state }) => `${title} ${state}`)).to.have.members(['Top-up 5 GB granted', 'Top-up 100 MB granted']);
      const job = (): Promise<void> => app().container.resolve(JOBS).runFor('topup/invoices', app().nowMs);
      expect((await rejection(job())).code).to.equal('TOPUP_INVOICES_INCOMPLETE');
      await aTax(app());
      await job();
      expect(await documents(line)).to.deep.equal(['invoice 100', 'invoice 1000', 'proforma 1000']);
    });

    it('is taxed and dated by the day on which the data was sold, whenever its invoice follows', async () => {
      await aTax(app());
      await aTax(app(), 250_000, '2026-11-11');
      await defaultTax();
      const line = await story.line(AUTOMATIC);
      await app().moveTo('2026-11-10T22:30:00Z');
      await app().write((tx) => asks(tx, line));
      await story.setAddon('disabled');
      await app().moveTo('2026-11-11T08:00:00Z');
      await story.setAddon('enabled');
      await app().moveTo('2026-11-11T09:00:00Z');
      const [id] = await app().view((tx) => tx.sql('document').where({ customer_id: line.customerId }).pluck('id'));
      const invoice = await app().view((tx) => app().container.resolve(DOCUMENT_SERVICE).get(tx, String(id)));
      expect(invoice).to.include({ issueDate: '2026-11-11', supplyDate: '2026-11-10', totalMinor: 100, taxMinor: 17 });
    });

    it('buys nothing more in a period in which what it had bought was taken back', async () => {
      const line = await story.line(AUTOMATIC);
      const periodsLater = { fromMs: period.untilMs, untilMs: Date.parse('2026-12-31T23:00:00Z') };
      const lastPeriod = { fromMs: periodsLater.untilMs, untilMs: Date.parse('2027-01-31T23:00:00Z') };
      await app().write((tx) => asks(tx, line));
      await app().write((tx) => asks(tx, line, periodsLater));
      const { purchases } = await story.ask<{ purchases: readonly Bought[] }>('line', { service: line.id });
      const [first, second] = purchases.toSorted((a, b) => String(a.expiresAt).localeCompare(String(b.expiresAt)));
      const answer = await story.ask('refund', { purchase: first?.id });
      expect(answer).to.include({ state: 'refunded', stopsAutomatic: true });
      expect(await app().write((tx) => asks(tx, line))).to.equal(false);
      await app().moveTo('2026-12-05T09:00:00Z');
      await story.ask('refund', { purchase: second?.id });
      expect(await app().write((tx) => asks(tx, line, periodsLater))).to.equal(false);
      expect(await app().write((tx) => asks(tx, line, lastPeriod))).to.equal(true);
    });
  });
});
