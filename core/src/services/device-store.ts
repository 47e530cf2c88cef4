import { DEFAULT_LOGIN_RULES, type LoginRules, type Transaction } from '@tapline/sdk';
import { databaseTransactionOf } from '../kernel/database/database-transaction.js';

export interface NewDevice {
  readonly serviceId: string;
  readonly macAddress: string;
  readonly atMs: number;
}

/** The devices that services have remembered by themselves. */
export class DeviceStore {
  /**
   * Adds a device while the service has room for it; false when it has none any more, or knows the device. The customer is locked, as by
   * everything that changes a service, so that however many servers learn at once, the limit holds.
   */
  async learn(tx: Transaction, { serviceId, macAddress, atMs }: NewDevice): Promise<boolean> {
    const { sql, dialect } = databaseTransactionOf(tx);
    const [service] = (await sql('service').where('id', serviceId).select('customer_id')) as { customer_id: string }[];
    if (!service) return false;
    const customer = sql('customer').where('id', service.customer_id).select('id');
    await (dialect === 'mysql' ? customer.forUpdate() : customer);
    // What is read from here on is what the lock protects: a transaction's earlier view would be from before it.
    const rows = sql('service').where('id', serviceId).select('login_rules');
    const [row] = (await (dialect === 'mysql' ? rows.forUpdate() : rows)) as { login_rules: string | null }[];
    const devices = sql('service_device').where('service_id', serviceId).orderBy('mac_address').select('mac_address');
    const known = ((await (dialect === 'mysql' ? devices.forUpdate() : devices)) as { mac_address: string }[]).map(
      (device) => device.mac_address,
    );
    const { isMacBound, learnedMacLimit } = { ...DEFAULT_LOGIN_RULES, ...(JSON.parse(row?.login_rules ?? '{}') as Partial<LoginRules>) };
    if (!isMacBound || known.length >= learnedMacLimit || known.includes(macAddress)) return false;
    await sql('service_device').insert({ service_id: serviceId, mac_address: macAddress, learned_at_ms: atMs });
    return true;
  }
}
