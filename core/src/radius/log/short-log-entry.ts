import { instant, quote, readPairs } from './logfmt.js';

export interface ShortLogEntry {
  readonly atMs: number;
  readonly kind: 'auth' | 'accounting' | 'disconnect' | 'coa';
  readonly verdict: 'accept' | 'reject' | 'drop' | 'ok' | 'timeout' | 'nak';
  readonly login: string;
  readonly routerName: string;
  readonly routerAddress: string;
  readonly macAddress: string;
  readonly ipv4Address: string;
  /** In words; empty when there is nothing to say. */
  readonly reason: string;
}

/** One logfmt line. What a peer chose (a login, say) is quoted and escaped, so that it cannot pass for another line or a terminal's command. */
export function formatShortLogEntry(entry: ShortLogEntry): string {
  const router = `router=${quote(entry.routerName)} address=${entry.routerAddress}`;
  const line = `mac=${quote(entry.macAddress)} ip=${entry.ipv4Address} reason=${quote(entry.reason)}`;
  return `at=${instant(entry.atMs)} kind=${entry.kind} verdict=${entry.verdict} login=${quote(entry.login)} ${router} ${line}\n`;
}

/** `undefined` for a line that is not one of ours. */
export function parseShortLogEntry(line: string): ShortLogEntry | undefined {
  const pairs = readPairs(line);
  if (!pairs) return undefined;
  const fields: Readonly<Record<string, string>> = Object.fromEntries(pairs);
  const atMs = Date.parse(fields.at ?? '');
  if (Number.isNaN(atMs) || fields.kind === undefined || fields.verdict === undefined) return undefined;
  return {
    atMs,
    kind: fields.kind as ShortLogEntry['kind'],
    verdict: fields.verdict as ShortLogEntry['verdict'],
    login: fields.login ?? '',
    routerName: fields.router ?? '',
    routerAddress: fields.address ?? '',
    macAddress: fields.mac ?? '',
    ipv4Address: fields.ip ?? '',
    reason: fields.reason ?? '',
  };
}
