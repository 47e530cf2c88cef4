import { foldForSearch } from '../../../customers/search-text.js';
import type { ShortLogEntry } from '../../../radius/log/short-log-entry.js';

/** Which entries somebody wants to see. */
export interface LogFilter {
  readonly text: string;
  readonly verdicts: 'all' | 'trouble' | 'accept';
}

const TROUBLE = new Set<ShortLogEntry['verdict']>(['reject', 'drop', 'timeout', 'nak']);

export function logFilter(query: Readonly<Record<string, string>>): LogFilter {
  const verdicts = query.verdicts === 'trouble' || query.verdicts === 'accept' ? query.verdicts : 'all';
  return { text: (query.q ?? '').trim(), verdicts };
}

export function passes({ text, verdicts }: LogFilter, entry: ShortLogEntry): boolean {
  if (verdicts === 'trouble' && !TROUBLE.has(entry.verdict)) return false;
  if (verdicts === 'accept' && TROUBLE.has(entry.verdict)) return false;
  if (text === '') return true;
  const { login, routerName, routerAddress, macAddress, ipv4Address, reason } = entry;
  const whole = foldForSearch([login, routerName, routerAddress, macAddress, ipv4Address, reason].join(' '));
  return foldForSearch(text)
    .split(/\s+/)
    .every((word) => whole.includes(word));
}
