import {
  type AddressPart,
  DEFAULT_LOGIN_RULES,
  type Ipv4Choice,
  type Ipv6Choice,
  type LoginRules,
  type ReplyTerms,
  type Service,
  type ServiceDiscount,
  type ServiceStatus,
  type Transaction,
} from '@tapline/sdk';
import { sqlOf } from '../kernel/database/database-transaction.js';
import { circuitKeyOf } from './login-rules.js';

/** A service with its password as it is kept. */
export interface StoredService extends Service {
  readonly passwordSealed: string;
}

/** A service's devices as they are kept. */
export type ServiceDevices = Pick<Service, 'macAddresses' | 'learnedMacAddresses'>;

/** Within what one statement may bind. */
const IDS_PER_QUERY = 500;

type ServiceRow = Readonly<Record<string, string | null>>;

export class ServiceStore {
  async find(tx: Transaction, serviceId: string): Promise<StoredService | undefined> {
    return (await this.withDevices(tx, (await this.select(tx).where('s.id', serviceId)) as ServiceRow[]))[0];
  }

  async findByLogin(tx: Transaction, login: string): Promise<StoredService | undefined> {
    return (await this.withDevices(tx, (await this.select(tx).where('s.login', login)) as ServiceRow[]))[0];
  }

  /** All that have a device, the oldest first. */
  async findByDevice(tx: Transaction, macAddress: string): Promise<readonly StoredService[]> {
    const ids = sqlOf(tx)('service_device').where('mac_address', macAddress).select('service_id');
    return this.withDevices(tx, (await this.select(tx).whereIn('s.id', ids).orderBy(['s.created_at_ms', 's.id'])) as ServiceRow[]);
  }

  async findByCircuit(tx: Transaction, circuit: Pick<LoginRules, 'circuitId' | 'remoteId'>): Promise<StoredService | undefined> {
    const key = circuitKeyOf(circuit);
    if (key === null) return undefined;
    return (await this.withDevices(tx, (await this.select(tx).where('s.circuit_key', key)) as ServiceRow[]))[0];
  }

  async ofCustomers(tx: Transaction, customerIds: readonly string[]): Promise<readonly StoredService[]> {
    const rows = (await this.select(tx).whereIn('s.customer_id', customerIds).orderBy(['s.created_at_ms', 's.id'])) as ServiceRow[];
    return this.withDevices(tx, rows);
  }

  /** The plan of each service, by the service's id. */
  async planIds(tx: Transaction, serviceIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    for (let at = 0; at < serviceIds.length; at += IDS_PER_QUERY) {
      const rows = await sqlOf(tx)('service')
        .whereIn('id', serviceIds.slice(at, at + IDS_PER_QUERY))
        .select<{ id: string; plan_id: string }[]>('id', 'plan_id');
      for (const { id, plan_id: planId } of rows) found.set(id, planId);
    }
    return found;
  }

  async ofPlan(
    tx: Transaction,
    planId: string,
    { afterId, limit }: { readonly afterId: string; readonly limit: number },
  ): Promise<readonly StoredService[]> {
    const query = this.select(tx).where('s.plan_id', planId).whereNot('s.status', 'stopped').where('s.id', '>', afterId);
    return this.withDevices(tx, (await query.orderBy('s.id').limit(limit)) as ServiceRow[]);
  }

  async insert(tx: Transaction, service: StoredService): Promise<void> {
    await sqlOf(tx)('service').insert(toRow(service));
    await this.insertDevices(tx, service.id, service.macAddresses);
  }

  async update(tx: Transaction, service: StoredService): Promise<void> {
    await sqlOf(tx)('service').where('id', service.id).update(toRow(service));
    const devices = sqlOf(tx)('service_device').where('service_id', service.id);
    const known: readonly string[] = await devices.clone().pluck('mac_address');
    await devices.clone().whereNotIn('mac_address', service.macAddresses).delete();
    await this.insertDevices(
      tx,
      service.id,
      service.macAddresses.filter((address) => !known.includes(address)),
    );
  }

  private async insertDevices(tx: Transaction, serviceId: string, macAddresses: readonly string[]): Promise<void> {
    if (macAddresses.length === 0) return;
    await sqlOf(tx)('service_device').insert(macAddresses.map((address) => ({ service_id: serviceId, mac_address: address })));
  }

  private async withDevices(tx: Transaction, rows: readonly ServiceRow[]): Promise<readonly StoredService[]> {
    const devices = (await sqlOf(tx)('service_device')
      .whereIn(
        'service_id',
        rows.map(({ id }) => String(id)),
      )
      .orderBy('mac_address')
      .select('service_id', 'mac_address', 'learned_at_ms')) as ServiceRow[];
    const of = new Map<string, ServiceRow[]>();
    for (const device of devices) {
      const id = String(device.service_id);
      const known = of.get(id);
      if (known) known.push(device);
      else of.set(id, [device]);
    }
    return rows.map((row) => ({ ...toService(row), ...toDevices(of.get(String(row.id)) ?? []) }));
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
    login_rules: JSON.stringify(service.loginRules),
    circuit_key: circuitKeyOf(service.loginRules),
    ipv4: JSON.stringify(service.ipv4),
    ipv6: service.ipv6.mode === 'none' ? null : JSON.stringify(service.ipv6),
    delegated_ipv6: service.delegatedIpv6.mode === 'none' ? null : JSON.stringify(service.delegatedIpv6),
    routes: service.routes.length === 0 ? null : JSON.stringify(service.routes),
    reply: JSON.stringify(service.reply),
    created_at_ms: service.createdAtMs,
  };
}

function toService(row: ServiceRow): Omit<StoredService, keyof ServiceDevices> {
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
    loginRules: { ...DEFAULT_LOGIN_RULES, ...(JSON.parse(row.login_rules ?? '{}') as Partial<LoginRules>) },
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

function toDevices(rows: readonly ServiceRow[]): ServiceDevices {
  const address = (row: ServiceRow): string => String(row.mac_address);
  return { macAddresses: rows.map(address), learnedMacAddresses: rows.filter((row) => row.learned_at_ms !== null).map(address) };
}
