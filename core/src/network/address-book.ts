import { conflict, createToken, type Ipv4Choice, notFound, type Transaction } from '@tapline/sdk';
import { isDuplicate, TransactionConflict } from '../kernel/database/database-error.js';
import { sqlOf } from '../kernel/database/database-transaction.js';
import { formatIpv4, parseIpv4, usableRange } from './ipv4.js';

/** Which service has which IPv4 address. An address has at most one service, by the table's key. */
export class AddressBook {
  /** Gives the service the address that it chose; the one from a pool stays its own until it chooses otherwise. */
  async assign(tx: Transaction, serviceId: string, choice: Ipv4Choice): Promise<string | null> {
    const sql = sqlOf(tx);
    const [current] = (await sql('ipv4_assignment').where('service_id', serviceId)) as { address: string; network_id: string | null }[];
    if (current && choice.mode === 'pool' && current.network_id === choice.networkId) return current.address;
    if (current) await sql('ipv4_assignment').where('service_id', serviceId).delete();
    if (choice.mode === 'none') return null;
    return choice.mode === 'static'
      ? this.assignStatic(tx, serviceId, choice.address)
      : this.assignFromPool(tx, serviceId, choice.networkId);
  }

  private async assignStatic(tx: Transaction, serviceId: string, address: string): Promise<string> {
    const addressNumber = parseIpv4(address, 'ipv4.address');
    const [holder] = await sqlOf(tx)('ipv4_assignment as a')
      .join('service as s', 's.id', 'a.service_id')
      .where('a.address_number', addressNumber)
      .select('s.login');
    if (holder) {
      throw conflict(
        'ADDRESS_TAKEN',
        `the address ${address} is the one of "${(holder as { login: string }).login}"; choose another`,
        'ipv4.address',
      );
    }
    return this.insert(tx, serviceId, addressNumber, null);
  }

  private async assignFromPool(tx: Transaction, serviceId: string, networkId: string): Promise<string> {
    const sql = sqlOf(tx);
    const [network] = (await sql('ipv4_network').where('id', networkId)) as Record<string, string>[];
    if (!network) throw notFound('NETWORK_UNKNOWN', `there is no network ${networkId}`);
    if (network.purpose !== 'pool')
      throw conflict('NETWORK_NOT_A_POOL', `${network.name} hands out no addresses; it is for ${network.purpose} ones`, 'ipv4.networkId');
    const range = usableRange({ first: Number(network.first_address), last: Number(network.last_address) });
    const free = await this.firstFree(tx, range.first, range.last);
    if (free === undefined)
      throw conflict(
        'POOL_EMPTY',
        `${network.name} (${network.cidr}) has no free address left; add a network or free some`,
        'ipv4.networkId',
      );
    return this.insert(tx, serviceId, free, networkId);
  }

  /** The next after the highest one given out; when the end is reached, the first gap. */
  private async firstFree(tx: Transaction, first: number, last: number): Promise<number | undefined> {
    const sql = sqlOf(tx);
    const within = () => sql('ipv4_assignment').whereBetween('address_number', [first, last]);
    const [row] = await within().max({ highest: 'address_number' });
    const highest = (row as { highest: number | null } | undefined)?.highest;
    if (highest === null || highest === undefined) return first;
    if (Number(highest) < last) return Number(highest) + 1;
    const taken = (await within().orderBy('address_number').select('address_number')) as { address_number: number }[];
    const gap = taken.findIndex((assignment, index) => Number(assignment.address_number) !== first + index);
    return gap === -1 ? undefined : first + gap;
  }

  private async insert(tx: Transaction, serviceId: string, addressNumber: number, networkId: string | null): Promise<string> {
    const address = formatIpv4(addressNumber);
    try {
      await sqlOf(tx)('ipv4_assignment').insert({ address_number: addressNumber, address, service_id: serviceId, network_id: networkId });
      return address;
    } catch (error) {
      if (isDuplicate(error)) throw new TransactionConflict(`${address} was given to another service at the same time`, { cause: error });
      throw error;
    }
  }
}

export const ADDRESS_BOOK = createToken<AddressBook>('core.address-book');
