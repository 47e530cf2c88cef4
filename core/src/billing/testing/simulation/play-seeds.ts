// Plays seeds of the billing simulation: `npm run simulate:billing -- --seed 7 --seeds 3 --customers 200 --days 365 --database mariadb`.
import { parseArgs } from 'node:util';
import { temporaryDatabase } from '../../../testing/each-database.js';
import { BillingSimulation } from './billing-simulation.js';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '1' },
    customers: { type: 'string', default: '200' },
    days: { type: 'string', default: '365' },
    database: { type: 'string', default: 'sqlite' },
    /** A line for every month played. */
    progress: { type: 'boolean', default: false },
  },
});
const { customers, days, database: kind } = values;

for (let seed = Number(values.seed); seed < Number(values.seed) + Number(values.seeds); seed++) {
  const database = temporaryDatabase(kind === 'mariadb' ? 'MariaDB' : 'SQLite');
  try {
    const beganMs = performance.now();
    const seconds = (): number => Math.round((performance.now() - beganMs) / 1000);
    const onDay = (date: string): void => {
      if (values.progress && date.endsWith('-01')) console.error(`seed ${seed}: ${date} after ${seconds()} s`);
    };
    const simulation = new BillingSimulation(await database.create(), { seed, customers: Number(customers), days: Number(days), onDay });
    const figures = Object.entries(await simulation.play()).map(([what, number]) => `${number} ${what}`);
    console.log(
      `seed ${seed} on ${database.name}: ${customers} customers, ${days} days, ${figures.join(', ')}: as the model says, ${seconds()} s`,
    );
  } catch (error) {
    console.error(error);
    console.error(
      `\nThe same again: npm run simulate:billing -- --seed ${seed} --customers ${customers} --days ${days} --database ${kind}`,
    );
    process.exitCode = 1;
  } finally {
    await database.close();
  }
}
