import { ATTRIBUTE, type PacketView, readIpv4, readText } from '../codec/index.js';
import type { KnownRouter } from './router-table.js';

/** All routers whose packets may come from one address or network; behind a NAT there are several. */
export class RouterPlace {
  #routers: KnownRouter[] = [];
  /** The one router here, when it says nothing of what it calls itself. */
  only: KnownRouter | undefined;

  get routers(): readonly KnownRouter[] {
    return this.#routers;
  }

  /** What they are called. */
  get name(): string {
    return this.#routers.map(({ name }) => name).join(', ');
  }

  add(router: KnownRouter): void {
    // In the order in which they are asked: who says more of itself goes first.
    this.#routers = [...this.#routers, router].sort((a, b) => precision(b) - precision(a));
    this.only = this.#routers.length === 1 && precision(router) === 0 ? router : undefined;
  }

  /** Who sent a packet, by its NAS-IP-Address, then its NAS-Identifier, then whoever is here without either; its secret proves it. */
  choose(packet: PacketView): KnownRouter | undefined {
    const nasIpAddress = readIpv4(packet, ATTRIBUTE['NAS-IP-Address']);
    const nasIdentifier = readText(packet, ATTRIBUTE['NAS-Identifier']);
    return this.#routers.find(
      (router) =>
        (router.nasIpAddress === null || router.nasIpAddress === nasIpAddress) &&
        (router.nasIdentifier === null || router.nasIdentifier === nasIdentifier),
    );
  }
}

/** What a packet calls its router, in words. */
export function nasNames(packet: PacketView): string {
  const nasIpAddress = readIpv4(packet, ATTRIBUTE['NAS-IP-Address']);
  const nasIdentifier = readText(packet, ATTRIBUTE['NAS-Identifier']);
  const names = [
    ...(nasIpAddress === undefined ? [] : [`NAS-IP-Address ${nasIpAddress}`]),
    ...(nasIdentifier === undefined ? [] : [`NAS-Identifier "${nasIdentifier}"`]),
  ];
  return names.length === 0 ? 'neither NAS-IP-Address nor NAS-Identifier' : names.join(' and ');
}

/** What a router is to call itself, in words. */
export function expectedNames({ nasIpAddress, nasIdentifier }: Pick<KnownRouter, 'nasIpAddress' | 'nasIdentifier'>): string {
  return [
    ...(nasIpAddress === null ? [] : [`NAS-IP-Address ${nasIpAddress}`]),
    ...(nasIdentifier === null ? [] : [`NAS-Identifier "${nasIdentifier}"`]),
  ].join(' and ');
}

function precision({ nasIpAddress, nasIdentifier }: KnownRouter): number {
  return (nasIpAddress === null ? 0 : 2) + (nasIdentifier === null ? 0 : 1);
}
