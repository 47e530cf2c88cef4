import type { Validity } from '../offers/validity.js';

type Unit = Extract<Validity, { kind: 'time' }>['unit'];
type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string };

interface Language {
  readonly endOfPeriod: string;
  readonly unlimited: string;
  readonly until: (day: string) => string;
  readonly atMost: (count: number) => string;
  readonly units: Readonly<Record<Unit, Forms>>;
}

const ENGLISH: Language = {
  endOfPeriod: 'to the end of the period',
  unlimited: 'for as long as you like',
  until: (day) => `until ${day}`,
  atMost: (count) => (count === 1 ? 'At most once in a period.' : `At most ${count} times in a period.`),
  units: {
    day: { one: 'day', other: 'days' },
    week: { one: 'week', other: 'weeks' },
    month: { one: 'month', other: 'months' },
  },
};

const LANGUAGES: Readonly<Record<string, Language>> = {
  en: ENGLISH,
  es: {
    endOfPeriod: 'hasta el final del período',
    unlimited: 'sin límite de tiempo',
    until: (day) => `hasta el ${day}`,
    atMost: (count) => `Como máximo ${count} ${count === 1 ? 'vez' : 'veces'} por período.`,
    units: {
      day: { one: 'día', other: 'días' },
      week: { one: 'semana', other: 'semanas' },
      month: { one: 'mes', other: 'meses' },
    },
  },
  cs: {
    endOfPeriod: 'do konce období',
    unlimited: 'bez omezení',
    until: (day) => `do ${day}`,
    atMost: (count) => `Nejvýše ${count}× za období.`,
    units: {
      day: { one: 'den', few: 'dny', other: 'dní' },
      week: { one: 'týden', few: 'týdny', other: 'týdnů' },
      month: { one: 'měsíc', few: 'měsíce', other: 'měsíců' },
    },
  },
};

/** How long bought data lives, in the customer's language. */
export function validityText(validity: Validity, language: string): string {
  const words = LANGUAGES[language] ?? ENGLISH;
  if (validity.kind === 'end-of-period') return words.endOfPeriod;
  if (validity.kind === 'unlimited') return words.unlimited;
  if (validity.kind === 'until') return words.until(dayText(validity.date, language));
  const { count, unit } = validity;
  const forms = words.units[unit];
  return `${count} ${forms[new Intl.PluralRules(language).select(count)] ?? forms.other}`;
}

/** How often a line buys by itself, in the customer's language. */
export function atMostText(count: number, language: string): string {
  return (LANGUAGES[language] ?? ENGLISH).atMost(count);
}

function dayText(date: string, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`));
}
