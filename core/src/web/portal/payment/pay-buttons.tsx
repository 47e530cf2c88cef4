import type { CheckoutChoice } from '@tapline/sdk';
import { formatAmount, type GatewayLimits, localized } from '@tapline/sdk';
import { Icon, useUiSettings } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import { useLanguage, useWords } from '../language/words.js';
import { surchargeField } from './shown-surcharge.js';

export interface PayButtonsProps {
  readonly choices: readonly CheckoutChoice[];
  /** What is paid whole, where no amount is typed. */
  readonly wholeMinor?: number;
}

/** A button for each way to pay, with what it costs and which amounts it takes. */
export function PayButtons({ choices, wholeMinor }: PayButtonsProps): JSX.Element {
  const t = useWords();
  const language = useLanguage();
  const { currency, locale } = useUiSettings();
  const limitsOf = ({ minimumMinor, maximumMinor }: GatewayLimits): string => {
    const [from, to] = [minimumMinor, maximumMinor].map((amount) => (amount === undefined ? '' : formatAmount(amount, currency, locale)));
    if (from && to) return t('pay.between', { from, to });
    if (from) return t('pay.atLeast', { from });
    return to ? t('pay.atMost', { to }) : '';
  };
  return (
    <>
      {choices.map(({ gatewayId, title, description, amountMinor, surchargeMinor, limits }) => (
        <div key={gatewayId} class="d-grid">
          <input type="hidden" name={surchargeField(gatewayId)} value={surchargeMinor} />
          <button type="submit" class="btn btn-primary" name="gateway" value={gatewayId}>
            <Icon name="credit-card" />
            {t('pay.by', { gateway: title })}
          </button>
          <div class="tl-sub text-center mt-1">
            {[
              localized(description, language),
              surchargeMinor > 0 ? t('pay.surcharge', { amount: formatAmount(surchargeMinor, currency, locale) }) : '',
              wholeMinor !== undefined && amountMinor > wholeMinor
                ? t('pay.rounded', { amount: formatAmount(amountMinor, currency, locale) })
                : '',
              limitsOf(limits),
            ]
              .filter((words) => words !== '')
              .join(' ')}
          </div>
        </div>
      ))}
    </>
  );
}
