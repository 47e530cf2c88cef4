import type { CustomerStatus, Line, LinePage, LinePasswords, Lines, ServiceStatus, Transaction } from '@tapline/sdk';
import type { Knex } from 'knex';
import { sqlOf } from '../kernel/database/database-transaction.js';
import type { SecretBox } from '../kernel/security/secret-box.js';
import { accessOfStored } from './access-service.js';
import { type AccessRow, toStoredAccess } from './access-store.js';

const IDS_PER_QUERY = 500;

/** Lines as RADIUS answers of them, for add-ons that make routers follow in another way. */
export class LineDirectory implements Lines, LinePasswords {
  constructor(private readonly secrets: Pick<SecretBox, 'open'>) {}

  async page(tx: Transaction, { afterId, limit, includesStopped = false }: LinePage): Promise<readonly Line[]> {
    const query = lines(tx).where('a.service_id', '>', afterId).orderBy('a.service_id').limit(limit);
    const rows = await (includesStopped ? query : query.whereNot('s.status', 'stopped'));
    return (rows as AccessRow[]).map(toLine);
  }

  async some(tx: Transaction, serviceIds: readonly string[]): Promise<readonly Line[]> {
    const found: Line[] = [];
    for (let at = 0; at < serviceIds.length; at += IDS_PER_QUERY) {
      const rows = await lines(tx).whereIn('a.service_id', serviceIds.slice(at, at + IDS_PER_QUERY));
      found.push(...(rows as AccessRow[]).map(toLine));
    }
    return found;
  }

  async of(tx: Transaction, serviceIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    for (let at = 0; at < serviceIds.length; at += IDS_PER_QUERY) {
      const rows = (await sqlOf(tx)('service_access')
        .whereIn('service_id', serviceIds.slice(at, at + IDS_PER_QUERY))
        .select('service_id', 'password_sealed')) as { service_id: string; password_sealed: string | null }[];
      for (const { service_id: id, password_sealed: sealed } of rows) {
        const password = sealed ? this.secrets.open(sealed) : '';
        if (password !== '') found.set(id, password);
      }
    }
    return found;
  }
}

function lines(tx: Transaction): Knex.QueryBuilder {
  return sqlOf(tx)('service_access as a')
    .join('service as s', 's.id', 'a.service_id')
    .join('customer as c', 'c.id', 's.customer_id')
    .select('a.*', { service_status: 's.status', customer_status: 'c.status' });
}

function toLine(row: AccessRow): Line {
  const stored = toStoredAccess(row);
  const { planTerms, ownTerms, facts } = stored;
  const serviceStatus = row.service_status as ServiceStatus;
  return {
    ...accessOfStored(stored),
    customerId: stored.customerId,
    login: stored.login,
    serviceStatus,
    isNew: serviceStatus === 'pending' || (row.customer_status as CustomerStatus) === 'new',
    accessType: stored.loginRules.accessType,
    macAddresses: stored.macAddresses,
    shaping: stored.shaping,
    addressLists: [...new Set([planTerms, ownTerms, facts].flatMap(({ addressLists }) => addressLists ?? []))],
  };
}
