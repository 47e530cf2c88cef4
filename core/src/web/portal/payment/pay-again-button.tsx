import { SubmitButton } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { KeptAttempt } from '../../../payments/gateways/kept-attempt.js';
import { useWords } from '../language/words.js';

export const PAY_AGAIN_PATH = '/portal/pay-again';

/** Another try for a guest, by the key of the attempt that came to nothing. */
export function PayAgain({ attempt: { id, returnKey } }: { readonly attempt: Pick<KeptAttempt, 'id' | 'returnKey'> }): JSX.Element {
  const t = useWords();
  return (
    <form method="post" action={PAY_AGAIN_PATH} class="d-grid mt-3">
      <input type="hidden" name="payment" value={id} />
      <input type="hidden" name="key" value={returnKey} />
      <SubmitButton icon="credit-card">{t('pay.again')}</SubmitButton>
    </form>
  );
}
