import type { AmountMinor, Company } from '@tapline/sdk';

export interface BlockFacts {
  readonly balanceMinor: AmountMinor;
  readonly minimalBalanceMinor: AmountMinor;
  readonly dueMinor: AmountMinor;
  readonly missingMinor: AmountMinor;
  readonly serviceCount: number;
}

/** Why a service is blocked, and the payment that opens it. */
export function blockReason(company: Pick<Company, 'format'>, facts: BlockFacts): string {
  const balance = company.format(facts.balanceMinor);
  const daily = `the daily ${company.format(facts.dueMinor)}${facts.serviceCount > 1 ? ` of ${facts.serviceCount} services` : ''}`;
  const why =
    facts.minimalBalanceMinor === 0
      ? `balance ${balance} is under ${daily}`
      : `balance ${balance} less ${daily} is under the minimal balance ${company.format(facts.minimalBalanceMinor)}`;
  return `${why}; ${payToGoOn(company, facts.missingMinor)}`;
}

export function payToGoOn(company: Pick<Company, 'format'>, missingMinor: AmountMinor): string {
  return `pay ${company.format(missingMinor)} to go on`;
}

/** `1 day`, `11 days`. */
export function countOfDays(days: number): string {
  return days === 1 ? '1 day' : `${days} days`;
}
