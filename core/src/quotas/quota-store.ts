import type { QuotaGrant, Transaction } from '@tapline/sdk';
import type { Knex } from 'knex';
import { isDuplicate, TransactionConflict } from '../kernel/database/database-error.js';
import { databaseTransactionOf, sqlOf } from '../kernel/database/database-transaction.js';

type GrantRow = Readonly<Record<string, string | number | null>>;

const IDS_PER_QUERY = 500;

export class QuotaStore {
  async insert(tx: Transaction, grant: QuotaGrant, idempotencyKey: string): Promise<void> {
    try {
      await sqlOf(tx)('quota_grant').insert(toRow(grant, idempotencyKey));
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      throw new TransactionConflict('this grant is being made by somebody else at the same time', { cause: error });
    }
  }

  async find(tx: Transaction, grantId: string, { lock }: { readonly lock: boolean }): Promise<QuotaGrant | undefined> {
    const [row] = await this.rows(tx, (query) => query.where('id', grantId), lock);
    return row && toGrant(row);
  }

  async findByKey(tx: Transaction, source: string, idempotencyKey: string): Promise<QuotaGrant | undefined> {
    const [row] = await this.rows(tx, (query) => query.where({ source, idempotency_key: idempotencyKey }), false);
    return row && toGrant(row);
  }

  /** In the order of use. */
  async ofServices(
    tx: Transaction,
    serviceIds: readonly string[],
    { lock }: { readonly lock: boolean },
  ): Promise<ReadonlyMap<string, readonly QuotaGrant[]>> {
    const found = new Map<string, QuotaGrant[]>();
    // In one order everywhere, so that two writers wait for each other instead of deadlocking.
    const ids = [...new Set(serviceIds)].sort();
    for (let at = 0; at < ids.length; at += IDS_PER_QUERY) {
      const some = ids.slice(at, at + IDS_PER_QUERY);
      const rows = await this.rows(tx, (query) => query.whereIn('service_id', some).orderBy(['service_id', 'id']), lock);
      for (const grant of rows.map(toGrant)) {
        const all = found.get(grant.serviceId);
        if (all) all.push(grant);
        else found.set(grant.serviceId, [grant]);
      }
    }
    for (const grants of found.values()) grants.sort(byUse);
    return found;
  }

  async setUsed(tx: Transaction, grantId: string, usedOctets: bigint): Promise<void> {
    await sqlOf(tx)('quota_grant')
      .where('id', grantId)
      .update({ used_octets: String(usedOctets) });
  }

  async withdraw(tx: Transaction, grantId: string, withdrawnAtMs: number): Promise<void> {
    const sql = sqlOf(tx);
    await sql('quota_grant')
      .where('id', grantId)
      .update({ octets: sql.ref('used_octets'), withdrawn_at_ms: withdrawnAtMs });
  }

  private async rows(tx: Transaction, where: (query: Knex.QueryBuilder) => Knex.QueryBuilder, lock: boolean): Promise<readonly GrantRow[]> {
    const { sql, dialect } = databaseTransactionOf(tx);
    // Counters pass 2^53, so that they are read as text.
    const query = where(
      sql('quota_grant').select(
        '*',
        sql.raw('CAST(octets AS CHAR) AS octets_text'),
        sql.raw('CAST(used_octets AS CHAR) AS used_octets_text'),
      ),
    );
    return (await (lock && dialect === 'mysql' ? query.forUpdate() : query)) as GrantRow[];
  }
}

/** What expires first goes first, what never expires last. */
function byUse(a: QuotaGrant, b: QuotaGrant): number {
  const end = ({ expiresAtMs }: QuotaGrant): number => expiresAtMs ?? Number.MAX_SAFE_INTEGER;
  return end(a) - end(b) || a.priority - b.priority || a.createdAtMs - b.createdAtMs || (a.id < b.id ? -1 : 1);
}

function toRow(grant: QuotaGrant, idempotencyKey: string): Record<string, string | number | null> {
  return {
    id: grant.id,
    service_id: grant.serviceId,
    customer_id: grant.customerId,
    source: grant.source,
    idempotency_key: idempotencyKey,
    title: grant.title,
    octets: String(grant.octets),
    used_octets: '0',
    valid_from_ms: grant.validFromMs,
    expires_at_ms: grant.expiresAtMs,
    priority: grant.priority,
    withdrawn_at_ms: null,
    created_at_ms: grant.createdAtMs,
  };
}

function toGrant(row: GrantRow): QuotaGrant {
  const instant = (name: string): number | null => (row[name] === null ? null : Number(row[name]));
  return {
    id: String(row.id),
    serviceId: String(row.service_id),
    customerId: String(row.customer_id),
    source: String(row.source),
    title: String(row.title),
    octets: BigInt(String(row.octets_text)),
    usedOctets: BigInt(String(row.used_octets_text)),
    validFromMs: Number(row.valid_from_ms),
    expiresAtMs: instant('expires_at_ms'),
    priority: Number(row.priority),
    withdrawnAtMs: instant('withdrawn_at_ms'),
    createdAtMs: Number(row.created_at_ms),
  };
}
