import { type CurrencyCode, invalid, type JsonSchema, type NamedWording, OCTETS_PATTERN, parseAmount, parseOctets } from '@tapline/sdk';
import type { CapRules, Direction, NoticeRule, PeriodKind, Step, StepAction } from './cap-rules.js';
import { parseRate } from './rates.js';
import { parseWindows, WINDOW_PATTERN } from './week-windows.js';

/** The settings of a plan's cap, as forms and the API have them. */
export interface CapSettings {
  readonly amount?: string;
  readonly period: PeriodKind;
  readonly anchor: 'calendar' | 'service-start';
  readonly direction: Direction;
  readonly steps: readonly string[];
  readonly windows: readonly string[];
  readonly isOpenInFreeHours: boolean;
  readonly rollover: 'none' | 'all' | 'limited';
  readonly rolloverMost?: string;
  readonly rolloverPeriods: number;
  readonly notifyAtPercents: readonly string[];
  readonly notifyOf: 'plan' | 'total';
  readonly notifyWording?: string;
  readonly notifyWords?: string;
  readonly unpaidWording?: string;
}

/** The message that customers get of their data; kept with every one of them. */
export const NOTICE_KIND_ID = 'data-cap.threshold';
/** The message that the balance does not pay for more. */
export const UNPAID_KIND_ID = 'data-cap.unpaid';

/** `100 email sms: Used up`: percent, channels, and the name of a wording. */
const NOTICE_PATTERN = '^[1-9]\\d{0,2}( [a-z][a-z0-9-]*)*(: *\\S.*)?$';
const STEP_PATTERN = '^\\d{1,3}% (block|slow \\S+|charge \\d+([.,]\\d+)? per .+)$';

export const CAP_SETTINGS_SCHEMA: JsonSchema = {
  type: 'object',
  properties: {
    amount: {
      type: 'string',
      title: 'Data in a period',
      description: 'Like 10 GB or 1.5 TB; a GB is 10^9 octets. Empty: no cap.',
      pattern: OCTETS_PATTERN,
      examples: ['10 GB', '1.5 TB'],
    },
    period: {
      type: 'string',
      title: 'Period',
      enum: ['day', 'week', 'month'],
      'x-enum-titles': ['Day', 'Week', 'Month'],
      default: 'month',
    },
    anchor: {
      type: 'string',
      title: 'Periods begin',
      enum: ['calendar', 'service-start'],
      'x-enum-titles': ['With the calendar', 'On the day on which the service was made'],
      default: 'calendar',
    },
    direction: {
      type: 'string',
      title: 'What counts',
      enum: ['both', 'download', 'upload'],
      'x-enum-titles': ['Download and upload', 'Download', 'Upload'],
      default: 'both',
    },
    steps: {
      type: 'array',
      title: 'What happens',
      description: 'One a line: 80% slow 2M/1M (download/upload), 90% slow 50% (of the plan), 100% block, or 100% charge 1.00 per 1 GB.',
      items: { type: 'string', pattern: STEP_PATTERN, examples: ['80% slow 2M/1M', '100% block'], maxLength: 60 },
      default: ['100% block'],
    },
    windows: {
      type: 'array',
      title: 'Hours that count otherwise',
      description: 'One a line: Mon-Fri 22-6 0.5 (an octet counts half), Sat,Sun 0-24 0 (nothing counts), daily 0-8 0.25.',
      items: { type: 'string', pattern: WINDOW_PATTERN, examples: ['Mon-Fri 22-6 0.5'], maxLength: 60 },
      default: [],
    },
    isOpenInFreeHours: { type: 'boolean', title: 'Hours that count nothing are open also when all is used up', default: true },
    rollover: {
      type: 'string',
      title: 'What is unused',
      enum: ['none', 'all', 'limited'],
      'x-enum-titles': ['Is lost', 'Goes over to the next periods', 'Goes over up to a limit'],
      default: 'none',
    },
    rolloverMost: {
      type: 'string',
      title: 'Limit of what goes over',
      description: 'Like 20 GB.',
      pattern: OCTETS_PATTERN,
      examples: ['20 GB'],
    },
    rolloverPeriods: { type: 'integer', title: 'For how many periods it lives', minimum: 1, maximum: 24, default: 1 },
    notifyAtPercents: {
      type: 'array',
      title: 'Tell the customer at, %',
      description:
        'One a line; each once in a period, and again after data was bought. 80 sms goes out by SMS alone, 100 email sms by both; 100: Final is worded as “Final” says.',
      items: { type: 'string', pattern: NOTICE_PATTERN, examples: ['80', '100 email sms'], maxLength: 120 },
      default: ['80', '100'],
    },
    notifyOf: {
      type: 'string',
      title: 'Percent of',
      enum: ['total', 'plan'],
      'x-enum-titles': ['All that the line may use, top-ups included', 'The plan’s own data'],
      default: 'total',
    },
    notifyWording: {
      type: 'string',
      title: 'Wording of the message',
      description: 'For this plan’s customers; made under Messages, Wording and channels, Data is running out.',
      maxLength: 60,
      'x-wording-of': NOTICE_KIND_ID,
    },
    notifyWords: {
      type: 'string',
      title: 'What the message says besides',
      description: 'For this plan’s customers, like where they buy more.',
      maxLength: 500,
    },
    unpaidWording: {
      type: 'string',
      title: 'Wording where the balance does not pay for more',
      description: 'For prepaid customers of this plan; made under Messages, Wording and channels, The balance does not pay for more data.',
      maxLength: 60,
      'x-wording-of': UNPAID_KIND_ID,
    },
  },
  additionalProperties: false,
};

