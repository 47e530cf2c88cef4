import { type AddonMigration, type AddonTables, notFound, type Secrets, type Transaction } from '@tapline/sdk';
import type { Uptime } from '../accounting/restart.js';
import type { ApiTarget } from '../routeros/client.js';
import { PAYPAL_HOSTS } from '../setup/allowed-hosts.js';
import { type ConnectionSettings, MOST_ANSWER_SECONDS, MOST_CONNECT_SECONDS } from './connection-settings.js';
import type { RouterFacts } from './router-facts.js';

export const CONNECTION_MIGRATIONS: readonly AddonMigration[] = [
  {
    id: '0001-connection',
    createTable: 'connection',
    columns: {
      router: { type: 'id' },
      settings: { type: 'json' },
      password_sealed: { type: 'text' },
      fingerprint: { type: 'text', isNullable: true },
    },
    primaryKey: ['router'],
  },
  {
    id: '0002-router-state',
    createTable: 'router_state',
    columns: {
      router: { type: 'id' },
      facts: { type: 'json', isNullable: true },
      seen_at_ms: { type: 'instant', isNullable: true },
      trouble: { type: 'text', isNullable: true },
      trouble_since_ms: { type: 'instant', isNullable: true },
      counted_at_ms: { type: 'instant', isNullable: true },
      reconciled_at_ms: { type: 'instant', isNullable: true },
      counting: { type: 'json', isNullable: true },
      difference: { type: 'json', isNullable: true },
      check_result: { type: 'json', isNullable: true },
      backed_up_at_ms: { type: 'instant', isNullable: true },
      backup_trouble: { type: 'text', isNullable: true },
    },
    primaryKey: ['router'],
  },
];

interface ConnectionRow {
  readonly router: string;
  readonly settings: ConnectionSettings;
  readonly password_sealed: string;
  readonly fingerprint: string | null;
}

/** What is known of a router by its API. */
export interface RouterState {
  readonly router: string;
  readonly facts: RouterFacts | null;
  readonly seen_at_ms: number | null;
  readonly trouble: string | null;
  readonly trouble_since_ms: number | null;
  readonly counted_at_ms: number | null;
  readonly reconciled_at_ms: number | null;
  readonly counting: CountingSummary | null;
  readonly difference: DifferenceSummary | null;
  readonly check_result: readonly StoredFault[] | null;
  readonly backed_up_at_ms: number | null;
  readonly backup_trouble: string | null;
}

export interface CountingSummary {
  readonly countedByApi: number;
  readonly countedByRadius: number;
  /** Devices with traffic that belong to no line. */
  readonly strangers: number;
  /** Of the router when it was read. */
  readonly uptime: Uptime;
  /** With IP accounting: the snapshot that was kept last. */
  readonly snapshotDigest?: string;
}

/** Of the latest pass. */
export interface DifferenceSummary {
  readonly lines: number;
  readonly toAdd: number;
  readonly toChange: number;
  readonly toRemove: number;
  readonly isApplied: boolean;
  /** Of those that were to be applied: what time did not suffice for. */
  readonly left?: number;
  readonly failures: readonly string[];
}

export interface StoredFault {
  readonly title: string;
  readonly command: string;
  readonly isSerious: boolean;
}

export interface Connection {
  readonly routerId: string;
  readonly settings: ConnectionSettings;
  readonly fingerprint: string | null;
}

const NOTHING_KNOWN: Omit<RouterState, 'router'> = {
  facts: null,
  seen_at_ms: null,
  trouble: null,
  trouble_since_ms: null,
  counted_at_ms: null,
  reconciled_at_ms: null,
  counting: null,
  difference: null,
  check_result: null,
  backed_up_at_ms: null,
  backup_trouble: null,
};

/** Which routers are reached by their API, how, and what was seen there last. */
export class ConnectionStore {
  readonly #connections;
  readonly #states;

