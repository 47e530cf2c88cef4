import type { RouterAnswerSettings } from '../answers/router-profile.js';
import { prepareSecret, type RouterSecret } from '../codec/index.js';

/** A router as the threads tell each other of it. */
export interface RouterFacts {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly secret: string;
  readonly requireMessageAuthenticator: boolean;
  /** As MikroTik routers are answered, unless given. */
  readonly answers?: RouterAnswerSettings;
}

export interface KnownRouter extends Omit<RouterFacts, 'secret'> {
  readonly secret: RouterSecret;
}

/** Why a request of a router is dropped that its secret does not fit. */
export function wrongSecret({ name }: Pick<RouterFacts, 'name'>): string {
  return `wrong RADIUS secret for router ${name} (or a forged packet)`;
}

/** The routers that may ask, by the source address of their packets. */
export class RouterTable {
  #byAddress: ReadonlyMap<string, KnownRouter> = new Map();

  find(address: string): KnownRouter | undefined {
    return this.#byAddress.get(address);
  }

  get size(): number {
    return this.#byAddress.size;
  }

  replace(routers: readonly RouterFacts[]): void {
    this.#byAddress = new Map(
      routers.map((router) => [router.address, { ...router, secret: prepareSecret(Buffer.from(router.secret, 'utf8')) }]),
    );
  }
}
