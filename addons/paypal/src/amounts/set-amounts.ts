import { type AmountMinor, type CurrencyCode, parseAmount, TaplineError } from '@tapline/sdk';
import type { PayPalSettings } from '../settings.js';

/** The amounts among the settings, in minor units of the books. */
export interface SetAmounts {
  readonly minimumMinor?: AmountMinor;
  readonly maximumMinor?: AmountMinor;
  readonly surchargeFixedMinor: AmountMinor;
  /** In words, for admins, where one of them is no amount in the books' currency; nobody is sent to PayPal then. */
  readonly problem: string | null;
}

const TITLES = { minimum: 'Smallest payment', maximum: 'Largest payment', surchargeFixed: 'Fee passed on: and an amount' } as const;

type AmountName = keyof typeof TITLES;

/** Reads them once; what cannot be read is said and counts as not set. */
export function setAmountsOf(settings: Pick<PayPalSettings, AmountName>, currency: CurrencyCode): SetAmounts {
  const problems: string[] = [];
  const read = (name: AmountName): AmountMinor | undefined => {
    if (settings[name] === '') return undefined;
    try {
      return parseAmount(settings[name], currency, name);
    } catch (error) {
      if (!(error instanceof TaplineError)) throw error;
      problems.push(`"${TITLES[name]}" is set to ${settings[name]}, which is no amount in ${currency}`);
      return undefined;
    }
  };
  const [minimumMinor, maximumMinor] = [read('minimum'), read('maximum')];
  return {
    ...(minimumMinor === undefined ? {} : { minimumMinor }),
    ...(maximumMinor === undefined ? {} : { maximumMinor }),
    surchargeFixedMinor: read('surchargeFixed') ?? 0,
    problem: problems.length === 0 ? null : `${problems.join('; ')}; mend it in the settings of the add-on PayPal`,
  };
}
