import { forEachApplication } from '@tapline/core/testing';
import { expect } from 'chai';
import { CappedLine, GB, ON_CREDIT } from './capped-line.js';

const MB = 1_000_000n;
/** Before it is looked at in any case, each quarter of an hour. */
const SOON = 60;

forEachApplication('A line over its limit that goes on', '2026-11-02T09:00:00Z', (app) => {
  const usedOf = async ({ serviceId }: CappedLine): Promise<string> => {
    const [row] = await app().view((tx) => tx.sql('addon_data_cap_line').where({ service: serviceId }).select('used'));
    return String(row?.used);
  };

  it('is looked at when another sixteenth of what it had has flowed, and not at each report', async () => {
    const line = await CappedLine.on(app(), { amount: '16 GB', steps: ['100% slow 2M/1M'] });
    await line.downloads(17n * GB);
    const { version, downloadBitsPerSecond } = await line.access();
    expect(downloadBitsPerSecond).to.equal(2_000_000);
    await line.downloads(500n * MB, SOON);
    await line.downloads(499n * MB, SOON);
    expect((await line.access()).version).to.equal(version);
    await line.downloads(MB, SOON);
    expect((await line.access()).version).to.be.greaterThan(version);
  });

  it('is told of a threshold beyond its limit when that is reached', async () => {
    const line = await CappedLine.on(app(), { amount: '16 GB', steps: ['100% slow 2M/1M'], notifyAtPercents: ['105'] });
    await line.downloads(16_500n * MB);
    await line.downloads(299n * MB);
    expect(await line.messages()).to.deep.equal([]);
    await line.downloads(MB);
    expect(await line.messages()).to.deep.equal(['105 % of your data is used']);
  });

  it('is charged at each unit that starts, to the octet, and not looked at between', async () => {
    const line = await CappedLine.on(app(), { amount: '10 GB', steps: ['100% charge 0.10 per 1 GB'] }, ON_CREDIT);
    await line.downloads(10_500n * MB);
    const used = await usedOf(line);
    await line.downloads(300n * MB, SOON);
    await line.downloads(200n * MB, SOON);
    expect([await line.balance(), await usedOf(line)]).to.deep.equal([-10, used]);
    await line.downloads(1n);
    expect(await line.balance()).to.equal(-20);
  });

  it('is charged so too where octets count half', async () => {
    const settings = { amount: '1 GB', steps: ['100% charge 0.10 per 1 GB'], windows: ['daily 0-24 0.5'] };
    const line = await CappedLine.on(app(), settings, ON_CREDIT);
    await line.downloads(2n * GB);
    expect(await line.balance()).to.equal(0);
    await line.downloads(1n);
    expect(await line.balance()).to.equal(-10);
    await line.downloads(2n * GB - 1n);
    expect(await line.balance()).to.equal(-10);
    await line.downloads(1n);
    expect(await line.balance()).to.equal(-20);
  });
});
