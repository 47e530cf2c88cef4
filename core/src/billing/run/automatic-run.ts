import { addDays, type Clock, type Company, localDateOf, localTimeMs } from '@tapline/sdk';
import type { Configuration } from '../../kernel/config/configuration.js';
import type { Database } from '../../kernel/database/database.js';
import { CORE_OWNER } from '../../kernel/hooks/owner.js';
import type { BillingRunService } from './billing-run-service.js';

export interface AutomaticRunParts {
  readonly runs: BillingRunService;
  readonly database: Database;
  readonly billing: Configuration['billing'];
  readonly company: Company;
  readonly clock: Clock;
}

/**
 * Goes on with what was begun. Where runs are automatic it also previews once a day, and issues a preview that nobody has confirmed or discarded
 * for so many days, at the set hour; one that was stopped is left to a person.
 */
export async function automaticRun({ runs, database, billing, company, clock }: AutomaticRunParts, signal: AbortSignal): Promise<void> {
  await runs.work(signal);
  if (!billing.isRunAutomatic || signal.aborted) return;
  const today = company.today();
  const nowMs = clock.nowMs();
  if (nowMs < localTimeMs(today, { hour: billing.issueHour }, company.timeZone)) return;
  // A run without anybody would only keep those waiting who are due in the days until it is issued.
  const isAnybodyDue = await runs.isAnybodyDue(signal);
  await database.transaction(CORE_OWNER.actor, async (tx) => {
    const [latest] = await runs.list(tx, 1);
    const isOver = latest === undefined || latest.state === 'issued' || latest.state === 'discarded';
    if (isAnybodyDue && isOver && latest?.through !== today) await runs.start(tx);
  });
  await runs.work(signal);
  await database.transaction(CORE_OWNER.actor, async (tx) => {
    const [latest] = await runs.list(tx, 1);
    if (latest?.state !== 'previewed') return;
    const previewedOn = localDateOf(latest.previewedAtMs ?? nowMs, company.timeZone);
    if (addDays(previewedOn, billing.issueAfterDays) <= today) await runs.confirm(tx, latest.id);
  });
  await runs.work(signal);
}
