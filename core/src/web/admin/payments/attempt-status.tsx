import type { PaymentAttempt, PaymentAttemptState } from '@tapline/sdk';
import { Badge, type Tone } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { KeptAttempt } from '../../../payments/gateways/kept-attempt.js';

export const ATTEMPT_STATES: Readonly<Record<PaymentAttemptState, { readonly title: string; readonly tone: Tone }>> = {
  new: { title: 'Begun', tone: 'neutral' },
  open: { title: 'Open', tone: 'info' },
  pending: { title: 'Held back', tone: 'info' },
  paid: { title: 'Paid', tone: 'good' },
  'partly-returned': { title: 'Partly returned', tone: 'warning' },
  returned: { title: 'Returned', tone: 'bad' },
  declined: { title: 'Declined', tone: 'warning' },
  cancelled: { title: 'Cancelled', tone: 'neutral' },
  expired: { title: 'Expired', tone: 'neutral' },
  review: { title: 'Needs a decision', tone: 'bad' },
};

/** How an attempt stands; why is in the tooltip. */
export function AttemptBadge({ attempt }: { readonly attempt: PaymentAttempt & Partial<Pick<KeptAttempt, 'gatewayKind'>> }): JSX.Element {
  const { title, tone } = ATTEMPT_STATES[attempt.state];
  const words = attempt.state === 'open' && attempt.gatewayKind === 'batch' ? 'Collection pending' : title;
  return (
    <Badge tone={tone} {...(attempt.reason === null ? {} : { title: attempt.reason })}>
      {words}
    </Badge>
  );
}
