import type { Ipv4Choice, Service, ServiceStatus, Transaction } from '@tapline/sdk';
import { sqlOf } from '../kernel/database/database-transaction.js';

/** A service with its password as it is kept. */
export interface StoredService extends Service {
  readonly passwordSealed: string;
}

type ServiceRow = Readonly<Record<string, string | null>>;

export class ServiceStore {
  async find(tx: Transaction, serviceId: string): Promise<StoredService | undefined> {
    const [row] = (await this.select(tx).where('s.id', serviceId)) as ServiceRow[];
    return row && toService(row);
  }

  async findByLogin(tx: Transaction, login: string): Promise<StoredService | undefined> {
    const [row] = (await this.select(tx).where('s.login', login)) as ServiceRow[];
    return row && toService(row);
  }

  async ofCustomers(tx: Transaction, customerIds: readonly string[]): Promise<readonly StoredService[]> {
    const rows = (await this.select(tx).whereIn('s.customer_id', customerIds).orderBy(['s.created_at_ms', 's.id'])) as ServiceRow[];
    return rows.map(toService);
  }

  async insert(tx: Transaction, service: StoredService): Promise<void> {
    await sqlOf(tx)('service').insert(toRow(service));
  }

  async update(tx: Transaction, service: StoredService): Promise<void> {
    await sqlOf(tx)('service').where('id', service.id).update(toRow(service));
  }

  private select(tx: Transaction) {
    return sqlOf(tx)('service as s').leftJoin('ipv4_assignment as a', 'a.service_id', 's.id').select('s.*', { ipv4_address: 'a.address' });
  }
}

function toRow(service: StoredService): Record<string, unknown> {
  return {
    id: service.id,
    customer_id: service.customerId,
    plan_id: service.planId,
    status: service.status,
    login: service.login,
    password_sealed: service.passwordSealed,
    mac_address: service.macAddress,
    ipv4: JSON.stringify(service.ipv4),
    created_at_ms: service.createdAtMs,
  };
}

function toService(row: ServiceRow): StoredService {
  return {
    id: String(row.id),
    customerId: String(row.customer_id),
    planId: String(row.plan_id),
    status: row.status as ServiceStatus,
    login: String(row.login),
    passwordSealed: String(row.password_sealed),
    macAddress: row.mac_address ?? null,
    ipv4: JSON.parse(String(row.ipv4)) as Ipv4Choice,
    ipv4Address: row.ipv4_address ?? null,
    createdAtMs: Number(row.created_at_ms),
  };
}
