import type { Router } from '../domain/network.js';
import type { Transaction } from '../transaction.js';

/** Where a router asks RADIUS. */
export interface RadiusPorts {
  readonly authPort: number;
  readonly accountingPort: number;
  /** How often routers are asked to report usage. */
  readonly interimIntervalSeconds: number;
}

/** The routers that are known, and what they need to know. */
export interface Routers {
  /** By name. */
  list(tx: Transaction): Promise<readonly Router[]>;
  /** Throws `ROUTER_UNKNOWN`. */
  get(tx: Transaction, routerId: string): Promise<Router>;
  /** The RADIUS secret, for a script that sets the router up; keep it nowhere and log it nowhere. */
  secret(tx: Transaction, routerId: string): Promise<string>;
  readonly radius: RadiusPorts;
}
