import {
  type Clock,
  conflict,
  createToken,
  type IpNetwork,
  type IpNetworkChanges,
  type NewIpNetwork,
  notFound,
  type Transaction,
} from '@tapline/sdk';
import type { AuditLog } from '../kernel/audit/audit-log.js';
import { databaseTransactionOf, sqlOf } from '../kernel/database/database-transaction.js';
import { newId } from '../kernel/ids/id.js';
import { compileValidator } from '../kernel/validation/validator.js';
import { AddressSpace, describeSpace } from './address-space.js';
import { NETWORK_CHANGES_SCHEMA, NEW_NETWORK_SCHEMA } from './network-schema.js';
import type { NetworkStore, NetworkUse } from './network-store.js';

export interface NetworkServiceDependencies {
  readonly store: NetworkStore;
  readonly audit: AuditLog;
  readonly clock: Clock;
  /** Called after the commit: RADIUS should look for changes now. */
  readonly nudge: () => void;
}

const validateNew = compileValidator<NewIpNetwork & Pick<IpNetwork, 'purpose'>>(NEW_NETWORK_SCHEMA, 'NETWORK_INVALID');
const validateChanges = compileValidator<IpNetworkChanges>(NETWORK_CHANGES_SCHEMA, 'NETWORK_INVALID');

/** The ranges of addresses that lines are given. */
export class NetworkService {
  constructor(private readonly parts: NetworkServiceDependencies) {}

  async list(tx: Transaction): Promise<readonly NetworkUse[]> {
    const uses: NetworkUse[] = [];
    for (const network of await this.parts.store.list(tx)) uses.push(await this.parts.store.use(tx, network));
    return uses;
  }

  async get(tx: Transaction, networkId: string): Promise<IpNetwork> {
    const network = await this.parts.store.find(tx, networkId);
    if (!network) throw notFound('NETWORK_UNKNOWN', `there is no network ${networkId}`);
    return network;
  }

  async use(tx: Transaction, networkId: string): Promise<NetworkUse> {
    return this.parts.store.use(tx, await this.get(tx, networkId));
  }

  async create(tx: Transaction, draft: NewIpNetwork): Promise<IpNetwork> {
    const { store, clock, audit } = this.parts;
    const { name, purpose, routerIds = [], ...described } = validateNew(draft);
    const network: IpNetwork = {
      id: newId(),
      name,
      ...describeSpace(described),
      purpose,
      routerIds: await this.knownRouters(tx, routerIds),
      createdAtMs: clock.nowMs(),
    };
    const [overlap] = await store.overlapping(tx, new AddressSpace(network));
    if (overlap) throw conflict('NETWORK_OVERLAPS', `${network.cidr} overlaps ${overlap.name} (${overlap.cidr})`, 'cidr');
    await store.insert(tx, network);
    const { id, cidr, gives, prefixLength } = network;
    await audit.record(tx, {
      action: 'network.create',
      subject: `network:${id}`,
      details: { name, cidr, gives, prefixLength, purpose, routerIds: network.routerIds },
    });
    databaseTransactionOf(tx).afterCommit(this.parts.nudge);
    return this.get(tx, id);
  }

  async change(tx: Transaction, networkId: string, changes: IpNetworkChanges): Promise<IpNetwork> {
    const valid = validateChanges(changes);
    const network = await this.get(tx, networkId);
    const routerIds = valid.routerIds === undefined ? network.routerIds : await this.knownRouters(tx, valid.routerIds);
    const next = { ...network, ...valid, routerIds };
    if (next.purpose !== 'pool' && network.purpose === 'pool') await this.refuseIfChosen(tx, network, 'purpose');
    await this.parts.store.update(tx, next);
    await this.parts.audit.record(tx, { action: 'network.change', subject: `network:${networkId}`, details: { ...valid } });
    databaseTransactionOf(tx).afterCommit(this.parts.nudge);
    return this.get(tx, networkId);
  }

  /** Refused while any of its addresses is in use, or a service asks for one. */
  async remove(tx: Transaction, networkId: string): Promise<void> {
    const network = await this.get(tx, networkId);
    await this.refuseIfChosen(tx, network);
    const { keptAddresses, givenAddresses } = await this.parts.store.use(tx, network);
    if (keptAddresses + givenAddresses > 0) {
      const holders = `${keptAddresses} kept for services, ${givenAddresses} with sessions`;
      throw conflict('NETWORK_IN_USE', `${network.name} (${network.cidr}) is in use: ${holders}; free its addresses first`);
    }
    await this.parts.store.remove(tx, network);
    const { name, cidr } = network;
    await this.parts.audit.record(tx, { action: 'network.remove', subject: `network:${networkId}`, details: { name, cidr } });
    databaseTransactionOf(tx).afterCommit(this.parts.nudge);
  }

  private async refuseIfChosen(tx: Transaction, network: IpNetwork, field?: string): Promise<void> {
    const choosers = await this.parts.store.countChoosers(tx, network.id);
    if (choosers === 0) return;
    const who = choosers === 1 ? 'one service takes its address' : `${choosers} services take their addresses`;
    throw conflict('NETWORK_IN_USE', `${network.name} (${network.cidr}) is in use: ${who} from it; give them another pool first`, field);
  }

  private async knownRouters(tx: Transaction, routerIds: readonly string[]): Promise<readonly string[]> {
    const wanted = [...new Set(routerIds)].sort();
    const known = new Set<string>(await sqlOf(tx)('router').whereIn('id', wanted).pluck('id'));
    const unknown = wanted.find((id) => !known.has(id));
    if (unknown !== undefined) throw notFound('ROUTER_UNKNOWN', `there is no router ${unknown}`);
    return wanted;
  }
}

export const NETWORK_SERVICE = createToken<NetworkService>('core.network-service');
