import { ATTRIBUTE, normaliseMacAddress, type PacketView, readText } from '../codec/index.js';
import type { ShortLogEntry } from '../log/short-log-entry.js';
import type { KnownRouter } from './router-table.js';

/** Who asked, and from where, as the short log says it. */
export function shortLogEntry(
  packet: PacketView,
  router: KnownRouter,
): Pick<ShortLogEntry, 'login' | 'routerName' | 'routerAddress' | 'macAddress'> {
  const station = readText(packet, ATTRIBUTE['Calling-Station-Id']) ?? '';
  return {
    login: readText(packet, ATTRIBUTE['User-Name']) ?? '',
    routerName: router.name,
    routerAddress: router.address,
    macAddress: normaliseMacAddress(station) ?? station,
  };
}
