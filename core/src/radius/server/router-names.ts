import { lookup } from 'node:dns/promises';
import type { Logger } from '@tapline/sdk';
import { parseRouterAddress } from '../../network/router-address.js';
import type { RouterFacts } from './router-table.js';

const ASK_EVERY_MS = 60_000;

export interface RouterNamesOptions {
  readonly logger: Logger;
  /** Called with all routers when the addresses of any have changed. */
  readonly onRouters: (routers: readonly RouterFacts[]) => void;
  /** The IPv4 addresses of a name; throws when it has none or nobody answers. */
  readonly resolve?: (name: string) => Promise<readonly string[]>;
}

/** Finds the addresses of routers that are configured by a host name, beside the path of their packets. What was found last is kept while no name server answers. */
export class RouterNames {
  readonly #found = new Map<string, readonly string[]>();
  #routers: readonly RouterFacts[] = [];
  #timer: NodeJS.Timeout | undefined;
  #pass: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(private readonly options: RouterNamesOptions) {}

  /** Passes the routers on with what is known of their names, and asks for what is not. */
  replace(routers: readonly RouterFacts[]): void {
    this.#routers = routers;
    this.tell();
    this.ask();
  }

  /** Resolves when the names of the routers that were given last have been asked for. */
  settled(): Promise<void> {
    return this.#pass;
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  private ask(): void {
    clearTimeout(this.#timer);
    if (this.#isStopped || this.names().length === 0) return;
    this.#pass = this.#pass.then(() => this.resolveAll());
    this.#timer = setTimeout(() => this.ask(), ASK_EVERY_MS);
    this.#timer.unref();
  }

  /** One after the other: a slow name server holds one thread of the pool that also writes the accounting journal, not all. */
  private async resolveAll(): Promise<void> {
    let isChanged = false;
    for (const name of this.names()) {
      if (this.#isStopped) return;
      const addresses = await this.addressesOf(name);
      if (!addresses || String(addresses) === String(this.#found.get(name))) continue;
      this.#found.set(name, addresses);
      isChanged = true;
    }
    if (isChanged) this.tell();
  }

  private async addressesOf(name: string): Promise<readonly string[] | undefined> {
    const { logger, resolve = resolveIpv4 } = this.options;
    try {
      return [...(await resolve(name))].sort();
    } catch (error) {
      const kept = this.#found.get(name);
      const until = kept ? `it stays ${kept.join(', ')}` : 'its requests are those of a stranger until it has one';
      logger.warn({ host: name, error: (error as Error).message }, `the router's host name ${name} has no address now; ${until}`);
      return undefined;
    }
  }

  private names(): readonly string[] {
    const names = this.#routers.flatMap(({ address }) => {
      const source = parseRouterAddress(address);
      return source.kind === 'host' ? [source.name] : [];
    });
    return [...new Set(names)];
  }

  private tell(): void {
    this.options.onRouters(this.#routers.map((router) => ({ ...router, resolvedAddresses: this.#found.get(router.address) ?? [] })));
  }
}

async function resolveIpv4(name: string): Promise<readonly string[]> {
  return (await lookup(name, { family: 4, all: true })).map(({ address }) => address);
}
