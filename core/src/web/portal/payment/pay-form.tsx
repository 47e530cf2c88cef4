import { decimalAmount, formatAmount } from '@tapline/sdk';
import { Alert, Icon, TextField, useUiSettings } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { PortalProblem } from '../frame/portal-problem.js';
import { useWords } from '../language/words.js';
import type { PayModel } from './pay-model.js';

export interface PayFormProps {
  readonly model: PayModel;
  /** What was typed, where it was not taken. */
  readonly amount?: string | undefined;
  readonly problem?: PortalProblem | undefined;
}

/** An amount, by default what is owed, and a button for each way to pay it. */
export function PayForm({ model: { owedMinor, choices, key }, amount, problem }: PayFormProps): JSX.Element {
  const t = useWords();
  const { currency, locale } = useUiSettings();
  const isOfAmount = problem?.field === 'amount';
  return (
    <form method="post" action="/portal/pay" class="tl-fields">
      {problem && !isOfAmount && <Alert tone="bad" title={problem.text} />}
      <input type="hidden" name="key" value={key} />
      <TextField
        name="amount"
        label={t('pay.amount')}
        value={amount ?? (owedMinor > 0 ? decimalAmount(owedMinor, currency) : '')}
        suffix={currency}
        inputMode="decimal"
        error={isOfAmount ? problem.text : undefined}
        isRequired
      />
      {choices.map(({ gatewayId, title, description, surchargeMinor }) => (
        <div key={gatewayId} class="d-grid">
          <button type="submit" class="btn btn-primary" name="gateway" value={gatewayId}>
            <Icon name="credit-card" />
            {t('pay.by', { gateway: title })}
          </button>
          <div class="tl-sub text-center mt-1">
            {description}
            {surchargeMinor > 0 && ` ${t('pay.surcharge', { amount: formatAmount(surchargeMinor, currency, locale) })}`}
          </div>
        </div>
      ))}
    </form>
  );
}
