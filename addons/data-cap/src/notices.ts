import { localDateOf, type NotificationKind, type NotificationValues } from '@tapline/sdk';
import type { Standing } from './engine/assessment.js';
import { HUNDREDTHS } from './engine/cap-rules.js';
import { NOTICE_KIND_ID, UNPAID_KIND_ID } from './engine/cap-settings.js';
import { formatOctets } from './engine/format-octets.js';
import { overuseRuleOf } from './engine/overuse.js';
import type { Verdict } from './engine/verdict.js';
import type { CappedLine } from './lines/period-book.js';

export const NOTICE_KIND: NotificationKind = {
  id: NOTICE_KIND_ID,
  title: 'Data is running out',
  when: 'A line has used as much of its data as the plan tells customers of: 80 and 100 % unless set otherwise. Once each in a period, and again after data was bought.',
  variables: {
    percent: { description: 'what was reached, in percent', example: 80 },
    plan: { description: 'the plan', example: 'Home 50' },
    login: { description: 'the login of the line', example: 'anna' },
    used: { description: 'what is used', example: '8 GB' },
    left: { description: 'what is left', example: '2 GB' },
    all: { description: 'what the line may use', example: '10 GB' },
    planData: { description: 'what the plan gives', example: '10 GB' },
    isOfPlan: { description: 'whether the percents are of what the plan gives, and the line has more than that', example: false },
    periodEnd: { description: 'the first day of the next period', example: '2026-12-01' },
    isBlocked: { description: 'whether the line is shut', example: false },
    isUnpaid: { description: 'whether it is shut because the balance does not pay for more', example: false },
    words: { description: 'what the plan says besides; empty for nothing', example: '' },
    isSlowed: { description: 'whether it is slowed down', example: false },
  },
  template: {
    subject:
      '{% if isBlocked %}Your data is used up{% else %}{{ percent }} % of your {% if isOfPlan %}plan’s {% endif %}data is used{% endif %}',
    text: 'Dear {{ customer.name }},\n\nof {{ plan }} ({{ login }}) you have used {{ used }} of {% if isOfPlan %}the plan’s {{ planData }}; with what you have besides, {% else %}{{ all }}; {% endif %}{{ left }} is left until {{ periodEnd | day }}.{% if isBlocked %}\n\nThe line is shut until then, or until you {% if isUnpaid %}pay or {% endif %}buy more data.{% endif %}{% if isSlowed %}\n\nThe line is slower until then, or until you buy more data.{% endif %}{% if words != "" %}\n\n{{ words }}{% endif %}{% if company.portalUrl != "" %}\n\nWhat is left, and how to get more: {{ company.portalUrl }}{% endif %}\n\n{{ company.name }}',
    short:
      '{{ plan }}: {{ used }} of {% if isOfPlan %}the plan’s {{ planData }}{% else %}{{ all }}{% endif %} used{% if isBlocked %}, the line is shut{% endif %}.{% if words != "" %} {{ words }}{% endif %} {{ company.name }}',
  },
  channels: ['email', 'sms'],
  hasWordings: true,
};

export const UNPAID_KIND: NotificationKind = {
  id: UNPAID_KIND_ID,
  title: 'The balance does not pay for more data',
  when: 'A line is shut because the balance does not pay for what it would use over its limit.',
  variables: {
    plan: { description: 'the plan', example: 'Home 50' },
    login: { description: 'the login of the line', example: 'anna' },
    unit: { description: 'what costs the price', example: '1 GB' },
    priceMinor: { description: 'what each started unit costs', example: 100 },
    periodEnd: { description: 'the first day of the next period', example: '2026-12-01' },
    words: { description: 'what the plan says besides; empty for nothing', example: '' },
  },
  template: {
    subject: 'Your balance does not pay for more data',
    text: 'Dear {{ customer.name }},\n\nthe data of {{ plan }} ({{ login }}) is used up, and your balance does not pay for more: {{ unit }} costs {{ priceMinor | money }}.\n\nThe line is shut until {{ periodEnd | day }}, or until you pay or buy more data.{% if words != "" %}\n\n{{ words }}{% endif %}{% if company.portalUrl != "" %}\n\nWhat is left, and how to get more: {{ company.portalUrl }}{% endif %}\n\n{{ company.name }}',
    short:
      '{{ plan }}: your balance does not pay for more data ({{ unit }} costs {{ priceMinor | money }}), the line is shut.{% if words != "" %} {{ words }}{% endif %} {{ company.name }}',
  },
  channels: ['email', 'sms'],
  hasWordings: true,
};

export interface Notice {
  readonly line: CappedLine;
  readonly standing: Standing;
  readonly verdict: Verdict;
  readonly percent: number;
  readonly timeZone: string;
}

export function noticeValues({ line, standing, verdict, percent, timeZone }: Notice): NotificationValues {
  const { used, left, all } = verdict.amounts;
  const octets = (amount: bigint): string => formatOctets(amount / HUNDREDTHS);
  const ofPlan = line.rules.amountOctets * HUNDREDTHS;
  return {
    percent,
    plan: line.service.plan.name,
    login: line.service.login,
    used: octets(used),
    left: octets(left),
    all: octets(all),
    planData: octets(ofPlan),
    isOfPlan: line.rules.notifyOf === 'plan' && all !== ofPlan,
    periodEnd: localDateOf(standing.period.untilMs, timeZone),
    isBlocked: verdict.restriction?.effect.kind === 'block',
    isUnpaid: verdict.isUnpaid,
    words: line.rules.noticeWords,
    isSlowed: verdict.restriction?.effect.kind === 'limit',
  };
}

export function unpaidValues({ line, standing, timeZone }: Pick<Notice, 'line' | 'standing' | 'timeZone'>): NotificationValues {
  const rule = overuseRuleOf(line.rules);
  return {
    plan: line.service.plan.name,
    login: line.service.login,
    unit: formatOctets(rule?.unitOctets ?? 0n),
    priceMinor: rule?.priceMinor ?? 0,
    periodEnd: localDateOf(standing.period.untilMs, timeZone),
    words: line.rules.noticeWords,
  };
}
