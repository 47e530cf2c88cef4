import { instant, quote, readPairs } from './logfmt.js';

/** One request and all that became of it. */
export interface DebugLogEntry {
  readonly atMs: number;
  readonly kind: 'auth' | 'accounting';
  readonly login: string;
  /** Empty for an address that is no router's. */
  readonly routerName: string;
  readonly routerAddress: string;
  readonly macAddress: string;
  /** The packet and each of its attributes, secrets hidden. */
  readonly received: readonly string[];
  /** What was looked at, in order, and what was found. */
  readonly steps: readonly string[];
  /** The answer and each of its attributes; empty when there was none. */
  readonly sent: readonly string[];
}

/** One logfmt line, in which `in`, `step` and `out` come as often as there is something to say. */
export function formatDebugLogEntry(entry: DebugLogEntry): string {
  const head = `at=${instant(entry.atMs)} kind=${entry.kind} login=${quote(entry.login)}`;
  const router = `router=${quote(entry.routerName)} address=${entry.routerAddress} mac=${quote(entry.macAddress)}`;
  const lists = [many('in', entry.received), many('step', entry.steps), many('out', entry.sent)].flat();
  return `${[head, router, ...lists].join(' ')}\n`;
}

/** `undefined` for a line that is not one of ours. */
export function parseDebugLogEntry(line: string): DebugLogEntry | undefined {
  const pairs = readPairs(line);
  if (!pairs) return undefined;
  const all = (wanted: string): readonly string[] => pairs.flatMap(([name, value]) => (name === wanted ? [value] : []));
  const [kind] = all('kind');
  const atMs = Date.parse(all('at')[0] ?? '');
  if (Number.isNaN(atMs) || (kind !== 'auth' && kind !== 'accounting')) return undefined;
  return {
    atMs,
    kind,
    login: all('login')[0] ?? '',
    routerName: all('router')[0] ?? '',
    routerAddress: all('address')[0] ?? '',
    macAddress: all('mac')[0] ?? '',
    received: all('in'),
    steps: all('step'),
    sent: all('out'),
  };
}

function many(name: string, texts: readonly string[]): readonly string[] {
  return texts.map((text) => `${name}=${quote(text)}`);
}
