import type { AmountMinor, Company, ServiceWithPlan } from '@tapline/sdk';
import type { PrepaidSettings } from './settings.js';

export interface BlockFacts {
  readonly balanceMinor: AmountMinor;
  readonly settings: Pick<PrepaidSettings, 'charging' | 'periodDays' | 'minimalBalanceMinor'>;
  /** Whether a period is under way of which the rest is not paid. */
  readonly isRest: boolean;
  readonly dueMinor: AmountMinor;
  readonly missingMinor: AmountMinor;
  readonly serviceCount: number;
}

/** Why a service is blocked, and the payment that opens it. */
export function blockReason(company: Pick<Company, 'format'>, facts: BlockFacts): string {
  const { minimalBalanceMinor } = facts.settings;
  const balance = company.format(facts.balanceMinor);
  const services = facts.serviceCount > 1 ? ` of ${facts.serviceCount} services` : '';
  const due = `the ${priceWord(facts)}${company.format(facts.dueMinor)}${services}`;
  const why =
    minimalBalanceMinor === 0
      ? `balance ${balance} is under ${due}`
      : `balance ${balance} less ${due} is under the minimal balance ${company.format(minimalBalanceMinor)}`;
  return `${why}; ${payToGoOn(company, facts.missingMinor)}`;
}

function priceWord({ settings, isRest }: BlockFacts): string {
  if (settings.charging === 'day') return 'daily ';
  if (isRest) return 'rest of the period, ';
  return settings.charging === 'month' ? 'monthly ' : `${settings.periodDays}-day price `;
}

export function payToGoOn(company: Pick<Company, 'format'>, missingMinor: AmountMinor): string {
  return `pay ${company.format(missingMinor)} to go on`;
}

/** `1 day`, `11 days`. */
export function countOfDays(days: number): string {
  return days === 1 ? '1 day' : `${days} days`;
}

/** What a price is for: `A day`, `A month`, `30 days`. */
export function priceTerm({ charging, periodDays }: Pick<PrepaidSettings, 'charging' | 'periodDays'>): string {
  return charging === 'day' ? 'A day' : charging === 'month' ? 'A month' : countOfDays(periodDays);
}

const MOST_NAMES = 3;

/** `Internet 5M (anna) and Television (anna-tv)`. */
export function serviceNames(services: readonly ServiceWithPlan[]): string {
  if (services.length > MOST_NAMES) return `${services.length} services`;
  const names = services.map(({ plan, login }) => `${plan.name} (${login})`);
  return [names.slice(0, -1).join(', '), ...names.slice(-1)].filter((part) => part !== '').join(' and ');
}
