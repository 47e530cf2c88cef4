import type { CurrencyCode } from '../money/currency.js';
import type { AmountMinor } from '../money/money.js';
import type { LocalDate } from '../time/calendar.js';

/** The company's settings and its calendar day. */
export interface Company {
  readonly name: string;
  readonly currency: CurrencyCode;
  readonly timeZone: string;
  readonly locale: string;
  /** How customers reach this installation from outside: `https://billing.example`; empty where nobody has said. */
  readonly publicUrl: string;
  /** Today in the company's time zone. */
  today(): LocalDate;
  /** An amount as people of the company's locale write it. */
  format(amountMinor: AmountMinor): string;
}
