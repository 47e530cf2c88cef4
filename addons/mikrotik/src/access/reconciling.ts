import { groupBy, type Line, type LinePasswords, type Lines, type TransactionRunner } from '@tapline/sdk';
import type { ConnectionSettings } from '../connections/connection-settings.js';
import type { DifferenceSummary } from '../connections/connection-store.js';
import { boundLeases, LineBook } from '../lines/line-book.js';
import { samePrefix } from '../lines/prefix.js';
import type { ApiClient, ApiRow } from '../routeros/client.js';
import { IPV6_LISTS, OBJECT_MENUS, type ObjectMenu, readKeptObjects } from '../routeros/router-objects.js';
import { applyBatch, batchesOf } from './apply-changes.js';
import { type Change, differenceOf } from './difference.js';
import { isOurs, markOf } from './marks.js';
import { isByPppoe, placedLines, wantedObjects } from './wanted-objects.js';

export interface ReconcilingServices {
  readonly transactions: TransactionRunner;
  readonly lines: Lines;
  readonly passwords: LinePasswords;
}

/** What a router lacks. */
export interface Difference {
  readonly changes: readonly Change[];
  readonly lines: number;
  /** Of the access that it was worked out from, by service. */
  readonly versions: ReadonlyMap<string, number>;
}

const LEASES: ObjectMenu = '/ip/dhcp-server/lease';
const V4_LISTS: ObjectMenu = '/ip/firewall/address-list';
const MOST_FAILURES = 10;

const NOTHING: Difference = { changes: [], lines: 0, versions: new Map() };

/**
 * Brings a router's objects to what lines may. The router is read first and the lines after it; a router that was away is brought from whatever it has to
 * what counts now. Applying takes its time: a line whose access changes meanwhile is looked at again, so that it ends with what counts last, whoever else
 * works on the router.
 */
export class Reconciling {
  constructor(private readonly services: ReconcilingServices) {}

  /** Of all lines. */
  async difference(client: ApiClient, settings: ConnectionSettings): Promise<Difference> {
    const found = await readMenus(client, settings);
    const { transactions, lines } = this.services;
    const book = await transactions.run((tx) => LineBook.read(tx, lines, { includesStopped: true }));
    return this.compare(book, found, settings);
  }

  /** Of one line, by a few small questions. */
  async differenceOfLine(client: ApiClient, settings: ConnectionSettings, serviceId: string): Promise<Difference> {
    const { transactions, lines } = this.services;
    const read = async (): Promise<Line | undefined> => (await transactions.run((tx) => lines.some(tx, [serviceId])))[0];
    const before = await read();
    if (!before) return NOTHING;
    const found = new Map<ObjectMenu, ApiRow[]>();
    const ask = async (menu: ObjectMenu, query: string): Promise<void> => {
      const answer = await readKeptObjects(client, menu, [query]);
      if (!answer) return;
      const rows = found.get(menu) ?? [];
      for (const row of answer) if (!rows.some((each) => each['.id'] === row['.id'])) rows.push(row);
      found.set(menu, rows);
    };
    const { ipv4Address, macAddresses, ipv6Prefix, delegatedIpv6Prefix } = before;
    const lists = menusOf(settings).filter((menu) => menu === V4_LISTS || menu === IPV6_LISTS);
    // Who had an address before may still be on a list with it.
    const askLists = (addresses: readonly (string | null)[]) =>
      addresses.flatMap((address) => {
        const menu = address?.includes(':') ? IPV6_LISTS : V4_LISTS;
        return address !== null && lists.includes(menu) ? [ask(menu, `?address=${address}`)] : [];
      });
    await Promise.all([
      ...menusOf(settings).map((menu) => ask(menu, `?comment=${markOf(serviceId)}`)),
      ...macAddresses.map((mac) => ask(LEASES, `?mac-address=${mac}`)),
      ...(ipv4Address === null ? [] : [ask(LEASES, `?address=${ipv4Address}`)]),
      ...askLists([ipv4Address, ipv6Prefix, delegatedIpv6Prefix]),
    ]);
    const leases = found.get(LEASES) ?? [];
    await Promise.all(askLists([...boundLeases(leases).keys()].filter((address) => address !== ipv4Address)));
    const line = await read();
    if (!line) return NOTHING;
    // An address of this line may be leased by a device of another: who that is only all lines can tell.
    const isAlone = line.serviceStatus !== 'stopped' && leases.every((lease) => macAddresses.includes(deviceOf(lease)));
    const book = isAlone ? new LineBook([line]) : await transactions.run((tx) => LineBook.read(tx, lines, { includesStopped: true }));
    return this.compare(book, found, settings, serviceId);
  }