/** The rules that valid settings mean; `undefined` where the plan has no cap. Throws `DATA_CAP_RULE_INVALID`, with the field. */
export function rulesOf(settings: Partial<CapSettings>, currency: CurrencyCode): CapRules | undefined {
  if (settings.amount === undefined || settings.amount === '') return undefined;
  const { period = 'month', anchor = 'calendar', direction = 'both', steps = ['100% block'], windows = [] } = settings;
  const { rollover = 'none', rolloverPeriods = 1, notifyAtPercents = ['80', '100'], notifyOf = 'total' } = settings;
  const weights = windows.length === 0 ? null : parseWindows(windows);
  if (weights === undefined) throw ruleInvalid('windows', 'write each hour range like Mon-Fri 22-6 0.5');
  return {
    amountOctets: octets('amount', settings.amount),
    period,
    anchor,
    direction,
    weights,
    steps: steps.map((step) => stepOf(step, currency)).sort((a, b) => a.atPercent - b.atPercent),
    rollover:
      rollover === 'none'
        ? null
        : { mostOctets: rollover === 'all' ? null : octets('rolloverMost', settings.rolloverMost ?? ''), periods: rolloverPeriods },
    isOpenInFreeHours: settings.isOpenInFreeHours ?? true,
    noticeRules: notifyAtPercents.map((text) => noticeRuleOf(text, settings.notifyWording)).sort((a, b) => a.atPercent - b.atPercent),
    notifyOf,
    noticeWords: settings.notifyWords?.trim() ?? '',
    unpaidWording: settings.unpaidWording || null,
  };
}

export interface RuleMakers {
  readonly currency: CurrencyCode;
  /** The ids of the channels that messages can go out on. */
  readonly channels: readonly string[];
}

