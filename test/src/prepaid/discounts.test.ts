import { forEachApplication } from '@tapline/core/testing';
import type { LocalDate, ServiceDiscount } from '@tapline/sdk';
import { expect } from 'chai';
import { PrepaidStory } from './prepaid-story.js';

forEachApplication('The outlook of a prepaid customer with a discount', '2026-11-01T08:00:00Z', (app) => {
  const story = new PrepaidStory(app);

  for (const { what, from, until, paidMinor, blocksOn } of [
    { what: 'begins', from: '2026-11-16', until: null, paidMinor: 2200, blocksOn: '2026-11-19' },
    { what: 'ends', from: '2026-10-01', until: '2026-11-15', paidMinor: 2000, blocksOn: '2026-11-23' },
  ]) {
    it(`comes true when the discount ${what} inside a month, and warns in time`, async () => {
      const { id: customerId } = await story.customer({}, { email: 'anna@example.com' });
      const { id } = await story.line(customerId, {}, { discounts: [half(from, until)] });
      await story.pay(customerId, paidMinor);
      expect((await story.outlook(customerId)).blocksOn).to.equal(blocksOn);
      let days = 0;
      for (; (await story.state(id)) === 'open'; days++) {
        expect(days).to.be.at.most(30);
        await story.passDays(1);
      }
      expect(story.today).to.equal(blocksOn);
      expect(await story.told(customerId, 'prepaid.blockSoon')).to.have.length(3);
    });
  }

  function half(from: LocalDate, until: LocalDate | null): ServiceDiscount {
    return { title: 'Winter offer', kind: 'percent', hundredthsOfPercent: 5000, from, until };
  }
});