  /** Until all is done, or until time is over: then it says what is left. */
  async apply(
    client: ApiClient,
    settings: ConnectionSettings,
    difference: Difference,
    isOver: () => boolean = () => false,
  ): Promise<DifferenceSummary> {
    const { changes, versions } = difference;
    const failures: string[] = [];
    let left = changes.length;
    for (const batch of batchesOf(changes)) {
      if (isOver()) break;
      left -= batch.length;
      const outdated = await this.changedSince(versions, batch);
      failures.push(...(await applyBatch(client, outdated.size === 0 ? batch : batch.filter(({ serviceId }) => !outdated.has(serviceId)))));
      for (const serviceId of await this.changedSince(versions, batch)) {
        await this.apply(client, settings, await this.differenceOfLine(client, settings, serviceId));
      }
    }
    return { ...summaryOf(difference), isApplied: true, left, failures: failures.slice(0, MOST_FAILURES) };
  }

  /** The lines of a batch whose access is another by now. */
  private async changedSince(versions: Difference['versions'], batch: readonly Change[]): Promise<ReadonlySet<string>> {
    const { transactions, lines } = this.services;
    const serviceIds = [...new Set(batch.map(({ serviceId }) => serviceId))];
    const now = await transactions.run((tx) => lines.some(tx, serviceIds));
    const versionsNow = new Map(now.map(({ serviceId, version }) => [serviceId, version]));
    return new Set(
      [...versionsNow].flatMap(([serviceId, version]) => ((versions.get(serviceId) ?? version) === version ? [] : [serviceId])),
    );
  }

  private async compare(
    book: LineBook,
    found: ReadonlyMap<ObjectMenu, readonly ApiRow[]>,
    settings: ConnectionSettings,
    onlyOf?: string,
  ): Promise<Difference> {
    const leases = found.get(LEASES) ?? [];
    const isMeant = ({ serviceId }: { readonly serviceId: string }): boolean => onlyOf === undefined || serviceId === onlyOf;
    const places = placedLines({ book, leases, settings }).filter(({ line }) => isMeant(line) && line.serviceStatus !== 'stopped');
    const placed = new Set(places.map(({ line }) => line));
    const withSecrets = settings.setsSecrets ? [...placed].filter(isByPppoe).map(({ serviceId }) => serviceId) : [];
    const passwords =
      withSecrets.length === 0
        ? new Map<string, string>()
        : await this.services.transactions.run((tx) => this.services.passwords.of(tx, withSecrets));
    const ours = [...found.values()].flatMap((rows) => rows.filter(isOurs));
    const wanted = groupBy(wantedObjects({ book, leases, ours, settings, passwords }).filter(isMeant), ({ menu }) => menu);
    const changes = menusOf(settings).flatMap((menu) => {
      const rows = found.get(menu);
      return rows ? differenceOf(menu, wanted.get(menu) ?? [], rows) : [];
    });
    const addresses = places.flatMap(({ line, address }) => [address, line.ipv6Prefix, line.delegatedIpv6Prefix]);
    const own = new Set(addresses.flatMap((address) => (address ? [samePrefix(address)] : [])));
    const isInItsWay = (change: Change): boolean =>
      change.kind === 'remove' && change.before.list !== undefined && own.has(samePrefix(change.before.address ?? ''));
    const meant = changes.filter((change) => isMeant(change) || isInItsWay(change));
    const versions = new Map(
      meant.flatMap(({ serviceId }) => book.get(serviceId) ?? []).map(({ serviceId, version }) => [serviceId, version]),
    );
    return { changes: meant, lines: placed.size, versions };
  }
}

export function summaryOf({ changes, lines }: Pick<Difference, 'changes' | 'lines'>): DifferenceSummary {
  const count = (kind: Change['kind']): number => changes.filter((change) => change.kind === kind).length;
  return { lines, toAdd: count('add'), toChange: count('change'), toRemove: count('remove'), isApplied: false, failures: [] };
}

async function readMenus(client: ApiClient, settings: ConnectionSettings): Promise<ReadonlyMap<ObjectMenu, readonly ApiRow[]>> {
  const menus = [...new Set([...menusOf(settings), LEASES])];
  const tables = await Promise.all(menus.map(async (menu) => [menu, await readKeptObjects(client, menu)] as const));
  return new Map(tables.flatMap(([menu, rows]) => (rows ? [[menu, rows]] : [])));
}

/** Only menus that are kept are compared: what was made while they were is left when they are not. */
function menusOf({ setsAddressLists, setsQueues, setsLeases, setsSecrets }: ConnectionSettings): readonly ObjectMenu[] {
  const isKept: Readonly<Record<ObjectMenu, boolean>> = {
    '/ip/firewall/address-list': setsAddressLists,
    '/ipv6/firewall/address-list': setsAddressLists,
    '/queue/simple': setsQueues,
    '/ip/dhcp-server/lease': setsLeases,
    '/ppp/secret': setsSecrets,
  };
  return OBJECT_MENUS.filter((menu) => isKept[menu]);
}

function deviceOf(lease: ApiRow): string {
  return (lease['active-mac-address'] ?? lease['mac-address'] ?? '').toUpperCase();
}
