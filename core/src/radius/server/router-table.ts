import { parseIpv4 } from '../../network/ipv4.js';
import { parseRouterAddress } from '../../network/router-address.js';
import { prepareSecret, type RouterSecret } from '../codec/index.js';
import { RouterPlace } from './router-place.js';
import { SourceNetworks } from './source-networks.js';

/** A router as the threads tell each other of it. */
export interface RouterFacts {
  readonly id: string;
  readonly name: string;
  /** As it is configured: an address, a network, a host name, or `tls:…`. */
  readonly address: string;
  /** What a host name stands for now; empty for the others. */
  readonly resolvedAddresses: readonly string[];
  readonly nasIpAddress: string | null;
  readonly nasIdentifier: string | null;
  readonly secret: string;
  readonly requireMessageAuthenticator: boolean;
  /** The first valid Message-Authenticator from it is to be told, and demanded from then on. */
  readonly learnsMessageAuthenticator: boolean;
  /** How long it waits for an answer; the configured patience when null. */
  readonly timeoutMs: number | null;
  readonly certificateName: string | null;
}

export interface KnownRouter extends Omit<RouterFacts, 'secret' | 'requireMessageAuthenticator' | 'learnsMessageAuthenticator'> {
  readonly secret: RouterSecret;
  /** Both change when the router's first Message-Authenticator comes. */
  requireMessageAuthenticator: boolean;
  learnsMessageAuthenticator: boolean;
}

/** Why a request of a router is dropped that its secret does not fit. */
export function wrongSecret({ name }: Pick<RouterFacts, 'name'>): string {
  return `wrong RADIUS secret for router ${name} (or a forged packet)`;
}

/** RFC 6614 s2.3: over TLS the secret is this word, and proves nothing. */
export const RADSEC_SECRET = prepareSecret(Buffer.from('radsec'));

const MOST_REMEMBERED = 4_096;

/** The routers that may ask, by the source address of their packets: an address of its own goes before the smallest network that holds it. */
export class RouterTable {
  #byAddress = new Map<string, RouterPlace>();
  #networks = new SourceNetworks<RouterPlace>();
  /** Of addresses that only a network has, so that each is looked for once. */
  readonly #remembered = new Map<string, RouterPlace>();
  #routers: readonly KnownRouter[] = [];
  /** As they are over TLS, by what their certificates are called. */
  #byCertificate = new Map<string, KnownRouter>();

  /** Whoever may ask from an address. */
  find(address: string): RouterPlace | undefined {
    return this.#byAddress.get(address) ?? this.#remembered.get(address) ?? this.findNetwork(address);
  }

  /** The router with one of a certificate's names, as it is to be talked with over TLS. */
  withCertificate(names: readonly string[]): KnownRouter | undefined {
    for (const name of names) {
      const router = this.#byCertificate.get(comparable(name));
      if (router) return router;
    }
    return undefined;
  }

  /** Looked for from end to end: for few. */
  withId(id: string): KnownRouter | undefined {
    return this.#routers.find((router) => router.id === id);
  }

  get size(): number {
    return this.#routers.length;
  }

  replace(facts: readonly RouterFacts[]): void {
    this.#routers = facts.map((router) => ({ ...router, secret: prepareSecret(Buffer.from(router.secret, 'utf8')) }));
    this.#byAddress = new Map();
    this.#networks = new SourceNetworks();
    this.#remembered.clear();
    for (const router of this.#routers) this.add(router);
    this.#byCertificate = new Map(
      this.#routers.flatMap((router) => {
        if (router.certificateName === null) return [];
        const overTls = { ...router, secret: RADSEC_SECRET, requireMessageAuthenticator: false, learnsMessageAuthenticator: false };
        return [[comparable(router.certificateName), overTls]];
      }),
    );
  }

  private add(router: KnownRouter): void {
    const source = parseRouterAddress(router.address);
    if (source.kind === 'network') {
      this.#networks.at(source.range, () => new RouterPlace()).add(router);
      return;
    }
    const addresses = source.kind === 'address' ? [source.address] : router.resolvedAddresses;
    for (const address of addresses) {
      const place = this.#byAddress.get(address) ?? new RouterPlace();
      place.add(router);
      this.#byAddress.set(address, place);
    }
  }

  private findNetwork(address: string): RouterPlace | undefined {
    if (this.#networks.isEmpty) return undefined;
    const place = this.#networks.find(parseIpv4(address));
    // Only of networks that are ours, so that strangers cannot fill it; a network may be larger than what is worth remembering.
    if (place && this.#remembered.size < MOST_REMEMBERED) this.#remembered.set(address, place);
    return place;
  }
}

/** Fingerprints are written with colons and in capitals as well. */
function comparable(certificateName: string): string {
  return certificateName.startsWith('sha256:')
    ? `sha256:${certificateName.slice('sha256:'.length).replaceAll(':', '').toLowerCase()}`
    : certificateName;
}
