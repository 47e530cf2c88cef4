import type { ReplyFacts, Transaction } from '@tapline/sdk';
import { sqlOf } from '../kernel/database/database-transaction.js';
import type { StatedFacts } from './line-facts.js';

/** What add-ons have stated of lines. */
export class FactStore {
  async ofServices(tx: Transaction, serviceIds: readonly string[]): Promise<ReadonlyMap<string, readonly StatedFacts[]>> {
    const rows = (await sqlOf(tx)('reply_fact').whereIn('service_id', serviceIds).orderBy(['service_id', 'source'])) as Record<
      string,
      string
    >[];
    const stated = new Map<string, StatedFacts[]>();
    for (const row of rows) {
      const serviceId = String(row.service_id);
      const all = stated.get(serviceId) ?? [];
      stated.set(serviceId, all);
      all.push({ source: String(row.source), facts: JSON.parse(String(row.facts)) as ReplyFacts, generation: Number(row.generation) });
    }
    return stated;
  }

  async put(tx: Transaction, serviceId: string, { source, facts, generation }: StatedFacts): Promise<void> {
    const row = { service_id: serviceId, source, facts: JSON.stringify(facts), generation };
    await sqlOf(tx)('reply_fact').insert(row).onConflict(['service_id', 'source']).merge();
  }
}
