import type { AddressPart, Ipv4Choice, Ipv6Choice, ReplyTerms, Service, ServiceDiscount, ServiceStatus, Transaction } from '@tapline/sdk';
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
    const sql = sqlOf(tx);
    const kept = (part: AddressPart) =>
      sql.raw('(SELECT a.address FROM address_holding a WHERE a.kept_service_id = s.id AND a.part = ?) AS ??', [part, `kept_${part}`]);
    return sql('service as s').select('s.*', kept('ipv4'), kept('ipv6'), kept('delegatedIpv6'));
  }
}

function toRow(service: StoredService): Record<string, unknown> {
  return {
    id: service.id,
    customer_id: service.customerId,
    plan_id: service.planId,
    status: service.status,
    quantity: service.quantity,
    unit_price_minor: service.unitPriceMinor,
    discounts: service.discounts.length === 0 ? null : JSON.stringify(service.discounts),
    login: service.login,
    password_sealed: service.passwordSealed,
    mac_address: service.macAddress,
    ipv4: JSON.stringify(service.ipv4),
    ipv6: service.ipv6.mode === 'none' ? null : JSON.stringify(service.ipv6),
    delegated_ipv6: service.delegatedIpv6.mode === 'none' ? null : JSON.stringify(service.delegatedIpv6),
    routes: service.routes.length === 0 ? null : JSON.stringify(service.routes),
    reply: JSON.stringify(service.reply),
    created_at_ms: service.createdAtMs,
  };
}

function toService(row: ServiceRow): StoredService {
  return {
    id: String(row.id),
    customerId: String(row.customer_id),
    planId: String(row.plan_id),
    status: row.status as ServiceStatus,
    quantity: Number(row.quantity),
    unitPriceMinor: row.unit_price_minor === null || row.unit_price_minor === undefined ? null : Number(row.unit_price_minor),
    discounts: row.discounts ? (JSON.parse(row.discounts) as readonly ServiceDiscount[]) : [],
    login: String(row.login),
    passwordSealed: String(row.password_sealed),
    macAddress: row.mac_address ?? null,
    ipv4: JSON.parse(String(row.ipv4)) as Ipv4Choice,
    ipv6: readChoice(row.ipv6),
    delegatedIpv6: readChoice(row.delegated_ipv6),
    routes: row.routes ? (JSON.parse(row.routes) as string[]) : [],
    ipv4Address: row.kept_ipv4 ?? null,
    ipv6Prefix: row.kept_ipv6 ?? null,
    delegatedIpv6Prefix: row.kept_delegatedIpv6 ?? null,
    reply: JSON.parse(row.reply ?? '{}') as ReplyTerms,
    createdAtMs: Number(row.created_at_ms),
  };
}

function readChoice(text: string | null | undefined): Ipv6Choice {
  return text ? (JSON.parse(text) as Ipv6Choice) : { mode: 'none' };
}
