import { groupBy, type Line } from '@tapline/sdk';
import type { ConnectionSettings } from '../connections/connection-settings.js';
import { boundLeases, type LineBook } from '../lines/line-book.js';
import { isWithin, samePrefix } from '../lines/prefix.js';
import type { ApiRow } from '../routeros/client.js';
import { IPV6_LISTS, type ObjectMenu } from '../routeros/router-objects.js';
import { bareAddress } from '../routeros/values.js';
import { LISTS } from './address-lists.js';
import { markOf, serviceOf } from './marks.js';

/** An object that a router is to have. */
export interface WantedObject {
  readonly menu: ObjectMenu;
  readonly serviceId: string;
  readonly values: ApiRow;
}

export interface WantedFacts {
  readonly book: LineBook;
  readonly leases: readonly ApiRow[];
  readonly settings: ConnectionSettings;
  /** What the router has of ours, of any menu. */
  readonly ours: readonly ApiRow[];
  /** Of lines with PPP secrets. */
  readonly passwords: ReadonlyMap<string, string>;
}

/** A line with an address that it has on the router; without one it is there by its IPv6 prefixes only. */
export interface PlacedLine {
  readonly line: Line;
  readonly address?: string;
}

/**
 * The lines of a router, each with its address there. Who has the lease of an address has it, whoever else it is kept for: what is meant for one line never hits
 * another.
 */
export function placedLines({ book, leases, settings }: Omit<WantedFacts, 'passwords' | 'ours'>): readonly PlacedLine[] {
  const placed: PlacedLine[] = [];
  const taken = new Set<string>();
  for (const [address, lease] of boundLeases(leases)) {
    taken.add(address);
    const line = book.ofLease(lease);
    if (line) placed.push({ line, address });
  }
  const leased = new Set(leases.flatMap((lease) => [lease.address ?? '', lease['active-address'] ?? '']));
  for (const line of book.all()) {
    const address = line.ipv4Address;
    const isFree = address !== null && !taken.has(address);
    if (isFree && (leased.has(address) || isWithin(address, settings.networks))) placed.push({ line, address });
    else if (prefixesOf(line).some((prefix) => isWithin(prefix, settings.networks))) placed.push({ line });
  }
  return placed;
}

export function wantedObjects(facts: WantedFacts): readonly WantedObject[] {
  const { settings, passwords } = facts;
  const wanted: WantedObject[] = settings.setsAddressLists ? [...shutForGood(facts)] : [];
  const placed = groupBy(placedLines(facts), ({ line }) => line);
  for (const [line, places] of placed) {
    const addresses = places.flatMap(({ address }) => address ?? []).sort();
    const prefixes = prefixesOf(line);
    const put = (menu: ObjectMenu, values: ApiRow): void => {
      wanted.push({ menu, serviceId: line.serviceId, values: { ...values, comment: markOf(line.serviceId) } });
    };
    if (line.serviceStatus === 'stopped') continue;
    if (settings.setsAddressLists) {
      for (const list of listsOf(line, settings)) {
        for (const address of addresses) put('/ip/firewall/address-list', { list, address });
        for (const address of prefixes) put(IPV6_LISTS, { list, address });
      }
    }
    if (settings.setsQueues) put('/queue/simple', queueOf(line, [...addresses.map((address) => `${address}/32`), ...prefixes]));
    const [mac] = line.macAddresses;
    if (settings.setsLeases && line.ipv4Address !== null && addresses.includes(line.ipv4Address) && mac !== undefined) {
      put('/ip/dhcp-server/lease', { address: line.ipv4Address, 'mac-address': mac });
    }
    const password = passwords.get(line.serviceId);
    if (settings.setsSecrets && password !== undefined && isByPppoe(line)) put('/ppp/secret', secretOf(line, password, settings));
  }
  return wanted;
}

/**
 * A line that is stopped gives its addresses back, and its device goes on trying. Whatever it has on the router, by its lease or as we have last set it there,
 * stays shut until it is somebody else's.
 */
function shutForGood({ book, leases, ours }: WantedFacts): readonly WantedObject[] {
  const bound = boundLeases(leases);
  const owners = new Map<string, Line>();
  for (const line of book.all()) for (const prefix of prefixesOf(line)) owners.set(samePrefix(prefix), line);
  const shut = new Map<string, WantedObject>();
  const shutOff = (line: Line | undefined, target: string): void => {
    if (line?.serviceStatus !== 'stopped') return;
    const address = bareAddress(target);
    const lease = bound.get(address);
    const owner = lease ? book.ofLease(lease) : (book.ofAddress(address) ?? owners.get(samePrefix(address)) ?? line);
    if (owner !== line) return;
    const { serviceId } = line;
    const menu = address.includes(':') ? IPV6_LISTS : '/ip/firewall/address-list';
    const values = { list: LISTS.blocked, address, comment: markOf(serviceId) };
    shut.set(`${serviceId} ${samePrefix(address)}`, { menu, serviceId, values });
  };
  for (const [address, lease] of bound) shutOff(book.ofLease(lease), address);
  for (const row of ours) {
    const targets = row.list === undefined ? (row.target ?? '').split(',') : [row.address ?? ''];
    for (const target of targets.filter(Boolean)) shutOff(book.get(serviceOf(row) ?? ''), target);
  }
  return [...shut.values()];
}

export const isByPppoe = ({ accessType }: Line): boolean => accessType === 'any' || accessType === 'pppoe';

function listsOf(line: Line, { restrictedGo }: ConnectionSettings): readonly string[] {
  if (line.isAllowed) return line.addressLists;
  if (line.isNew) return [LISTS.new];
  return [line.shutBy === 'restricted' && restrictedGo === 'garden' ? LISTS.garden : LISTS.blocked];
}

/** What is kept for a line of IPv6; a prefix that RADIUS leases for a session is not known here. */
function prefixesOf({ ipv6Prefix, delegatedIpv6Prefix }: Line): readonly string[] {
  return [ipv6Prefix, delegatedIpv6Prefix].filter((prefix) => prefix !== null);
}

/** One for all devices of a line, which share its speed. Every pair is upload first: RouterOS counts from the target. */
function queueOf(line: Line, targets: readonly string[]): ApiRow {
  const { login, downloadBitsPerSecond, uploadBitsPerSecond, shaping } = line;
  const { burst, priority = 8, minimum } = shaping;
  const pair = (upload: number, download: number): string => `${upload}/${download}`;
  return {
    name: login,
    target: targets.join(','),
    'max-limit': pair(uploadBitsPerSecond, downloadBitsPerSecond),
    'limit-at': pair(minimum?.uploadBitsPerSecond ?? 0, minimum?.downloadBitsPerSecond ?? 0),
    'burst-limit': pair(burst?.uploadBitsPerSecond ?? 0, burst?.downloadBitsPerSecond ?? 0),
    'burst-threshold': pair(burst?.uploadThresholdBitsPerSecond ?? 0, burst?.downloadThresholdBitsPerSecond ?? 0),
    'burst-time': `${burst?.seconds ?? 0}s/${burst?.seconds ?? 0}s`,
    priority: `${priority}/${priority}`,
  };
}

function secretOf(line: Line, password: string, { restrictedGo }: ConnectionSettings): ApiRow {
  const isShut = !line.isAllowed && !(line.shutBy === 'restricted' && restrictedGo === 'garden');
  return {
    name: line.login,
    password,
    service: line.accessType === 'pppoe' ? 'pppoe' : 'any',
    ...(line.ipv4Address === null ? {} : { 'remote-address': line.ipv4Address }),
    disabled: isShut ? 'yes' : 'no',
  };
}
