import { CUSTOMER_SERVICE, forEachApplication } from '@tapline/core/testing';
import type { CustomerStatus } from '@tapline/sdk';
import { expect } from 'chai';
import { CappedLine, GB } from './capped-line.js';

const ROLLOVER = { amount: '10 GB', rollover: 'all', rolloverPeriods: 12 };

forEachApplication('Months for which nobody was charged', '2026-11-02T09:00:00Z', (app) => {
  const become = async (line: CappedLine, status: CustomerStatus): Promise<void> => {
    await app().write((tx) => app().container.resolve(CUSTOMER_SERVICE).change(tx, line.customerId, { status }));
    await app().settle();
  };

  const leftAt = async (line: CappedLine, at: string): Promise<bigint> => {
    await app().moveTo(at);
    return (await line.state()).leftOctets;
  };

  it('leave nothing: those in which the customer was inactive, though the service was active', async () => {
    const line = await CappedLine.on(app(), ROLLOVER);
    await become(line, 'inactive');
    for (const month of ['2026-12', '2027-01', '2027-02', '2027-03']) await app().moveTo(`${month}-01T00:30:00Z`);
    await app().moveTo('2027-03-05T09:00:00Z');
    await become(line, 'active');
    // Of November, in which the customer was active for a while, and of March.
    expect(await leftAt(line, '2027-03-06T09:00:00Z')).to.equal(20n * GB);
    expect(await leftAt(line, '2027-04-02T09:00:00Z')).to.equal(30n * GB);
  });

  const blocked = async (billing: { readonly billingType: string; readonly billingSettings?: object }): Promise<bigint> => {
    const line = await CappedLine.on(app(), ROLLOVER, { priceMinor: 0, ...billing, billingSettings: { ...billing.billingSettings } });
    await become(line, 'blocked');
    await app().moveTo('2026-12-01T00:30:00Z');
    await app().moveTo('2027-01-05T09:00:00Z');
    await become(line, 'active');
    return leftAt(line, '2027-01-06T09:00:00Z');
  };

  it('leave nothing: those in which the customer was blocked, where the billing type does not charge then', async () => {
    expect(await blocked({ billingType: 'recurring', billingSettings: { isBilledWhileBlocked: false } })).to.equal(20n * GB);
  });

  it('leave nothing: those in which a prepaid customer was blocked', async () => {
    expect(await blocked({ billingType: 'prepaid' })).to.equal(20n * GB);
  });

  it('are not those in which a blocked customer goes on being charged', async () => {
    expect(await blocked({ billingType: 'recurring' })).to.equal(30n * GB);
  });

  it('are those of a customer who is not charged yet', async () => {
    const line = await CappedLine.on(app(), { ...ROLLOVER, period: 'day' });
    await become(line, 'new');
    await app().moveTo('2026-11-03T00:30:00Z');
    expect(await leftAt(line, '2026-11-04T09:00:00Z')).to.equal(20n * GB);
  });
});
