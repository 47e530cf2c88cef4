import { invalid } from '@tapline/sdk';
import { formatIpv4, parseCidr, parseIpv4 } from './ipv4.js';
import { formatIpv6, parseIpv6, parseIpv6Cidr } from './ipv6.js';

const FIELD = 'routes';
const HIGHEST_METRIC = 255;

/**
 * `network gateway metric`, canonical and complete (RFC 2865 s5.22, RFC 3162 s2.5). The gateway 0.0.0.0 or :: is the line itself. Throws
 * `ROUTE_UNREADABLE` and what its parts are refused with.
 */
export function parseRoute(text: string): string {
  const [network = '', gateway, metric = '1', ...rest] = text.trim().split(/\s+/);
  if (rest.length > 0 || !/^\d{1,3}$/.test(metric) || Number(metric) > HIGHEST_METRIC) {
    const example = '192.168.5.0/24, or 192.168.5.0/24 10.0.3.7 1 with a gateway and a metric';
    throw invalid('ROUTE_UNREADABLE', `the route "${text}" is not one; write it like ${example}`, FIELD);
  }
  return `${network.includes(':') ? ipv6Part(network, gateway ?? '::') : ipv4Part(network, gateway ?? '0.0.0.0')} ${Number(metric)}`;
}

/** As {@link parseRoute}, each network once. */
export function parseRoutes(texts: readonly string[]): readonly string[] {
  const routes = texts.map(parseRoute);
  const networks = routes.map((route) => route.slice(0, route.indexOf(' ')));
  const twice = networks.find((network, index) => networks.indexOf(network) !== index);
  if (twice !== undefined) throw invalid('ROUTE_TWICE', `${twice} is routed twice; name each network once`, FIELD);
  return routes;
}

function ipv4Part(network: string, gateway: string): string {
  const { first } = parseCidr(network, FIELD);
  return `${formatIpv4(first)}/${Number(network.split('/')[1])} ${formatIpv4(parseIpv4(gateway, FIELD))}`;
}

function ipv6Part(network: string, gateway: string): string {
  const { first, length } = parseIpv6Cidr(network, FIELD);
  return `${formatIpv6(first)}/${length} ${formatIpv6(parseIpv6(gateway, FIELD))}`;
}
