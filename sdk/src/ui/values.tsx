import type { JSX } from 'preact';
import { type AmountMinor, formatAmount } from '../money/money.js';
import type { LocalDate } from '../time/calendar.js';
import { formatDay, formatDuration, formatInstant, formatOctets, formatRate, formatRelative } from './format.js';
import { useUiSettings } from './settings.js';

export interface MoneyProps {
  readonly amountMinor: AmountMinor;
  /** Writes a plus before what raises a balance. */
  readonly isChange?: boolean;
}

/** An amount in the company's currency; below zero it is coloured. */
export function Money({ amountMinor, isChange = false }: MoneyProps): JSX.Element {
  const { currency, locale } = useUiSettings();
  const tone = amountMinor < 0 ? ' text-danger' : isChange && amountMinor > 0 ? ' text-success-emphasis' : '';
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