/** {@link rulesOf} for what somebody sets now: what could never count, and channels that are not there, are refused as well. */
export function newRulesOf(settings: Partial<CapSettings>, { currency, channels }: RuleMakers): CapRules | undefined {
  const rules = rulesOf(settings, currency);
  const percents = rules?.steps.map(({ atPercent }) => atPercent) ?? [];
  const twice = percents.find((percent, at) => percents.indexOf(percent) !== at);
  if (twice !== undefined) throw ruleInvalid('steps', `two things happen at ${twice}%; leave one of them`);
  const block = rules?.steps.find(({ action }) => action.kind === 'block');
  const last = percents.at(-1);
  if (block && last !== undefined && last > block.atPercent)
    throw ruleInvalid('steps', `nothing can happen at ${last}%: the line is shut at ${block.atPercent}%`);
  const notices = rules?.noticeRules.map(({ atPercent }) => atPercent) ?? [];
  const repeated = notices.find((percent, at) => notices.indexOf(percent) !== at);
  if (repeated !== undefined)
    throw ruleInvalid(
      'notifyAtPercents',
      `the customer is told twice at ${repeated}%; write the channels behind one of them: ${repeated} email sms`,
    );
  const unknown = rules?.noticeRules.flatMap((notice) => notice.channels ?? []).find((channel) => !channels.includes(channel));
  if (unknown !== undefined)
    throw ruleInvalid('notifyAtPercents', `there is no channel "${unknown}"; write those of ${channels.join(', ')}, or none for the usual`);
  const highest = notices.at(-1) ?? 0;
  if (block && highest > 100 && rules?.notifyOf === 'total')
    throw ruleInvalid('notifyAtPercents', `nobody reaches ${highest}%: the line is shut at ${block.atPercent}%`);
  return rules;
}

/** The wordings of the message that settings name: the plan's, and those of thresholds that have one of their own. */
export function wordingsOf({ notifyWording, notifyAtPercents = [], unpaidWording }: Partial<CapSettings>): readonly NamedWording[] {
  const named = (field: keyof CapSettings, wording?: string | null, kind = NOTICE_KIND_ID): readonly NamedWording[] =>
    wording ? [{ kind, wording, field }] : [];
  return [
    ...named('notifyWording', notifyWording),
    ...notifyAtPercents.flatMap((text) => named('notifyAtPercents', noticeRuleOf(text).wording)),
    ...named('unpaidWording', unpaidWording, UNPAID_KIND_ID),
  ];
}

function noticeRuleOf(text: string, planWording = ''): NoticeRule {
  const [before = '', ...behind] = text.split(':');
  const [percent, ...channels] = before.split(' ');
  const own = behind.join(':').trim();
  return { atPercent: Number(percent), channels: channels.length === 0 ? null : channels, wording: own || planWording || null };
}

function stepOf(text: string, currency: CurrencyCode): Step {
  const [, percent = '', what = ''] = /^(\d{1,3})% (.+)$/.exec(text.trim()) ?? [];
  const atPercent = Number(percent);
  const action = actionOf(what, currency);
  if (percent === '' || atPercent < 1 || atPercent > 100 || !action) {
    throw ruleInvalid('steps', `"${text}" is no step; write it like 80% slow 2M/1M, 90% slow 50%, 100% block or 100% charge 1.00 per 1 GB`);
  }
  if (action.kind === 'charge' && atPercent !== 100) throw ruleInvalid('steps', `"${text}": only what is over 100% can be charged`);
  return { atPercent, action };
}

function actionOf(text: string, currency: CurrencyCode): StepAction | undefined {
  if (text === 'block') return { kind: 'block' };
  const [, percent] = /^slow (\d{1,2})%$/.exec(text) ?? [];
  if (percent !== undefined && Number(percent) > 0) return { kind: 'slow-to-percent', percent: Number(percent) };
  const [, download = '', upload = ''] = /^slow ([^/]+)\/([^/]+)$/.exec(text) ?? [];
  const [downloadBitsPerSecond, uploadBitsPerSecond] = [parseRate(download), parseRate(upload)];
  if (downloadBitsPerSecond !== undefined && uploadBitsPerSecond !== undefined)
    return { kind: 'slow', downloadBitsPerSecond, uploadBitsPerSecond };
  const [, price = '', unit = ''] = /^charge (\S+) per (.+)$/.exec(text) ?? [];
  const unitOctets = parseOctets(unit);
  if (price === '' || unitOctets === undefined || unitOctets === 0n) return undefined;
  return { kind: 'charge', priceMinor: parseAmount(price, currency, 'the price'), unitOctets };
}

function octets(field: string, text: string): bigint {
  const value = parseOctets(text);
  if (value === undefined) throw ruleInvalid(field, `"${text}" is no amount of data; write it like 10 GB`);
  return value;
}

function ruleInvalid(field: string, what: string): Error {
  return invalid('DATA_CAP_RULE_INVALID', what, field);
}
