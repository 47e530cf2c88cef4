import type { Line } from '../domain/line.js';
import type { Transaction } from '../transaction.js';

export interface LinePage {
  readonly afterId: string;
  readonly limit: number;
  readonly includesStopped?: boolean;
}

/** What lines may, for whoever makes routers follow it in another way than RADIUS. `access.changed` says when to look again. */
export interface Lines {
  /** All lines, in pages by the service's id; those that are stopped only where they are asked for. */
  page(tx: Transaction, page: LinePage): Promise<readonly Line[]>;
  /** Those of these services that are there, stopped ones too. */
  some(tx: Transaction, serviceIds: readonly string[]): Promise<readonly Line[]>;
}

/** The passwords of lines in plain text, for routers that keep them themselves. Keep them nowhere and log them nowhere. */
export interface LinePasswords {
  /** By service; those without one are left out. */
  of(tx: Transaction, serviceIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
}
