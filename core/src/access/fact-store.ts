import type { ReplyFacts, Transaction } from '@tapline/sdk';
import { sqlOf } from '../kernel/database/database-transaction.js';
import { readLineTotal, writeLineTotal } from '../usage/line-totals.js';
import type { StatedFacts } from './line-facts.js';
import { jsonOrNull } from './shared-json.js';

/** What add-ons have stated of lines. */
export class FactStore {
  async ofServices(tx: Transaction, serviceIds: readonly string[]): Promise<ReadonlyMap<string, readonly StatedFacts[]>> {
    const query = sqlOf(tx)('reply_fact').whereIn('service_id', serviceIds).orderBy(['service_id', 'source']);
    const rows = (await query) as Record<string, string | null>[];
    const stated = new Map<string, StatedFacts[]>();
    for (const row of rows) {
      const serviceId = String(row.service_id);
      const all = stated.get(serviceId) ?? [];
      stated.set(serviceId, all);
      all.push({
        source: String(row.source),
        facts: JSON.parse(String(row.facts)) as ReplyFacts,
        generation: Number(row.generation),
        flowedBefore: row.flowed_before ? readLineTotal(row.flowed_before) : null,
        liftedAtMs: JSON.parse(row.lifted_at_ms ?? '{}') as StatedFacts['liftedAtMs'],
      });
    }
    return stated;
  }

  async put(tx: Transaction, serviceId: string, { source, facts, generation, flowedBefore, liftedAtMs }: StatedFacts): Promise<void> {
    const row = {
      service_id: serviceId,
      source,
      facts: JSON.stringify(facts),
      generation,
      flowed_before: flowedBefore && writeLineTotal(flowedBefore),
      lifted_at_ms: jsonOrNull(liftedAtMs),
    };
    await sqlOf(tx)('reply_fact').insert(row).onConflict(['service_id', 'source']).merge();
  }
}
