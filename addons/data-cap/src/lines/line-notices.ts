import type { Company, Notifications, Transaction } from '@tapline/sdk';
import { dueNotice, type Verdict } from '../engine/verdict.js';
import { NOTICE_KIND, noticeValues, UNPAID_KIND, unpaidValues } from '../notices.js';
import type { LineRow } from './line-row.js';
import type { SettledLine } from './settled-line.js';

/** Tells customers what a line has reached: each notice once in a period, and again when it is reached anew after data has come. */
export class LineNotices {
  constructor(private readonly parts: { readonly notifications: Pick<Notifications, 'want'>; readonly company: Company }) {}

  /** Answers the highest notice that has gone out and still holds. */
  async tell(tx: Transaction, settled: SettledLine, before: LineRow | undefined): Promise<number> {
    const { line, open, standing, verdict } = settled;
    const told = toldPercentOf(before, settled);
    const due = dueNotice(verdict, told);
    if (due === null) {
      if (isNewlyUnpaid(verdict, before)) await this.tellUnpaid(tx, settled);
      return told;
    }
    const { id, customerId } = line.service;
    await this.parts.notifications.want(tx, {
      kind: NOTICE_KIND.id,
      customerId,
      key: `data-cap:${id}:${standing.period.fromMs}:${open.content.seenGrants.length}:${verdict.amounts.all}:${due.atPercent}`,
      values: noticeValues({ line, standing, verdict, percent: due.atPercent, timeZone: this.parts.company.timeZone }),
      ...(due.channels ? { channels: due.channels } : {}),
      ...(due.wording === null ? {} : { wording: due.wording }),
    });
    return due.atPercent;
  }

  private async tellUnpaid(tx: Transaction, { line, open, standing }: SettledLine): Promise<void> {
    const { id, customerId } = line.service;
    await this.parts.notifications.want(tx, {
      kind: UNPAID_KIND.id,
      customerId,
      key: `data-cap:${id}:${standing.period.fromMs}:unpaid:${open.content.charged.steps}`,
      values: unpaidValues({ line, standing, timeZone: this.parts.company.timeZone }),
      ...(line.rules.unpaidWording === null ? {} : { wording: line.rules.unpaidWording }),
    });
  }
}

/** The highest notice that has gone out in the period and still holds: where data has come, those that it has left behind go out again. */
export function toldPercentOf(line: LineRow | undefined, settled: SettledLine): number {
  if (line?.period_from !== settled.standing.period.fromMs) return 0;
  return hasMore(line, settled) ? Math.min(line.told_percent, settled.verdict.notices.at(-1)?.atPercent ?? 0) : line.told_percent;
}

/** Data was bought or granted, or the plan gives more. */
function hasMore({ told_grants, told_all }: LineRow, { open, verdict }: SettledLine): boolean {
  const hasGrant = told_grants !== null && open.content.seenGrants.length > told_grants;
  return hasGrant || (told_all !== null && verdict.amounts.all > BigInt(told_all));
}

/** Shut, where it was not: whoever is told of a threshold at that moment reads it there. */
function isNewlyUnpaid({ isUnpaid }: Verdict, before: LineRow | undefined): boolean {
  return isUnpaid && before?.state !== 'blocked';
}
