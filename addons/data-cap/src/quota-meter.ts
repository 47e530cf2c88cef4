import type { QuotaMeter, QuotaState, ServiceDirectory, Transaction } from '@tapline/sdk';
import type { Standing } from './engine/assessment.js';
import { HUNDREDTHS } from './engine/cap-rules.js';
import { overuseRuleOf } from './engine/overuse.js';
import type { Verdict } from './engine/verdict.js';
import type { LineSettling } from './lines/line-settling.js';
import type { PeriodBook } from './lines/period-book.js';

export interface MeterParts {
  readonly services: ServiceDirectory;
  readonly book: PeriodBook;
  readonly settling: LineSettling;
}

/** Tells others how a line stands. */
export function quotaMeter({ services, book, settling }: MeterParts): QuotaMeter {
  return {
    id: 'data-cap',
    title: 'Data cap',
    async state(tx: Transaction, serviceId: string): Promise<QuotaState | undefined> {
      const line = book.lineOf(await services.get(tx, serviceId));
      if (!line) return undefined;
      const { standing, verdict } = await settling.assess(tx, line, { isAsking: false });
      const overuse = verdict.isUnpaid ? undefined : overuseRuleOf(line.rules);
      return { ...quotaState(serviceId, standing, verdict), ...(overuse ? { overuse } : {}) };
    },
  };
}

export function quotaState(serviceId: string, standing: Standing, verdict: Verdict): QuotaState {
  const whole = (amount: bigint): bigint => amount / HUNDREDTHS;
  const { used, left, overused, overusedSinceMs } = verdict.amounts;
  return {
    serviceId,
    period: standing.period,
    sources: standing.sources.map(({ kind, title, grantId, expiresAtMs, amount, paid: taken }) => {
      return { kind, title, grantId, expiresAtMs, octets: whole(amount), leftOctets: whole(amount - taken) };
    }),
    usedOctets: whole(used),
    leftOctets: whole(left),
    overusedOctets: whole(overused),
    isExhausted: verdict.isExhausted,
    exhaustedSinceMs: overusedSinceMs,
  };
}
