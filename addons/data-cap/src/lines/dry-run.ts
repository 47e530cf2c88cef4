import {
  type Clock,
  type Company,
  invalid,
  type JsonSchema,
  notFound,
  type Operation,
  type ServiceDirectory,
  type ServiceWithPlan,
  type Transaction,
  type Usage,
} from '@tapline/sdk';
import { countedHours, type HourOfUsage, type PeriodFacts, type Standing, standingOf } from '../engine/assessment.js';
import { type CapRules, HUNDREDTHS, type NoticeRule } from '../engine/cap-rules.js';
import { CAP_SETTINGS_SCHEMA, type CapSettings, newRulesOf, type RuleMakers } from '../engine/cap-settings.js';
import type { CompanyHours } from '../engine/company-hours.js';
import { formatOctets } from '../engine/format-octets.js';
import { overuseRuleOf, startedUnits } from '../engine/overuse.js';
import { type Calendar, endAfter, type Period, periodAt } from '../engine/periods.js';
import { leftToNext, type RolloverLot } from '../engine/rollover.js';
import { noticesOf, reachedSteps } from '../engine/verdict.js';
import { dryRunView, rulesToBeginWith } from '../pages/dry-run-view.js';
import { DryRunTally, type PlayedPeriod, type Tallied } from './dry-run-tally.js';

const DAY_MS = 86_400_000;
const DAYS = 30;
const SERVICES_PER_STEP = 200;

export interface DryRunInput extends Partial<CapSettings> {
  readonly plan: string;
}

export interface DryRunResult extends Tallied {
  readonly plan: string;
  readonly days: number;
  readonly lines: number;
}

export interface DryRunParts {
  readonly services: ServiceDirectory;
  readonly usage: Usage;
  readonly company: Company;
  readonly clock: Clock;
  readonly hours: CompanyHours;
  readonly makers: () => RuleMakers;
}

const { properties = {}, ...SETTINGS } = CAP_SETTINGS_SCHEMA;
const INPUT: JsonSchema = {
  ...SETTINGS,
  properties: {
    plan: { type: 'string', title: 'Plan whose lines are played', description: 'Its name or id.', minLength: 1, maxLength: 200 },
    ...properties,
    amount: { ...properties.amount, description: 'Like 10 GB or 1.5 TB; a GB is 10^9 octets.' },
  },
  required: ['plan', 'amount'],
};

/** What a set of rules would have done to the real traffic of a plan's lines in the last 30 days, without grants, without what was left before them, and whatever balances pay for. */
export function dryRunOperation(parts: DryRunParts): Operation<DryRunInput, DryRunResult> {
  return {
    id: 'dry-run',
    title: 'Try out rules',
    description: 'What other rules would have done to the real traffic of a plan in the last 30 days. Nothing is changed.',
    icon: 'history',
    permission: 'customers.read',
    isReadOnly: true,
    page: 'lines',
    input: INPUT,
    run: ({ tx, input: { plan, ...settings } }) => dryRun(tx, parts, plan, settings),
    about: async ({ tx, given }) => (given.plan ? undefined : rulesToBeginWith(await parts.services.plans(tx))),
    choices: async ({ tx }) => ({ plan: (await parts.services.plans(tx)).map(({ name }) => ({ value: name, title: name })) }),
    begin: async ({ tx, given }) => (await parts.services.findPlan(tx, given.plan ?? ''))?.addonSettings['data-cap'] ?? {},
    view: dryRunView,
  };
}

async function dryRun(tx: Transaction, parts: DryRunParts, nameOrId: string, settings: Partial<CapSettings>): Promise<DryRunResult> {
  const rules = newRulesOf(settings, parts.makers());
  if (!rules) throw notFound('DATA_CAP_NONE', 'without an amount there is nothing to try out');
  const plan = await parts.services.findPlan(tx, nameOrId);
  if (!plan) throw invalid('DATA_CAP_PLAN_UNKNOWN', `there is no plan with the name or id "${nameOrId}"`, 'plan');
  const tally = new DryRunTally({ steps: rules.steps.map(nameOf), told: rules.noticeRules.map(toldAt) });
  let [lines, afterId] = [0, ''];
  for (;;) {
    const services = await parts.services.ofPlan(tx, plan.id, { afterId, limit: SERVICES_PER_STEP });
    if (services.length === 0) break;
    lines += services.length;
    afterId = services.at(-1)?.id ?? '';
    const untilMs = parts.hours.nextHourMs(parts.clock.nowMs());
    const usage = await parts.usage.hourly(tx, { serviceIds: services.map(({ id }) => id), fromMs: untilMs - DAYS * DAY_MS, untilMs });
    for (const service of services) {
      for (const period of play(rules, service, usage.get(service.id) ?? [], parts, untilMs)) tally.add(period);
    }
  }
  return { plan: plan.name, days: DAYS, lines, ...tally.result() };
}

