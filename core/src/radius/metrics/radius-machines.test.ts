import { expect } from 'chai';
import { forEachDatabase } from '../../testing/each-database.js';
import { RadiusFixture, TEST_ACTOR, TEST_NOW_MS } from '../testing/radius-fixture.js';
import { otherRadiusMachines } from './radius-machines.js';

forEachDatabase((kind) => {
  describe(`Where RADIUS runs, on ${kind.name}`, () => {
    let fixture: RadiusFixture;
    before(async () => {
      fixture = await RadiusFixture.create(await kind.create());
    });
    after(async () => {
      await fixture.close();
      await kind.close();
    });

    const others = () => fixture.database.view(TEST_ACTOR, (tx) => otherRadiusMachines(tx, 'office', TEST_NOW_MS));
    const report = (instance: string, agoMs: number) =>
      fixture.database.transaction(TEST_ACTOR, ({ sql }) =>
        sql('radius_report').insert({ instance, written_at_ms: TEST_NOW_MS - agoMs, report: '{}' }),
      );

    it('is said of other machines, unless it runs here too', async () => {
      expect(await others(), 'nowhere').to.deep.equal([]);
      await report('hill:1812', 5_000);
      await report('hill:2812', 5_000);
      await report('gone:1812', 120_000);
      expect(await others()).to.deep.equal(['hill']);
      await report('office:1812', 5_000);
      expect(await others()).to.deep.equal([]);
    });
  });
});
