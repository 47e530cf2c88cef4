import { invalid } from '@tapline/sdk';
import { type Ipv4Range, parseCidr } from './ipv4.js';

/** Where a router's packets come from. */
export type RouterSource =
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'network'; readonly range: Ipv4Range }
  /** Asked of the resolver again and again. */
  | { readonly kind: 'host'; readonly name: string }
  /** Only by RadSec: its certificate says who it is. */
  | { readonly kind: 'certificate' };

const CERTIFICATE = 'tls:';
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/;
const HOST = /^(?=.{1,253}$)(?!-)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})*\.?$/i;

/** Reads `10.0.0.1`, `10.0.0.0/24`, `hill.example.net` or `tls:hill`; throws `ROUTER_INVALID` or `NETWORK_UNREADABLE` for the field `address`. */
export function parseRouterAddress(text: string): RouterSource {
  if (IPV4.test(text)) return { kind: 'address', address: text };
  if (text.includes('/')) return { kind: 'network', range: parseCidr(text, 'address') };
  if (text.startsWith(CERTIFICATE)) return { kind: 'certificate' };
  if (HOST.test(text) && !/^[\d.]+$/.test(text)) return { kind: 'host', name: text };
  throw invalid(
    'ROUTER_INVALID',
    `address "${text}" is no IPv4 address, network or host name; write it like 10.0.0.1, 10.0.0.0/24 or hill.example.net`,
    'address',
  );
}

/**
 * The address of a router as it is kept: the one that is given, or `tls:` and the certificate's name for a router that is known by its certificate
 * alone, whose address follows the name. Throws `ROUTER_INVALID` where there is neither, and as {@link parseRouterAddress} does.
 */
export function routerAddressOf({
  address,
  certificateName,
}: {
  readonly address?: string;
  readonly certificateName?: string | null;
}): string {
  if (address !== undefined && parseRouterAddress(address).kind !== 'certificate') return address;
  if (certificateName) return CERTIFICATE + certificateName;
  throw invalid('ROUTER_INVALID', 'address is missing: where do its RADIUS packets come from?', 'address');
}
