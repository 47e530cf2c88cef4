import type { JSX } from 'preact';
import { type AmountMinor, formatAmount } from '../money/money.js';
import type { LocalDate } from '../time/calendar.js';
import { formatDay, formatDayRange, formatDuration, formatInstant, formatOctets, formatRate, formatRelative } from './format.js';
import { useUiSettings } from './settings.js';

export interface MoneyProps {
  readonly amountMinor: AmountMinor;
  /** A movement, not a balance: what raises one has a plus and is coloured, what lowers it is plain. */
  readonly isChange?: boolean;
}

/** An amount in the company's currency; a balance below zero is coloured. */
export function Money({ amountMinor, isChange = false }: MoneyProps): JSX.Element {
  const { currency, locale } = useUiSettings();
  const tone = isChange ? (amountMinor > 0 ? ' tl-gain' : '') : amountMinor < 0 ? ' tl-debt' : '';
  return (
    <span class={`tl-number${tone}`}>
      {isChange && amountMinor > 0 ? '+' : ''}
      {formatAmount(amountMinor, currency, locale)}
    </span>
  );
}

/** An amount of traffic. */
export function Octets({ octets }: { readonly octets: bigint | number }): JSX.Element {
  return <span class="tl-number">{formatOctets(octets, useUiSettings().locale)}</span>;
}

/** One speed. */
export function Rate({ bitsPerSecond }: { readonly bitsPerSecond: number }): JSX.Element {
  return <span class="tl-number">{formatRate(bitsPerSecond, useUiSettings().locale)}</span>;
}

/** A calendar day. */
export function Day({ date }: { readonly date: LocalDate }): JSX.Element {
  return (
    <time class="tl-number" dateTime={date}>
      {formatDay(date, useUiSettings().locale)}
    </time>
  );
}

/** From one calendar day to another. */
export function DayRange({ from, to }: { readonly from: LocalDate; readonly to: LocalDate }): JSX.Element {
  if (from === to) return <Day date={to} />;
  return <span class="tl-number">{formatDayRange(from, to, useUiSettings().locale)}</span>;
}

export interface WhenProps {
  readonly instantMs: number;
  readonly precision?: 'minute' | 'second' | 'time';
  /** Shows how long ago it was; the instant itself is in the tooltip. */
  readonly isRelative?: boolean;
}

/** An instant in the company's time zone. */
export function When({ instantMs, precision = 'minute', isRelative = false }: WhenProps): JSX.Element {
  const { locale, timeZone, nowMs } = useUiSettings();
  const exact = formatInstant(instantMs, { locale, timeZone, precision });
  return (
    <time class="tl-number" dateTime={new Date(instantMs).toISOString()} {...(isRelative ? { title: exact } : {})}>
      {isRelative ? formatRelative(instantMs, nowMs, locale) : exact}
    </time>
  );
}

/** A length of time. */
export function Duration({ durationMs }: { readonly durationMs: number }): JSX.Element {
  return <span class="tl-number">{formatDuration(durationMs)}</span>;
}
