import {
  type AmountMinor,
  type AnsweredLogin,
  type Answers,
  type Clock,
  invalid,
  type Notifications,
  notFound,
  OCTETS_PATTERN,
  type Operation,
  parseLocalInstant,
  parseOctets,
  type ServiceDirectory,
  type Transaction,
} from '@tapline/sdk';
import { type HourOfUsage, standingOf } from '../engine/assessment.js';
import { HUNDREDTHS, type NoticeRule } from '../engine/cap-rules.js';
import type { CompanyHours } from '../engine/company-hours.js';
import { sumOf } from '../engine/cut.js';
import { formatOctets } from '../engine/format-octets.js';
import { chargedUpTo, overuseOf, overuseRuleOf } from '../engine/overuse.js';
import { dueNotice, type Verdict } from '../engine/verdict.js';
import { NOTICE_KIND } from '../notices.js';
import { simulationView } from '../pages/simulation-view.js';
import { toldPercentOf } from './line-notices.js';
import type { LineSettling } from './line-settling.js';
import type { LineTables } from './line-tables.js';
import type { PeriodBook } from './period-book.js';
import type { SettledLine } from './settled-line.js';

export interface SimulationInput {
  readonly service: string;
  readonly download: string;
  readonly upload: string;
  /** As people type it on the company's clocks, `2026-11-30 20:00`, or with its offset. */
  readonly at?: string;
}

export interface SimulatedSource {
  readonly title: string;
  readonly has: string;
  readonly leftBefore: string;
  readonly leftAfter: string;
  readonly expiresAt: string | null;
}

export interface SimulatedOveruse {
  readonly units: number;
  readonly octets: string;
  readonly amountMinor: AmountMinor;
}

export interface SimulatedStanding {
  readonly usedOctets: string;
  readonly leftOctets: string;
  readonly percent: number;
  readonly rule: string;
  readonly why: string;
  readonly restriction: string;
  readonly answer: AnsweredLogin;
}

export interface SimulationResult {
  readonly login: string;
  readonly plan: string;
  readonly at: string;
  readonly period: { readonly from: string; readonly until: string };
  readonly traffic: string;
  readonly before: SimulatedStanding;
  readonly after: SimulatedStanding;
  readonly sources: readonly SimulatedSource[];
  readonly notifications: readonly string[];
  /** What the traffic itself costs as over-use: as much as is paid for; null where it costs nothing. */
  readonly overuse: SimulatedOveruse | null;
  /** What is not played; null where it makes no difference. */
  readonly note: string | null;
}

export interface SimulationParts {
  readonly tables: LineTables;
  readonly services: ServiceDirectory;
  readonly book: PeriodBook;
  readonly settling: LineSettling;
  readonly answers: Answers;
  readonly notifications: Pick<Notifications, 'wordings'>;
  readonly clock: Clock;
  readonly hours: CompanyHours;
}

const ANSWERED_AS_STATED =
  'RADIUS still answers logins by what was left when the line was looked at last: until one of its sessions ends, or a sixteenth of that has flowed.';
const NOTHING_BOUGHT = 'Purchases are not played: a line that buys data by itself buys more at this point, and goes on.';

const octets = (title: string) =>
  ({ type: 'string', title, description: 'Like 100 MB.', pattern: OCTETS_PATTERN, examples: ['100 MB'], default: '0 B' }) as const;

/** What would happen if a line carried so much: worked out by the code that real traffic goes through, in a transaction that cannot write. */
export function simulationOperation(parts: SimulationParts): Operation<SimulationInput, SimulationResult> {
  return {
    id: 'simulate',
    title: 'Simulate traffic',
    description: 'What would happen to a line if it carried so much. Nothing is changed.',
    icon: 'gauge',
    permission: 'customers.read',
    isReadOnly: true,
    page: 'lines',
    input: {
      type: 'object',
      properties: {
        service: { type: 'string', title: 'Login or id of the service', minLength: 1, maxLength: 253 },
        download: octets('It downloads'),
        upload: octets('It uploads'),
        at: {
          type: 'string',
          title: 'At',
          description: 'Like 2026-11-30 20:00, on the company’s clocks; now unless given. In this period or a later one.',
          maxLength: 30,
          'x-widget': 'date-time',
        },
      },
      required: ['service'],
      additionalProperties: false,
    },
    run: ({ tx, input }) => simulate(tx, parts, input),
    view: simulationView,
  };
}

