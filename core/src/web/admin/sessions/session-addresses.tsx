import type { SubscriberSession } from '@tapline/sdk';
import type { JSX } from 'preact';
import { addressesOf } from '../../../usage/session-addresses.js';

/** All that a session has, one below the other. */
export function SessionAddresses({ session }: { readonly session: SubscriberSession }): JSX.Element {
  const [first = '–', ...others] = addressesOf(session);
  return (
    <div class="font-monospace text-nowrap">
      {first}
      {others.map((address) => (
        <div class="tl-sub">{address}</div>
      ))}
    </div>
  );
}
