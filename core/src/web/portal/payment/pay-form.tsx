import { decimalAmount, formatAmount } from '@tapline/sdk';
import { Alert, Money, TextField, useUiSettings } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { PortalProblem } from '../frame/portal-problem.js';
import { useWords } from '../language/words.js';
import { PayButtons } from './pay-buttons.js';
import type { PayModel } from './pay-model.js';

export interface PayFormProps {
  readonly model: PayModel;
  /** What was typed, where it was not taken. */
  readonly amount?: string | undefined;
  readonly problem?: PortalProblem | undefined;
}

/** An amount, by default what is owed, or the whole of the documents that were chosen, and a button for each way to pay it. */
export function PayForm({ model: { owedMinor, pendingMinor, chosen, choices, key }, amount, problem }: PayFormProps): JSX.Element {
  const t = useWords();
  const { currency, locale } = useUiSettings();
  const isOfAmount = problem?.field === 'amount' && chosen.length === 0;
  return (
    <form method="post" action="/portal/pay" class="tl-fields">
      {problem && !isOfAmount && <Alert tone={problem.isNotice ? 'warning' : 'bad'} title={problem.text} />}
      {pendingMinor > 0 && <Alert tone="warning" title={t('pay.onItsWay', { amount: formatAmount(pendingMinor, currency, locale) })} />}
      <input type="hidden" name="key" value={key} />
      {chosen.length > 0 ? (
        <div>
          {chosen.map(({ id, kind, number }) => (
            <div key={id} class="tl-sub">
              <input type="hidden" name="document" value={id} />
              {`${t(`documents.kind.${kind}`)} ${number}`}
            </div>
          ))}
          <div class="tp-figure">
            <Money amountMinor={owedMinor} />
          </div>
        </div>
      ) : (
        <TextField
          name="amount"
          label={t('pay.amount')}
          value={amount ?? (owedMinor > 0 ? decimalAmount(owedMinor, currency) : '')}
          suffix={currency}
          inputMode="decimal"
          error={isOfAmount ? problem.text : undefined}
          isRequired
        />
      )}
      <PayButtons choices={choices} {...(chosen.length > 0 ? { wholeMinor: owedMinor } : {})} />
    </form>
  );
}
