import { ATTRIBUTE, type PacketView, readText } from '../codec/index.js';
import type { ShortLogEntry } from '../log/short-log-entry.js';
import { deviceMacOf } from './device-mac.js';
import type { KnownRouter } from './router-table.js';

/** What became of a request. */
export type RequestOutcome = Pick<ShortLogEntry, 'atMs' | 'kind' | 'verdict' | 'ipv4Address' | 'reason'>;

/** A request as the short log has it: who asked, from where, and what became of it. */
export function shortLogEntry(
  packet: PacketView,
  router: Pick<KnownRouter, 'name'>,
  sourceAddress: string,
  outcome: RequestOutcome,
): ShortLogEntry {
  // One by one: there is an entry for each request, and spreading objects into it takes longer than deciding a login.
  return {
    atMs: outcome.atMs,
    kind: outcome.kind,
    verdict: outcome.verdict,
    login: readText(packet, ATTRIBUTE['User-Name']) ?? '',
    routerName: router.name,
    routerAddress: sourceAddress,
    macAddress: deviceMacOf(packet) ?? readText(packet, ATTRIBUTE['Calling-Station-Id']) ?? '',
    ipv4Address: outcome.ipv4Address,
    reason: outcome.reason,
  };
}
