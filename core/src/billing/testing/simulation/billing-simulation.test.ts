import { forEachDatabase } from '../../../testing/each-database.js';
import { BillingSimulation } from './billing-simulation.js';

const SEEDS: Readonly<Record<string, readonly number[]>> = { SQLite: [1, 2], MariaDB: [3] };

forEachDatabase((database) => {
  describe(`Months of billing beside a naive model, on ${database.name}`, () => {
    afterEach(() => database.close());

    for (const seed of SEEDS[database.name] ?? []) {
      it(`come out the same with seed ${seed}`, async function play() {
        this.timeout(300_000);
        await new BillingSimulation(await database.createMigrated(), { seed, customers: 6, days: 35 }).play();
      });
    }
  });
});
