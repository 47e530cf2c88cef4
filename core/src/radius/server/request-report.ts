import { ATTRIBUTE, normaliseMacAddress, type PacketView, readText } from '../codec/index.js';
import type { ShortLogEntry } from '../log/short-log-entry.js';
import type { KnownRouter } from './router-table.js';

/** Who asked, and from where, as the short log says it. */
export function shortLogEntry(
  packet: PacketView,
  router: Pick<KnownRouter, 'name'>,
  sourceAddress: string,
): Pick<ShortLogEntry, 'login' | 'routerName' | 'routerAddress' | 'macAddress'> {
  const station = readText(packet, ATTRIBUTE['Calling-Station-Id']) ?? '';
  return {
    login: readText(packet, ATTRIBUTE['User-Name']) ?? '',
    routerName: router.name,
    routerAddress: sourceAddress,
    macAddress: normaliseMacAddress(station) ?? station,
  };
}