/** Each with what the ones before it have left over; what there was before the first is not known. */
function play(
  rules: CapRules,
  service: ServiceWithPlan,
  hours: readonly HourOfUsage[],
  parts: DryRunParts,
  untilMs: number,
): readonly PlayedPeriod[] {
  let lots: readonly RolloverLot[] = [];
  return periodsOf(rules, service, parts, untilMs).map((period) => {
    const planExpiresAtMs = endAfter(rules, calendarOf(service, parts), period, rules.rollover?.periods ?? 0);
    const facts: PeriodFacts = { rules, period, planExpiresAtMs, lots, grants: [], hours };
    const standing = standingOf(facts, parts.hours);
    lots = leftToNext(rules, standing.sources, period.untilMs);
    return played(service.login, facts, standing, parts.hours);
  });
}

function played(login: string, facts: PeriodFacts, standing: Standing, clock: CompanyHours): PlayedPeriod {
  const { rules, period } = facts;
  const { counted, unpaid, sources } = standing;
  const all = sources.reduce((sum, { amount }) => sum + amount, 0n);
  const percent = all === 0n ? 100 : Number((counted * 100n) / all);
  return {
    units: Number(startedUnits(overuseRuleOf(rules), unpaid)),
    told: noticesOf(rules, standing, { used: counted, percent }).map(toldAt),
    line: {
      login,
      periodFrom: new Date(period.fromMs).toISOString(),
      used: formatOctets(counted / HUNDREDTHS),
      percent,
      over: formatOctets(unpaid / HUNDREDTHS),
      reached: reachedAt(facts, clock, all),
    },
  };
}

function reachedAt(facts: PeriodFacts, clock: CompanyHours, all: bigint): Readonly<Record<string, string>> {
  const reached: Record<string, string> = {};
  let sum = 0n;
  for (const { hourMs, counted } of [...countedHours(facts, clock)].sort((a, b) => a.hourMs - b.hourMs)) {
    sum += counted;
    const amounts = { used: sum, all, left: sum < all ? all - sum : 0n };
    for (const step of reachedSteps(facts.rules.steps, amounts)) reached[nameOf(step)] ??= new Date(hourMs).toISOString();
  }
  return reached;
}

/** Whole periods of the last 30 days in which the service was there; a month is those 30 days themselves, as most of the time no month of the calendar lies in them. */
function periodsOf(rules: CapRules, service: ServiceWithPlan, parts: DryRunParts, untilMs: number): readonly Period[] {
  const fromMs = untilMs - DAYS * DAY_MS;
  if (rules.period === 'month') return [{ fromMs, untilMs }];
  const { createdAtMs } = service;
  const periods: Period[] = [];
  const calendar = calendarOf(service, parts);
  for (let period = periodAt(rules, calendar, fromMs); period.fromMs < untilMs; period = periodAt(rules, calendar, period.untilMs)) {
    if (period.fromMs >= fromMs && period.untilMs > createdAtMs && period.untilMs <= untilMs) periods.push(period);
  }
  return periods;
}

function calendarOf({ createdAtMs }: ServiceWithPlan, { company, hours }: DryRunParts): Calendar {
  return { timeZone: company.timeZone, serviceStart: hours.dateOf(createdAtMs) };
}

function toldAt({ atPercent }: NoticeRule): string {
  return `${atPercent}%`;
}

function nameOf({ atPercent, action }: CapRules['steps'][number]): string {
  return `${atPercent}% ${action.kind}`;
}
