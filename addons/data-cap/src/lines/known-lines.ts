import { type AddonTable, TaplineError, type Transaction } from '@tapline/sdk';
import type { LineNews, LineRow } from './line-row.js';

/** A line of which nothing is known yet but whose it is. */
const NOT_LOOKED_AT: Omit<LineRow, 'service' | 'customer' | 'plan' | 'recheck_at'> = {
  period_from: 0,
  period_until: 0,
  state: 'open',
  percent: 0,
  used: '0',
  has_left: '0',
  explanation: 'it is looked at within a minute',
  told_percent: 0,
  told_grants: null,
  told_all: null,
  quiet_until: '0',
  told_share: null,
  told_flow: null,
  since_ms: null,
  has_session_ended: null,
  failures: null,
};

function notedNews(news: LineNews | undefined): Pick<LineRow, 'since_ms' | 'has_session_ended'> {
  return { since_ms: news?.sinceMs ?? null, has_session_ended: news?.hasSessionEnded ? true : null };
}

/** The row, as long as nothing was noted of it since it was read. */
function asItWas({ service, recheck_at, since_ms, has_session_ended }: LineRow): Partial<LineRow> {
  return { service, recheck_at, since_ms, has_session_ended };
}

/** How lines stood when they were looked at last, and what was noted of them since. */
export class KnownLines {
  constructor(private readonly table: AddonTable<LineRow>) {}

  /**
   * Writes how a line stands, as it was brought up to date from `before`. What was noted of it meanwhile has not been looked at yet: that stays, and the line is
   * due.
   */
  async keep(
    tx: Transaction,
    row: LineRow,
    { before, nowMs }: { readonly before: LineRow | undefined; readonly nowMs: number },
  ): Promise<void> {
    if (!before) return this.table.put(tx, row);
    if ((await this.table.update(tx, asItWas(before), row)) > 0) return;
    const { since_ms: _since, has_session_ended: _ended, ...rest } = row;
    await this.table.update(tx, { service: row.service }, { ...rest, recheck_at: nowMs });
  }

  /** Lets a line go, unless something was noted of it meanwhile: then it is due. */
  async letGo(tx: Transaction, before: LineRow): Promise<void> {
    await this.table.remove(tx, asItWas(before));
  }

  /** Takes lines up that are not known yet: they are due. */
  async takeUp(
    tx: Transaction,
    lines: readonly (Pick<LineRow, 'service' | 'customer' | 'plan'> & { readonly news?: LineNews })[],
    nowMs: number,
  ): Promise<void> {
    for (const { news, ...line } of lines) {
      try {
        await this.table.insert(tx, { ...NOT_LOOKED_AT, ...line, ...notedNews(news), recheck_at: nowMs });
      } catch (error) {
        // Somebody else has looked at it meanwhile.
        if (!(error instanceof TaplineError) || error.code !== 'ADDON_ROW_DUPLICATE') throw error;
      }
    }
  }

  /** Notes what has become known of lines, and that they are due. */
  async note(tx: Transaction, services: readonly string[], news: LineNews, nowMs: number): Promise<void> {
    await this.table.updateIn(tx, 'service', services, { ...notedNews(news), recheck_at: nowMs });
  }
}
