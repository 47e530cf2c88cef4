import type { Service, Transaction } from '@tapline/sdk';
import { foldForSearch } from '../../customers/search-text.js';
import { LineNames, type NamedLine } from './line-names.js';
import type { ShortLogEntry } from './short-log-entry.js';

/** Which entries somebody wants to see. */
export interface ShortLogQuery {
  /** Words of an entry; or a line's login, which also finds what routers ask for by its devices. Empty for all. */
  readonly text: string;
  readonly verdicts: 'all' | 'trouble' | 'accept';
}

const TROUBLE = new Set<ShortLogEntry['verdict']>(['reject', 'drop', 'timeout', 'nak']);

/** Picks entries out of the short log. */
export class ShortLogFilter {
  readonly #words: readonly string[];
  readonly #names: LineNames | undefined;

  constructor(
    readonly query: ShortLogQuery,
    line: NamedLine | undefined,
  ) {
    this.#words = foldForSearch(query.text)
      .split(/\s+/)
      .filter((word) => word !== '');
    this.#names = line && new LineNames(query.text, line);
  }

  get passesAll(): boolean {
    return this.#words.length === 0 && this.query.verdicts === 'all';
  }

  passes(entry: ShortLogEntry): boolean {
    const { verdicts } = this.query;
    if (verdicts !== 'all' && TROUBLE.has(entry.verdict) !== (verdicts === 'trouble')) return false;
    return this.#names?.has(entry.login) === true || this.hasWords(entry);
  }

  private hasWords({ login, routerName, routerAddress, macAddress, ipv4Address, reason }: ShortLogEntry): boolean {
    if (this.#words.length === 0) return true;
    const whole = foldForSearch([login, routerName, routerAddress, macAddress, ipv4Address, reason].join(' '));
    return this.#words.every((word) => whole.includes(word));
  }
}

export async function readShortLogFilter(
  tx: Transaction,
  services: { findByLogin(tx: Transaction, login: string): Promise<Service | undefined> },
  query: ShortLogQuery,
): Promise<ShortLogFilter> {
  return new ShortLogFilter(query, query.text === '' ? undefined : await services.findByLogin(tx, query.text));
}
