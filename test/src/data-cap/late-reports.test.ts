import { forEachApplication, reportUsage } from '@tapline/core/testing';
import { expect } from 'chai';
import { CappedLine, GB } from './capped-line.js';

const HOUR_SECONDS = 3_600;

forEachApplication('A line whose router was not heard for hours', '2026-11-02T09:00:00Z', (app) => {
  for (const [how, lateHours] of [
    ['late, from its middle', 1.5],
    ['later than reports are reckoned with', 4],
  ] as const) {
    it(`has used what its counters say, and stays open, when a report comes ${how}`, async () => {
      const line = await CappedLine.on(app(), { amount: '100 GB' });
      const beginMs = app().nowMs;
      const reports = async (hours: number, octets: bigint, delayHours = 0): Promise<void> => {
        await app().moveTo(Math.max(app().nowMs, beginMs + (hours + delayHours) * 3_600_000));
        const delaySeconds = delayHours * HOUR_SECONDS;
        await reportUsage(app(), [{ login: line.login, seconds: hours * HOUR_SECONDS, downloadOctets: octets, delaySeconds }]);
        await app().settle();
      };
      await reports(0, 0n);
      await reports(8, 80n * GB);
      await reports(8 - lateHours, GB, lateHours);
      expect(await line.state()).to.deep.include({ usedOctets: 80n * GB, leftOctets: 20n * GB });
      await reports(8.5, 87n * GB);
      expect(await line.state()).to.deep.include({ usedOctets: 87n * GB, leftOctets: 13n * GB });
      expect((await line.access()).isAllowed).to.equal(true);
    });
  }
});
