import { hostname } from 'node:os';
import type { Transaction } from '@tapline/sdk';
import { ReportStore } from './report-store.js';

/** A RADIUS process that runs reports every ten seconds. */
const GONE_AFTER_MS = 60_000;

/** The machines that RADIUS runs on where this is none of them: its logs are there. Empty where it runs here too, or nowhere. */
export async function otherRadiusMachines(tx: Transaction, own = hostname(), realNowMs = Date.now()): Promise<readonly string[]> {
  const reports = await new ReportStore().since(tx, realNowMs - GONE_AFTER_MS);
  const machines = [...new Set(reports.map(({ instance }) => instance.slice(0, instance.lastIndexOf(':'))))];
  return machines.includes(own) ? [] : machines;
}
