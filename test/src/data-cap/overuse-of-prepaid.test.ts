import { AdminBrowser, aCustomer, CUSTOMER_SERVICE, forEachApplication } from '@tapline/core/testing';
import { expect } from 'chai';
import { CappedLine, GB } from './capped-line.js';

const SETTINGS = { amount: '10 GB', steps: ['100% charge 1.00 per 1 GB'] };
const PREPAID = { billingType: 'prepaid', priceMinor: 0 };
const WORDS =
  'the balance does not pay for another 1 GB: used 12 GB of 10 GB, counted until 2026-12-01; a payment, more data, or the next period, opens it';

forEachApplication('Over-use of a prepaid customer', '2026-11-02T09:00:00Z', (app) => {
  const standing = async (line: CappedLine): Promise<readonly [number, boolean]> => [await line.balance(), (await line.access()).isAllowed];

  const toldOctets = async ({ serviceId }: CappedLine): Promise<bigint> => {
    const [row] = await app().view((tx) => tx.sql('service_access').where({ service_id: serviceId }));
    return BigInt((JSON.parse(String(row.facts)) as { readonly totalOctetsLeft: number }).totalOctetsLeft);
  };

  it('is charged as far as the balance pays; then the line is shut, says why, and a payment opens it', async () => {
    const line = await CappedLine.on(app(), SETTINGS, PREPAID);
    await line.pays(250);
    await line.carries(11n * GB);
    expect(await standing(line)).to.deep.equal([150, true]);
    await line.carries(GB);
    expect(await standing(line)).to.deep.equal([50, false]);
    expect((await line.access()).reasons.map(({ text }) => text)).to.deep.equal([WORDS]);
    await line.pays(100);
    expect(await standing(line)).to.deep.equal([150, true]);
    await line.carries(1n);
    expect(await standing(line)).to.deep.equal([50, true]);
  });

  it('is told to routers as what may still flow, and anew when the balance pays for less', async () => {
    const line = await CappedLine.on(app(), SETTINGS, PREPAID);
    await line.pays(1000);
    await line.downloads(9n * GB);
    expect(await toldOctets(line)).to.equal(11n * GB);
    await line.downloads(GB);
    expect(await toldOctets(line)).to.equal(10n * GB);
    const told = await line.tellings();
    await CappedLine.on(app(), {}, { ...PREPAID, priceMinor: 15_000, customerId: line.customerId });
    await line.downloads(1n);
    expect(await toldOctets(line)).to.equal(5n * GB - 1n);
    expect(told.count).to.equal(1);
  });

  it('has its price in the state of the quota as long as the line goes on for it', async () => {
    const line = await CappedLine.on(app(), SETTINGS, PREPAID);
    await line.pays(250);
    await line.carries(11n * GB);
    expect((await line.state()).overuse).to.deep.equal({ unitOctets: GB, priceMinor: 100 });
    await line.carries(GB);
    expect((await line.state()).overuse).to.equal(undefined);
  });

  it('that has gone beyond what the balance pays is charged from the next payment, and never takes the balance under its minimum', async () => {
    const line = await CappedLine.on(app(), SETTINGS, { ...PREPAID, billingSettings: { minimalBalanceMinor: -100 } });
    await line.pays(50);
    await line.carries(14n * GB);
    expect(await standing(line)).to.deep.equal([-50, false]);
    await line.pays(200);
    expect(await standing(line)).to.deep.equal([-50, false]);
    await line.pays(200);
    expect(await standing(line)).to.deep.equal([50, true]);
  });

  it('is begun anew with the next period', async () => {
    const line = await CappedLine.on(app(), SETTINGS, PREPAID);
    await line.carries(10n * GB);
    expect(await standing(line)).to.deep.equal([0, false]);
    await app().moveTo('2026-12-01T00:30:00Z');
    expect(await standing(line)).to.deep.equal([0, true]);
  });

  it('shuts the line when it is paid no more by others, within a quarter of an hour and without any report', async () => {
    const line = await CappedLine.on(app(), SETTINGS, PREPAID);
    await line.pays(500);
    await line.carries(10n * GB);
    expect(await standing(line)).to.deep.equal([500, true]);
    await CappedLine.on(app(), {}, { ...PREPAID, priceMinor: 15_000, customerId: line.customerId });
    await app().moveTo(app().nowMs + 900_000);
    expect(await standing(line)).to.deep.equal([0, false]);
  });

  it('is told to the customer once, and again after a payment is used up too', async () => {
    const line = await CappedLine.on(app(), SETTINGS, PREPAID);
    await line.pays(100);
    await line.carries(10n * GB);
    await line.carries(GB);
    await app().moveTo(app().nowMs + 3_600_000);
    expect(await line.messages()).to.deep.equal(['100 % of your data is used', 'Your balance does not pay for more data']);
    await line.pays(100);
    await line.carries(GB);
    expect((await line.messages()).slice(2)).to.deep.equal(['Your balance does not pay for more data']);
  });

  it('is told with the threshold alone where both come at once', async () => {
    const line = await CappedLine.on(app(), SETTINGS, PREPAID);
    await line.carries(10n * GB);
    await app().moveTo(app().nowMs + 3_600_000);
    expect(await line.messages()).to.deep.equal(['Your data is used up']);
  });

  it('goes on without that limit once the customer gets bills', async () => {
    const line = await CappedLine.on(app(), SETTINGS, PREPAID);
    await line.carries(10n * GB);
    expect(await standing(line)).to.deep.equal([0, false]);
    const customers = app().container.resolve(CUSTOMER_SERVICE);
    await app().write((tx) => customers.change(tx, line.customerId, { billingType: 'recurring', billingSettings: {} }));
    await app().settle();
    expect(await standing(line)).to.deep.equal([0, true]);
  });

  it('of two lines is paid from one balance, whichever comes first', async () => {
    const { id: customerId } = await aCustomer(app(), { billingType: 'prepaid' });
    const one = await CappedLine.on(app(), SETTINGS, { ...PREPAID, customerId });
    const two = await CappedLine.on(app(), SETTINGS, { ...PREPAID, customerId });
    await one.pays(300);
    await one.carries(12n * GB);
    await two.carries(13n * GB);
    expect(await standing(two)).to.deep.equal([0, false]);
    await one.carries(1n);
    expect(await standing(one)).to.deep.equal([0, false]);
  });

  it('is simulated with what the balance pays for', async () => {
    const line = await CappedLine.on(app(), SETTINGS, PREPAID);
    await line.pays(200);
    await line.carries(11n * GB);
    const simulate = (download: string): Promise<Simulated> => line.ask('simulate', { service: line.login, download });
    expect((await simulate('999 MB')).after.restriction).to.equal('none');
    const { after, notifications } = await simulate('1 GB');
    expect([after.restriction, after.why, notifications]).to.deep.equal(['blocked', WORDS, ['that the balance does not pay for more']]);
    expect(await standing(line)).to.deep.equal([100, true]);
  });

  it('is simulated with what it would cost, as far as the balance pays', async () => {
    const line = await CappedLine.on(app(), SETTINGS, PREPAID);
    await line.pays(500);
    await line.carries(10_500_000_000n);
    const cost = async (download: string): Promise<Simulated['overuse']> =>
      (await line.ask<Simulated>('simulate', { service: line.login, download })).overuse;
    expect(await cost('500 MB')).to.deep.equal(null);
    expect(await cost('2.1 GB')).to.deep.equal({ units: 2, octets: '2000000000', amountMinor: 200 });
    expect(await cost('90 GB')).to.deep.equal({ units: 4, octets: '4000000000', amountMinor: 400 });
    const browser = await AdminBrowser.signedIn(app());
    const asked = await browser.submit('/addons/data-cap/run/simulate', { service: line.login, download: '2.1 GB', upload: '0 B', at: '' });
    expect(asked.text)
      .to.include('the line goes on, and pays for 2 GB over the limit')
      .and.to.match(/Over-use costs[\s\S]*€2\.00/);
  });
});

interface Simulated {
  readonly overuse: { readonly units: number; readonly octets: string; readonly amountMinor: number } | null;
  readonly after: { readonly restriction: string; readonly why: string };
  readonly notifications: readonly string[];
}
