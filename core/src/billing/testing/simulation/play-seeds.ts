// Plays seeds of the billing simulation: `npm run simulate:billing -- --seed 7 --seeds 3 --customers 200 --days 365`.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadConfiguration } from '../../../kernel/config/load-configuration.js';
import { BillingSimulation } from './billing-simulation.js';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '1' },
    customers: { type: 'string', default: '200' },
    days: { type: 'string', default: '365' },
  },
});

for (let seed = Number(values.seed); seed < Number(values.seed) + Number(values.seeds); seed++) {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'tapline-simulation-'));
  try {
    const beganMs = performance.now();
    const simulation = new BillingSimulation(loadConfiguration({ flags: { dataDirectory } }), {
      seed,
      customers: Number(values.customers),
      days: Number(values.days),
    });
    const { bills, entries } = await simulation.play();
    const seconds = Math.round((performance.now() - beganMs) / 1000);
    console.log(
      `seed ${seed}: ${values.customers} customers, ${values.days} days, ${bills} charges, ${entries} entries: as the model says, ${seconds} s`,
    );
  } finally {
    rmSync(dataDirectory, { recursive: true, force: true });
  }
}
