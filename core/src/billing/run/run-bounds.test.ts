import { expect } from 'chai';
import { SERVICE_SERVICE } from '../../services/service-service.js';
import { aCustomer, aPlan, aService } from '../../testing/builders.js';
import { forEachApplication } from '../../testing/index.js';
import { BillingStory } from '../testing/billing-story.js';

forEachApplication('The bounds of a billing run', '2026-12-01T07:00:00Z', (app) => {
  const story = new BillingStory(app);
  let lines: string[] = [];
  const at = (day: string) => app().moveTo(`${day}T08:00:00Z`);
  const price = async (serviceIds: readonly string[], unitPriceMinor: number | null) => {
    const services = app().container.resolve(SERVICE_SERVICE);
    for (const id of serviceIds) await app().write((tx) => services.change(tx, id, { unitPriceMinor }));
    await app().settle();
  };

  beforeEach(async () => {
    const { id: planId } = await aPlan(app());
    lines = [];
    for (let count = 0; count < 21; count++) {
      const { id: customerId } = await aCustomer(app(), { billingType: 'recurring' });
      lines.push((await aService(app(), { customerId, planId })).id);
    }
    await app().settle();
    await at('2026-12-01');
    expect((await story.run()).totals).to.include({ issued: 21 });
  });

  it('leave out who is parked, in that run and in the next', async () => {
    for (const day of ['2027-01-01', '2027-02-01']) {
      await at(day);
      await story.run();
    }
    await price(lines.slice(0, 1), 800_000);
    await at('2027-03-01');
    const { run, totals } = await story.preview();
    expect([run.state, run.problem, totals.parked]).to.deep.equal(['previewed', null, 1]);
    expect((await story.issue(run.id)).totals).to.include({ issued: 20, parked: 1 });
    await price(lines.slice(0, 1), null);
    await at('2027-04-01');
    expect((await story.preview()).run).to.include({ state: 'previewed', problem: null });
  });

  it('leave out who was changed after the preview of the run before, and was not billed by it', async () => {
    await at('2027-01-01');
    await price(lines.slice(0, 1), 39_000);
    const { run } = await story.preview();
    expect(run.state).to.equal('previewed');
    await price(lines.slice(0, 1), 4000);
    expect((await story.issue(run.id)).totals).to.include({ issued: 20, changed: 1 });
    await at('2027-02-01');
    await price(lines, 2300);
    expect((await story.preview()).run).to.include({ state: 'previewed', problem: null });
  });

  it('are those of the last run of many, whatever small runs came after it', async () => {
    await story.line((await story.customer()).id);
    await at('2026-12-02');
    expect((await story.run()).totals).to.include({ issued: 1 });
    await at('2027-01-01');
    await price(lines, 20_000);
    const { run, previous } = await story.preview();
    expect(run.state).to.equal('stopped');
    expect(run.problem).to.match(
      /^a customer is asked for \d+ % more on average than by the last run of at least 20 customers \(2026-12-01\)/,
    );
    expect(previous?.run.through).to.equal('2026-12-02');
  });
});
