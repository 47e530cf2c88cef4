import {
  type Clock,
  conflict,
  createToken,
  type Ipv4Network,
  type Ipv4NetworkChanges,
  type NewIpv4Network,
  notFound,
  type Transaction,
} from '@tapline/sdk';
import type { AuditLog } from '../kernel/audit/audit-log.js';
import { sqlOf } from '../kernel/database/database-transaction.js';
import { newId } from '../kernel/ids/id.js';
import { compileValidator } from '../kernel/validation/validator.js';
import { parseCidr, usableRange } from './ipv4.js';
import { NETWORK_CHANGES_SCHEMA, NEW_NETWORK_SCHEMA } from './network-schema.js';

export interface NetworkUse extends Ipv4Network {
  readonly usedAddresses: number;
  readonly usableAddresses: number;
}

const validateNew = compileValidator<NewIpv4Network>(NEW_NETWORK_SCHEMA, 'NETWORK_INVALID');
const validateChanges = compileValidator<Ipv4NetworkChanges>(NETWORK_CHANGES_SCHEMA, 'NETWORK_INVALID');

export class NetworkService {
  constructor(
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  async list(tx: Transaction): Promise<readonly NetworkUse[]> {
    const sql = sqlOf(tx);
    const rows = (await sql('ipv4_network as n')
      .orderBy('n.first_address')
      .select(
        'n.*',
        sql.raw(
          '(SELECT COUNT(*) FROM ipv4_assignment a WHERE a.address_number BETWEEN n.first_address AND n.last_address) AS used_addresses',
        ),
      )) as Record<string, string>[];
    return rows.map((row) => {
      const usable = usableRange({ first: Number(row.first_address), last: Number(row.last_address) });
      return { ...toNetwork(row), usedAddresses: Number(row.used_addresses), usableAddresses: usable.last - usable.first + 1 };
    });
  }

  async get(tx: Transaction, networkId: string): Promise<Ipv4Network> {
    const [row] = (await sqlOf(tx)('ipv4_network').where('id', networkId)) as Record<string, string>[];
    if (!row) throw notFound('NETWORK_UNKNOWN', `there is no network ${networkId}`);
    return toNetwork(row);
  }

  async create(tx: Transaction, draft: NewIpv4Network): Promise<Ipv4Network> {
    const { name, cidr, purpose } = validateNew(draft);
    const { first, last } = parseCidr(cidr);
    const sql = sqlOf(tx);
    const [overlap] = (await sql('ipv4_network').where('first_address', '<=', last).where('last_address', '>=', first)) as Record<
      string,
      string
    >[];
    if (overlap) throw conflict('NETWORK_OVERLAPS', `${cidr} overlaps ${overlap.name} (${overlap.cidr})`, 'cidr');
    const id = newId();
    await sql('ipv4_network').insert({
      id,
      name,
      cidr,
      purpose,
      first_address: first,
      last_address: last,
      created_at_ms: this.clock.nowMs(),
    });
    await this.audit.record(tx, { action: 'network.create', subject: `network:${id}`, details: { name, cidr, purpose } });
    return this.get(tx, id);
  }

  async change(tx: Transaction, networkId: string, changes: Ipv4NetworkChanges): Promise<Ipv4Network> {
    const valid = validateChanges(changes);
    await this.get(tx, networkId);
    if (Object.keys(valid).length > 0) await sqlOf(tx)('ipv4_network').where('id', networkId).update(valid);
    await this.audit.record(tx, { action: 'network.change', subject: `network:${networkId}`, details: { ...valid } });
    return this.get(tx, networkId);
  }
}

export const NETWORK_SERVICE = createToken<NetworkService>('core.network-service');

function toNetwork(row: Record<string, string>): Ipv4Network {
  return {
    id: String(row.id),
    name: String(row.name),
    cidr: String(row.cidr),
    purpose: row.purpose as Ipv4Network['purpose'],
    createdAtMs: Number(row.created_at_ms),
  };
}
