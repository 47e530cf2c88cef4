export interface ShortLogEntry {
  readonly atMs: number;
  readonly kind: 'auth' | 'accounting' | 'disconnect';
  readonly verdict: 'accept' | 'reject' | 'drop' | 'ok' | 'timeout' | 'nak';
  readonly login: string;
  readonly routerName: string;
  readonly routerAddress: string;
  readonly macAddress: string;
  readonly ipv4Address: string;
  /** In words; empty when there is nothing to say. */
  readonly reason: string;
}

const LONGEST_TEXT = 300;
// What a terminal or a viewer could take for a command or a new line: C1 controls, line and paragraph separators, changes of direction.
const UNSAFE = /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;
const PAIR = /([a-z]+)=("(?:[^"\\]|\\.)*"|\S*)/g;

let secondMs = -1;
let secondText = '';

/** One logfmt line. What a peer chose (a login, say) is quoted and escaped, so that it cannot pass for another line or a terminal's command. */
export function formatShortLogEntry(entry: ShortLogEntry): string {
  const router = `router=${quote(entry.routerName)} address=${entry.routerAddress}`;
  const line = `mac=${quote(entry.macAddress)} ip=${entry.ipv4Address} reason=${quote(entry.reason)}`;
  return `at=${instant(entry.atMs)} kind=${entry.kind} verdict=${entry.verdict} login=${quote(entry.login)} ${router} ${line}\n`;
}

/** `undefined` for a line that is not one of ours. */
export function parseShortLogEntry(line: string): ShortLogEntry | undefined {
  const fields: Record<string, string> = {};
  try {
    for (const [, name = '', value = ''] of line.matchAll(PAIR)) {
      fields[name] = value.startsWith('"') ? (JSON.parse(value) as string) : value;
    }
  } catch {
    return undefined;
  }
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

function quote(text: string): string {
  if (text === '') return '""';
  const short = text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
  return JSON.stringify(short).replace(UNSAFE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** ISO 8601 with milliseconds; a whole second is formatted once. */
function instant(atMs: number): string {
  const start = Math.floor(atMs / 1000) * 1000;
  if (start !== secondMs) {
    secondMs = start;
    secondText = new Date(start).toISOString().slice(0, 20);
  }
  return `${secondText}${String(atMs - start).padStart(3, '0')}Z`;
}
