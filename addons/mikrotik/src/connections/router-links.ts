import { TaplineError, type TransactionRunner } from '@tapline/sdk';
import { ApiClient, type ApiTarget } from '../routeros/client.js';
import type { ConnectionStore } from './connection-store.js';

interface Link {
  /** What it was made from: another user or address needs another. */
  readonly key: string;
  readonly client: ApiClient;
}

interface Opening {
  readonly key: string;
  readonly link: Promise<Link>;
}

const LOST: ReadonlySet<string> = new Set(['MIKROTIK_CUT_OFF']);

/** One connection to each router, kept open and renewed. */
export class RouterLinks {
  readonly #links = new Map<string, Link>();
  readonly #opening = new Map<string, Opening>();
  #isClosed = false;

  constructor(
    private readonly transactions: TransactionRunner,
    private readonly store: ConnectionStore,
  ) {}

  /**
   * Does work on a router's connection. A kept connection may turn out to be dead: then the work is done once more on a new one, so it must be repeatable.
   * Never inside a transaction. Throws what {@link ApiClient} does, and `MIKROTIK_NOT_CONNECTED`.
   */
  async use<T>(routerId: string, work: (client: ApiClient) => Promise<T>): Promise<T> {
    const kept = this.#links.get(routerId);
    const link = await this.link(routerId);
    try {
      return await work(link.client);
    } catch (error) {
      const isLost = error instanceof TaplineError && LOST.has(error.code);
      if (!isLost || link !== kept) throw error;
      return work((await this.link(routerId)).client);
    }
  }

  forget(routerId: string): void {
    this.#links.get(routerId)?.client.close();
    this.#links.delete(routerId);
    this.#opening.delete(routerId);
  }

  close(): void {
    this.#isClosed = true;
    for (const routerId of this.#links.keys()) this.forget(routerId);
  }

  private async link(routerId: string): Promise<Link> {
    const target = await this.transactions.run((tx) => this.store.target(tx, routerId));
    const { security: _security, ...way } = target;
    const key = JSON.stringify([way, target.security.kind]);
    const kept = this.#links.get(routerId);
    if (kept?.key === key && kept.client.isOpen) return kept;
    const opening = this.#opening.get(routerId);
    if (opening?.key === key) return opening.link;
    this.forget(routerId);
    const link = this.open(routerId, key, target).finally(() => {
      if (this.#opening.get(routerId)?.link === link) this.#opening.delete(routerId);
    });
    this.#opening.set(routerId, { key, link });
    return link;
  }

  /** What is opened while other settings are saved, or the connection is forgotten, is nobody's: then the way that counts by then is taken. */
  private async open(routerId: string, key: string, target: ApiTarget): Promise<Link> {
    const client = await ApiClient.open(target);
    const isWanted = (): boolean => this.#opening.get(routerId)?.key === key && !this.#isClosed;
    const { fingerprint } = client;
    if (isWanted() && fingerprint !== null && target.security.kind === 'pinned' && target.security.fingerprint === null) {
      await this.transactions.run((tx) => this.store.pin(tx, routerId, { host: target.host, port: target.port, fingerprint }));
    }
    const link = { key, client };
    if (isWanted()) {
      this.#links.set(routerId, link);
      return link;
    }
    client.close();
    return this.#isClosed ? link : this.link(routerId);
  }
}
