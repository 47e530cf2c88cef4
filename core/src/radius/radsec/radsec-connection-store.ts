import type { Router, Transaction } from '@tapline/sdk';
import { sqlOf } from '../../kernel/database/database-transaction.js';
import { parseRouterAddress } from '../../network/router-address.js';
import type { RelayPlace } from './relay-server.js';

/** The routers that are connected to a RADIUS process by RadSec, as it tells every few seconds. */
export interface RadsecConnections {
  readonly instance: string;
  readonly relay: RelayPlace;
  readonly routerIds: readonly string[];
}

/** How a router is asked that asks us by RadSec. */
export type RadsecWay = { readonly kind: 'connected'; readonly relay: RelayPlace } | { readonly kind: 'not-connected' };

type Row = Readonly<Record<string, string | number>>;

/** Real time: a RADIUS process that has told nothing for so long is gone, and its connections with it. */
const TOLD_WITHIN_MS = 60_000;

/** Which RADIUS process holds a router's RadSec connection. All instants are real time. */
export class RadsecConnectionStore {
  /** Puts what a process says in the place of what it has said; returns the routers that are connected since. */
  async write(tx: Transaction, { instance, relay, routerIds }: RadsecConnections, realNowMs: number): Promise<readonly string[]> {
    const sql = sqlOf(tx);
    const before = ((await sql('radsec_connection').where({ instance })) as Row[]).filter((row) => Number(row.is_connected) === 1);
    const connected = new Set(routerIds);
    const known = new Set(before.map((row) => String(row.router_id)));
    for (const routerId of known) {
      if (connected.has(routerId)) continue;
      await sql('radsec_connection').where({ instance, router_id: routerId }).update({ is_connected: 0, changed_at_ms: realNowMs });
    }
    for (const routerId of routerIds) {
      const told = { relay_address: relay.address, relay_port: relay.port, told_at_ms: realNowMs };
      if (known.has(routerId)) await sql('radsec_connection').where({ instance, router_id: routerId }).update(told);
      else {
        const row = { instance, router_id: routerId, is_connected: 1, changed_at_ms: realNowMs, ...told };
        await sql('radsec_connection').insert(row).onConflict(['instance', 'router_id']).merge();
      }
    }
    return routerIds.filter((routerId) => !known.has(routerId));
  }

  /** `undefined` for a router that is asked by UDP only: it has a CoA address, or has never been connected and need not be. */
  async wayTo(
    tx: Transaction,
    { id, address, coaAddress, certificateName }: Pick<Router, 'id' | 'address' | 'coaAddress' | 'certificateName'>,
    realNowMs: number,
  ): Promise<RadsecWay | undefined> {
    if (coaAddress !== null || certificateName === null) return undefined;
    const rows = (await sqlOf(tx)('radsec_connection').where('router_id', id).orderBy('changed_at_ms', 'desc')) as Row[];
    const held = rows.find((row) => Number(row.is_connected) === 1 && Number(row.told_at_ms) > realNowMs - TOLD_WITHIN_MS);
    if (held) return { kind: 'connected', relay: { address: String(held.relay_address), port: Number(held.relay_port) } };
    const isOnlyByTls = parseRouterAddress(address).kind === 'certificate';
    return rows.length > 0 || isOnlyByTls ? { kind: 'not-connected' } : undefined;
  }
}