  constructor(
    tables: AddonTables,
    private readonly secrets: Secrets,
  ) {
    this.#connections = tables.table<ConnectionRow>('connection');
    this.#states = tables.table<RouterState>('router_state');
  }

  async all(tx: Transaction): Promise<readonly Connection[]> {
    return (await this.#connections.find(tx, {})).map(toConnection);
  }

  async find(tx: Transaction, routerId: string): Promise<Connection | undefined> {
    const row = await this.#connections.findOne(tx, { router: routerId });
    return row && toConnection(row);
  }

  /** Throws `MIKROTIK_NOT_CONNECTED`. */
  async target(tx: Transaction, routerId: string): Promise<ApiTarget> {
    const row = await this.#connections.findOne(tx, { router: routerId });
    if (!row) throw notConnected();
    const { host, port, user, security, connectTimeoutSeconds, answerTimeoutSeconds } = row.settings;
    return {
      host,
      port,
      user,
      password: this.secrets.open(row.password_sealed),
      security: security === 'pinned' ? { kind: 'pinned', fingerprint: row.fingerprint } : { kind: security },
      connectTimeoutMs: Math.min(connectTimeoutSeconds, MOST_CONNECT_SECONDS) * 1000,
      answerTimeoutMs: Math.min(answerTimeoutSeconds, MOST_ANSWER_SECONDS) * 1000,
    };
  }

  /** An empty password keeps the one there is. */
  async save(
    tx: Transaction,
    routerId: string,
    {
      settings,
      password,
      forgetsCertificate,
    }: { readonly settings: ConnectionSettings; readonly password: string; readonly forgetsCertificate: boolean },
  ): Promise<void> {
    const known = await this.#connections.findOne(tx, { router: routerId });
    const isElsewhere = known?.settings.host !== settings.host || known.settings.port !== settings.port;
    await this.#connections.put(tx, {
      router: routerId,
      settings,
      password_sealed: known && password === '' ? known.password_sealed : this.secrets.seal(password),
      fingerprint: forgetsCertificate || isElsewhere ? null : (known?.fingerprint ?? null),
    });
  }

  /** Pins the first certificate that was shown at a place, while the router is to be reached there. */
  async pin(
    tx: Transaction,
    routerId: string,
    { host, port, fingerprint }: { readonly host: string; readonly port: number; readonly fingerprint: string },
  ): Promise<void> {
    const row = await this.#connections.findOne(tx, { router: routerId });
    if (row?.settings.host !== host || row.settings.port !== port) return;
    await this.#connections.update(tx, { router: routerId, fingerprint: null }, { fingerprint });
  }

  async remove(tx: Transaction, routerId: string): Promise<void> {
    await this.#connections.remove(tx, { router: routerId });
    await this.#states.remove(tx, { router: routerId });
  }

  async state(tx: Transaction, routerId: string): Promise<RouterState> {
    return (await this.#states.findOne(tx, { router: routerId })) ?? { router: routerId, ...NOTHING_KNOWN };
  }

  /** Its next pass is due within the minute. */
  async passAtOnce(tx: Transaction, routerId: string): Promise<void> {
    await this.#states.update(tx, { router: routerId }, { reconciled_at_ms: null });
  }

  async note(tx: Transaction, routerId: string, changes: Partial<Omit<RouterState, 'router'>>): Promise<void> {
    // Only what has changed is written: others note other things of the same router at the same time.
    if ((await this.#states.update(tx, { router: routerId }, changes)) > 0) return;
    const state = await this.state(tx, routerId);
    await this.#states.put(tx, { ...state, ...changes });
  }
}

export function notConnected(): Error {
  return notFound('MIKROTIK_NOT_CONNECTED', 'this router has no connection by its API yet; save one with "Connect a MikroTik router"');
}

function toConnection({ router, settings, fingerprint }: ConnectionRow): Connection {
  // What was saved before it could be set.
  return { routerId: router, settings: { ...settings, allowedHosts: settings.allowedHosts ?? PAYPAL_HOSTS }, fingerprint };
}
