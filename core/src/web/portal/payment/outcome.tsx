import type { PaymentAttempt, PaymentAttemptState } from '@tapline/sdk';
import { Money } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import { cameToNothing } from '../../../payments/gateways/kept-attempt.js';
import type { WordKey } from '../language/dictionary.js';
import { useWords } from '../language/words.js';

const ASKING: WordKey = 'pay.state.asking';

const WORDS: Readonly<Record<PaymentAttemptState, WordKey>> = {
  new: ASKING,
  open: ASKING,
  review: 'pay.state.review',
  pending: 'pay.state.pending',
  paid: 'pay.state.paid',
  'partly-returned': 'pay.state.paid',
  returned: 'pay.state.returned',
  declined: 'pay.state.declined',
  cancelled: 'pay.state.cancelled',
  expired: 'pay.state.expired',
};

/** A payment as its payer is told of it. */
export interface SeenOutcome {
  readonly attempt: PaymentAttempt;
  /** Its payer has come back and the gateway gave no answer: that nothing was taken is not known then. */
  readonly isUnanswered: boolean;
}

/** It may still turn out to be paid, at any moment. */
export function isBeingAsked({ attempt, isUnanswered }: SeenOutcome): boolean {
  return WORDS[attempt.state] === ASKING || (isUnanswered && cameToNothing(attempt));
}

/** It is known that nothing was taken. */
export function mayTryAgain(seen: SeenOutcome): boolean {
  return cameToNothing(seen.attempt) && !isBeingAsked(seen);
}

/** What became of a payment, for who paid: why a gateway said no is for admins. */
export function Outcome({ seen }: { readonly seen: SeenOutcome }): JSX.Element {
  const t = useWords();
  return (
    <>
      <div class="tp-figure">
        <Money amountMinor={seen.attempt.totalMinor} />
      </div>
      <p class="mb-0">{t(isBeingAsked(seen) ? ASKING : WORDS[seen.attempt.state])}</p>
    </>
  );
}
