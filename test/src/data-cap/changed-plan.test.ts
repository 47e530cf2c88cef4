import { forEachApplication, reportUsage } from '@tapline/core/testing';
import { expect } from 'chai';
import { CappedLine, GB, ON_CREDIT } from './capped-line.js';

const CHARGED = ['100% charge 1.00 per 1 GB'];
const MONTH = { amount: '10 GB', steps: CHARGED };
const DAY = { amount: '1 GB', period: 'day', steps: CHARGED };
const WEEK = { amount: '2 GB', period: 'week', steps: CHARGED };
const UNCAPPED = {};

forEachApplication('A line that goes over to another plan', '2026-11-02T09:00:00Z', (app) => {
  const left = async (line: CappedLine): Promise<readonly (readonly [string, bigint])[]> =>
    (await line.state()).sources.map(({ kind, leftOctets }) => [kind, leftOctets] as const);

  const usedOfGrants = async (line: CappedLine): Promise<readonly bigint[]> =>
    (await app().view((tx) => line.quotas.ofService(tx, line.serviceId))).map(({ usedOctets }) => usedOctets);

  it('pays nothing for the months in which its plan had no cap, and its top-ups neither', async () => {
    const line = await CappedLine.on(app(), MONTH, ON_CREDIT);
    await line.carries(4n * GB);
    await line.topUp(20n * GB);
    await app().moveTo('2026-12-01T00:30:00Z');
    await line.goesOverTo(UNCAPPED);
    await line.carries(200n * GB);
    await app().moveTo('2027-01-10T09:00:00Z');
    await line.carries(100n * GB);
    await app().moveTo('2027-02-20T09:00:00Z');
    await line.goesOverTo(MONTH);
    await line.carries(GB);
    expect([await line.balance(), await left(line), await usedOfGrants(line)]).to.deep.equal([
      0,
      [
        ['plan', 9n * GB],
        ['grant', 20n * GB],
      ],
      [0n],
    ]);
  });

  for (const backAt of ['2026-12-05T09:00:00Z', '2027-02-20T09:00:00Z']) {
    it(`pays for the month in which its plan lost the cap only what was over it by then, back at ${backAt}`, async () => {
      await app().moveTo('2026-11-10T10:00:00Z');
      const line = await CappedLine.on(app(), MONTH, ON_CREDIT);
      await line.topUp(3n * GB);
      await line.carries(12n * GB);
      await line.goesOverTo(UNCAPPED);
      await line.carries(100n * GB);
      await app().moveTo('2026-11-20T09:00:00Z');
      await line.carries(200n * GB);
      await app().moveTo(backAt);
      await line.goesOverTo(MONTH);
      expect([await line.balance(), await left(line), await usedOfGrants(line)]).to.deep.equal([
        0,
        [
          ['plan', 10n * GB],
          ['grant', GB],
        ],
        [2n * GB],
      ]);
    });
  }

  it('from a month to days: counts and pays what flowed until then once, and has nothing over of the plan that it left', async () => {
    const line = await CappedLine.on(app(), { ...MONTH, rollover: 'all' }, ON_CREDIT);
    await line.carries(4n * GB);
    await line.topUp(5n * GB);
    await app().moveTo('2026-11-10T09:00:00Z');
    await line.carries(12n * GB);
    await app().moveTo('2026-11-20T13:05:00Z');
    await line.carries(3n * GB);
    expect([await line.balance(), await usedOfGrants(line)]).to.deep.equal([-400, [5n * GB]]);
    await line.goesOverTo({ ...DAY, rollover: 'all' });
    await line.carries(GB / 2n);
    expect([await line.balance(), await left(line), await usedOfGrants(line)]).to.deep.equal([
      -400,
      [
        ['plan', GB / 2n],
        ['grant', 0n],
      ],
      [5n * GB],
    ]);
    await app().moveTo('2026-11-21T00:30:00Z');
    expect([await line.balance(), (await line.state()).leftOctets]).to.deep.equal([-400, GB + GB / 2n]);
    await line.carries(3n * GB);
    expect(await line.balance()).to.equal(-600);
    await app().moveTo('2026-11-23T09:00:00Z');
    expect([await line.balance(), await usedOfGrants(line)]).to.deep.equal([-600, [5n * GB]]);
  });

  it('from days to a month: the month begins then, and counts nothing that days have paid', async () => {
    const line = await CappedLine.on(app(), DAY, ON_CREDIT);
    await line.topUp(GB);
    await line.carries(3n * GB);
    await app().moveTo('2026-11-03T09:00:00Z');
    await line.carries(3n * GB);
    await app().moveTo('2026-11-04T09:05:00Z');
    await line.carries(2n * GB);
    expect(await line.balance()).to.equal(-400);
    await line.goesOverTo({ ...MONTH, rollover: 'all' });
    expect([await line.balance(), (await line.state()).usedOctets, (await line.state()).leftOctets]).to.deep.equal([-400, 0n, 10n * GB]);
    await line.carries(4n * GB);
    await app().moveTo('2026-11-06T09:05:00Z');
    await line.carries(GB);
    expect([await line.balance(), (await line.state()).usedOctets, await usedOfGrants(line)]).to.deep.equal([-400, 5n * GB, [GB]]);
    await app().moveTo('2026-12-01T00:30:00Z');
    expect([await line.balance(), (await line.state()).leftOctets]).to.deep.equal([-400, 15n * GB]);
  });

  it('from a month to weeks and back: no octet counts in two of them', async () => {
    const line = await CappedLine.on(app(), MONTH, ON_CREDIT);
    await line.carries(11n * GB);
    await app().moveTo('2026-11-11T09:05:00Z');
    await line.goesOverTo(WEEK);
    await line.carries(3n * GB);
    await app().moveTo('2026-11-17T09:05:00Z');
    await line.carries(4n * GB);
    expect(await line.balance()).to.equal(-100 - 100 - 200);
    await line.goesOverTo(MONTH);
    await line.carries(9n * GB);
    expect([await line.balance(), (await line.state()).leftOctets]).to.deep.equal([-400, GB]);
    await app().moveTo('2026-12-03T09:05:00Z');
    expect([await line.balance(), (await line.state()).leftOctets]).to.deep.equal([-400, 10n * GB]);
  });

  it('from months of the calendar to those from its own first day: no day counts in two of them', async () => {
    const line = await CappedLine.on(app(), MONTH, ON_CREDIT);
    await app().moveTo('2026-11-25T09:05:00Z');
    await line.carries(12n * GB);
    await app().moveTo('2026-12-01T12:00:00Z');
    await line.carries(11n * GB);
    expect(await line.balance()).to.equal(-300);
    await app().moveTo('2026-12-05T09:05:00Z');
    await line.goesOverTo({ ...MONTH, anchor: 'service-start' });
    expect([await line.balance(), (await line.state()).usedOctets]).to.deep.equal([-300, 0n]);
    await line.carries(10n * GB);
    await app().moveTo('2026-12-31T23:30:00Z');
    expect([await line.balance(), (await line.state()).usedOctets]).to.deep.equal([-300, 10n * GB]);
    await app().moveTo('2027-01-02T09:30:00Z');
    expect([await line.balance(), (await line.state()).leftOctets]).to.deep.equal([-300, 10n * GB]);
  });

  it('counts what is reported late for before the change by the rules of before', async () => {
    const line = await CappedLine.on(app(), MONTH, ON_CREDIT);
    await line.carries(10n * GB);
    await app().moveTo('2026-11-20T13:20:00Z');
    await line.goesOverTo(DAY);
    await app().moveTo('2026-11-20T15:00:00Z');
    const session = { login: line.login, sessionId: 'late', delaySeconds: 14_400 };
    await reportUsage(app(), [{ ...session, kind: 'start', seconds: 0, downloadOctets: 0n }]);
    await reportUsage(app(), [{ ...session, kind: 'stop', seconds: 300, downloadOctets: 2n * GB }]);
    await app().settle();
    expect([await line.balance(), (await line.state()).usedOctets]).to.deep.equal([-200, 0n]);
  });

  it('keeps the period of a plan whose cap changes otherwise: the new rules count for the whole of it', async () => {
    const line = await CappedLine.on(app(), MONTH, ON_CREDIT);
    await line.carries(4n * GB);
    await app().moveTo('2026-11-20T13:20:00Z');
    await line.goesOverTo({ ...MONTH, amount: '20 GB' });
    expect((await line.state()).leftOctets).to.equal(16n * GB);
    await line.goesOverTo(UNCAPPED);
    await app().moveTo('2026-11-25T13:20:00Z');
    await line.goesOverTo(MONTH);
    expect((await line.state()).leftOctets).to.equal(6n * GB);
  });
});
