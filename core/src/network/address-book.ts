import { isIPv4 } from 'node:net';
import {
  type AddressPart,
  conflict,
  createToken,
  type Ipv4Choice,
  type Ipv6Choice,
  invalid,
  notFound,
  type Transaction,
} from '@tapline/sdk';
import { isDuplicate, TransactionConflict } from '../kernel/database/database-error.js';
import { sqlOf } from '../kernel/database/database-transaction.js';
import { AddressSpace, readAddress } from './address-space.js';
import { findFree } from './free-addresses.js';
import { ADDRESS_PARTS, type AddressChoices, type KeptAddresses } from './line-addressing.js';
import type { NetworkStore } from './network-store.js';

interface Holding {
  readonly part: AddressPart;
  readonly key: string;
  readonly address: string;
  readonly networkId: string | null;
}

const NAMES: Readonly<Record<AddressPart, string>> = { ipv4: 'addresses', ipv6: 'link prefixes', delegatedIpv6: 'delegated prefixes' };

/** Which addresses and prefixes are kept for which service. Each has at most one holder, by the table's key. */
export class AddressBook {
  constructor(private readonly networks: NetworkStore) {}

  /** Gives the service what it chose; what comes from a pool stays its own until it chooses otherwise. */
  async assign(tx: Transaction, serviceId: string, choices: AddressChoices): Promise<KeptAddresses> {
    const kept: Record<AddressPart, string | null> = { ipv4: null, ipv6: null, delegatedIpv6: null };
    for (const part of ADDRESS_PARTS) kept[part] = await this.assignPart(tx, { serviceId, part, choice: choices[part] });
    return kept;
  }

  /** The service that an IPv4 address is kept for; null for none, and for what is no such address. */
  async keeperOf(tx: Transaction, address: string): Promise<string | null> {
    if (!isIPv4(address)) return null;
    const { key } = readAddress(address, 'ipv4', 'address');
    const [holding] = (await sqlOf(tx)('address_holding').where({ address_key: key }).select('kept_service_id')) as {
      kept_service_id: string | null;
    }[];
    return holding?.kept_service_id ?? null;
  }

  private async assignPart(
    tx: Transaction,
    { serviceId, part, choice }: { readonly serviceId: string; readonly part: AddressPart; readonly choice: Ipv4Choice | Ipv6Choice },
  ): Promise<string | null> {
    const sql = sqlOf(tx);
    const [current] = (await sql('address_holding').where({ kept_service_id: serviceId, part })) as Record<string, string | null>[];
    if (current && choice.mode === 'pool' && current.network_id === choice.networkId) return String(current.address);
    const named = choice.mode === 'static' ? await this.named(tx, part, 'address' in choice ? choice.address : choice.prefix) : undefined;
    if (current && named && current.address_key === named.key && current.network_id === null) return named.address;
    if (current) await sql('address_holding').where({ kept_service_id: serviceId, part }).delete();
    if (named) {
      await this.refuseIfTaken(tx, named);
      return this.insert(tx, serviceId, named);
    }
    if (choice.mode === 'pool') return this.insert(tx, serviceId, await this.fromPool(tx, part, choice.networkId));
    if (choice.mode === 'session' && choice.networkId !== null) await this.pool(tx, part, choice.networkId);
    return null;
  }

  private async named(tx: Transaction, part: AddressPart, text: string): Promise<Holding> {
    const field = part === 'ipv4' ? 'ipv4.address' : `${part}.prefix`;
    const { key, text: address, length } = readAddress(text, part, field);
    if (part !== 'ipv4') await this.checkCut(tx, { part, key, length, address, field });
    return { part, key, address, networkId: null };
  }

  /** Prefixes of one network have one length, so that none can lie within another. */
  private async checkCut(
    tx: Transaction,
    {
      part,
      key,
      length,
      address,
      field,
    }: { readonly part: AddressPart; readonly key: string; readonly length: number; readonly address: string; readonly field: string },
  ): Promise<void> {
    const [network] = await this.networks.overlapping(tx, { firstKey: key, lastKey: key });
    if (!network || network.gives !== part) {
      throw invalid('PREFIX_OUTSIDE', `${address} is in none of the networks that give ${NAMES[part]}; add its network first`, field);
    }
    if (length !== network.prefixLength) {
      throw invalid(
        'PREFIX_LENGTH_WRONG',
        `${network.name} (${network.cidr}) is cut into /${network.prefixLength}, and ${address} is none`,
        field,
      );
    }
  }

  private async refuseIfTaken(tx: Transaction, { part, key, address }: Holding): Promise<void> {
    const [holder] = (await sqlOf(tx)('address_holding as a')
      .leftJoin('service as s', 's.id', sqlOf(tx).raw('COALESCE(a.kept_service_id, a.service_id)'))
      .where('a.address_key', key)
      .select('s.login', 'a.server_id')) as { login: string | null; server_id: string | null }[];
    if (!holder) return;
    const field = part === 'ipv4' ? 'ipv4.address' : `${part}.prefix`;
    const who =
      holder.server_id === null
        ? `is the one of "${holder.login}"`
        : `is one of those that sessions are given${holder.login === null ? '' : `; "${holder.login}" has it now`}`;
    throw conflict('ADDRESS_TAKEN', `the address ${address} ${who}; choose another`, field);
  }

  private async fromPool(tx: Transaction, part: AddressPart, networkId: string): Promise<Holding> {
    const network = await this.pool(tx, part, networkId);
    // Who asks at the same time would find the same one free, again and again.
    await this.networks.lock(tx, networkId);
    const space = new AddressSpace(network);
    const [free] = await findFree(sqlOf(tx), space, { count: 1 });
    if (free === undefined)
      throw conflict(
        'POOL_EMPTY',
        `${network.name} (${network.cidr}) has no free ${part === 'ipv4' ? 'address' : 'prefix'} left; add a network or free some`,
        `${part}.networkId`,
      );
    return { part, key: space.keyAt(free), address: space.textAt(free), networkId };
  }

  private async pool(tx: Transaction, part: AddressPart, networkId: string) {
    const network = await this.networks.find(tx, networkId);
    if (!network) throw notFound('NETWORK_UNKNOWN', `there is no network ${networkId}`);
    if (network.purpose !== 'pool')
      throw conflict(
        'NETWORK_NOT_A_POOL',
        `${network.name} hands out no addresses; it is for ${network.purpose} ones`,
        `${part}.networkId`,
      );
    if (network.gives !== part)
      throw conflict(
        'NETWORK_GIVES_OTHERS',
        `${network.name} (${network.cidr}) gives ${NAMES[network.gives]}; choose one that gives ${NAMES[part]}`,
        `${part}.networkId`,
      );
    return network;
  }

  private async insert(tx: Transaction, serviceId: string, { part, key, address, networkId }: Holding): Promise<string> {
    try {
      await sqlOf(tx)('address_holding').insert({ address_key: key, address, part, network_id: networkId, kept_service_id: serviceId });
      return address;
    } catch (error) {
      if (isDuplicate(error)) throw new TransactionConflict(`${address} was given to another service at the same time`, { cause: error });
      throw error;
    }
  }
}

export const ADDRESS_BOOK = createToken<AddressBook>('core.address-book');