async function simulate(tx: Transaction, parts: SimulationParts, input: SimulationInput): Promise<SimulationResult> {
  const { services, book, settling, clock, hours } = parts;
  const service = await services.find(tx, input.service);
  if (!service) throw notFound('DATA_CAP_SERVICE_UNKNOWN', `there is no service with the login or id "${input.service}"`);
  const line = book.lineOf(service);
  if (!line) throw invalid('DATA_CAP_NONE', `the plan ${service.plan.name} has no data cap`, 'service');
  const atMs = input.at ? parseLocalInstant(input.at, hours.timeZone) : clock.nowMs();
  const { standing: current } = await settling.assess(tx, line, { isAsking: false });
  // Of a line that nobody has looked at yet the period begins with the question.
  if (input.at && atMs < current.period.fromMs) throw pastRefused(current.period.fromMs);
  const traffic: HourOfUsage = {
    hourMs: hours.hourStartMs(atMs),
    downloadOctets: parseOctets(input.download) ?? 0n,
    uploadOctets: parseOctets(input.upload) ?? 0n,
  };
  const now = await settling.assess(tx, line, { isAsking: false, atMs });
  const facts = { ...now.open.facts, hours: withMore(now.open.facts.hours, traffic) };
  const standing = standingOf(facts, hours);
  const then: SettledLine = {
    ...now,
    standing,
    verdict: settling.verdictOf(line, standing, { nowMs: atMs, payableOveruse: now.payableOveruse }),
  };
  const before = await present(tx, parts, now);
  // Of a later instant there is none yet.
  const answer = input.at ? before.answer : await parts.answers.answer(tx, service.id);
  const row = await parts.tables.lines.findOne(tx, { service: service.id });
  const notice = dueNotice(then.verdict, toldPercentOf(row, now));
  return {
    login: service.login,
    plan: service.plan.name,
    at: new Date(atMs).toISOString(),
    period: { from: new Date(standing.period.fromMs).toISOString(), until: new Date(standing.period.untilMs).toISOString() },
    traffic: `${formatOctets(traffic.downloadOctets)} down, ${formatOctets(traffic.uploadOctets)} up`,
    before: { ...before, answer },
    after: await present(tx, parts, then),
    sources: standing.sources.map((source, at) => ({
      title: source.title,
      has: formatOctets(source.amount / HUNDREDTHS),
      leftBefore: formatOctets((source.amount - (now.standing.sources[at]?.paid ?? 0n)) / HUNDREDTHS),
      leftAfter: formatOctets((source.amount - source.paid) / HUNDREDTHS),
      expiresAt: source.expiresAtMs === null ? null : new Date(source.expiresAtMs).toISOString(),
    })),
    notifications: await noticesOf(tx, parts, { due: notice, before: now.verdict, after: then.verdict }),
    overuse: overuseOfTraffic(now, then),
    note: noteOf({ buysNothing: then.verdict.isExhausted && then.verdict.step !== null, isBehind: !isAlike(answer, before.answer) }),
  };
}

function withMore(hours: readonly HourOfUsage[], more: HourOfUsage): readonly HourOfUsage[] {
  const isSame = ({ hourMs }: HourOfUsage): boolean => hourMs === more.hourMs;
  return [...hours.filter((hour) => !isSame(hour)), { ...more, ...sumOf([...hours.filter(isSame), more]) }];
}

function noteOf({ buysNothing, isBehind }: { readonly buysNothing: boolean; readonly isBehind: boolean }): string | null {
  const notes = [...(isBehind ? [ANSWERED_AS_STATED] : []), ...(buysNothing ? [NOTHING_BOUGHT] : [])];
  return notes.length === 0 ? null : notes.join(' ');
}

function isAlike(one: AnsweredLogin, other: AnsweredLogin): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

async function noticesOf(
  tx: Transaction,
  { notifications }: SimulationParts,
  { due, before, after }: { readonly due: NoticeRule | null; readonly before: Verdict; readonly after: Verdict },
): Promise<readonly string[]> {
  if (!due) return after.isUnpaid && !before.isUnpaid ? ['that the balance does not pay for more'] : [];
  const { atPercent, channels, wording } = due;
  const said = `at ${atPercent} %${channels ? ` by ${channels.join(' and ')}` : ''}`;
  if (wording === null) return [said];
  const isThere = (await notifications.wordings(tx, NOTICE_KIND.id)).includes(wording);
  return [isThere ? `${said} in the wording "${wording}"` : `${said} in the ordinary words, as the wording "${wording}" is not there`];
}

/** Units that start with the traffic; those that started before are charged already. */
function overuseOfTraffic(now: SettledLine, then: SettledLine): SimulatedOveruse | null {
  const rule = overuseRuleOf(now.line.rules);
  if (!rule) return null;
  const upTo = ({ standing, open, payableOveruse }: SettledLine): bigint =>
    chargedUpTo(rule, overuseOf(standing), { chargedOctets: open.content.charged.octets, payableOveruse });
  const over = (upTo(then) - upTo(now)) / HUNDREDTHS;
  if (over === 0n) return null;
  const units = Number(over / rule.unitOctets);
  return { units, octets: String(over), amountMinor: units * rule.priceMinor };
}

function pastRefused(periodFromMs: number): Error {
  const message = `what is over cannot be simulated: the line’s period began at ${new Date(periodFromMs).toISOString()}`;
  return invalid('DATA_CAP_SIMULATION_PAST', message, 'at');
}

async function present(tx: Transaction, { answers }: SimulationParts, { line, verdict }: SettledLine): Promise<SimulatedStanding> {
  const assumed = { restriction: verdict.restriction, facts: verdict.facts };
  return {
    usedOctets: String(verdict.amounts.used / HUNDREDTHS),
    leftOctets: String(verdict.amounts.left / HUNDREDTHS),
    percent: verdict.percent,
    rule: ruleOf(verdict),
    why: verdict.explanation,
    restriction: verdict.restriction?.effect.kind === 'block' ? 'blocked' : verdict.restriction ? 'slowed' : 'none',
    answer: await answers.answer(tx, line.service.id, assumed),
  };
}

function ruleOf({ step }: Verdict): string {
  return step ? `${step.atPercent}% ${step.action.kind}` : 'none';
}
