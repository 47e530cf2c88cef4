import type { JSX } from 'preact';
import type { NetworkUse } from '../../../network/network-store.js';

const ALMOST_FULL = 0.9;
const FULL = 0.97;

/** How much of a network is with somebody, and what RADIUS servers hold ready besides. */
export function NetworkUseBar({ network }: { readonly network: NetworkUse }): JSX.Element {
  const { usedAddresses, heldAddresses, usableAddresses } = network;
  const share = usableAddresses === 0 ? 1 : usedAddresses / usableAddresses;
  const heldShare = usableAddresses === 0 ? 0 : heldAddresses / usableAddresses;
  const tone = share >= FULL ? 'bad' : share >= ALMOST_FULL ? 'warning' : 'info';
  return (
    <div class="tl-use">
      <div class={`tl-bar tl-bar-parts tl-tone-${tone}`} aria-hidden="true">
        <i style={{ width: percent(share) }} />
        <i class="tl-bar-held" style={{ width: percent(Math.min(heldShare, 1 - share)) }} />
      </div>
      <span class="tl-sub tl-number">
        {usedAddresses.toLocaleString('en')} of {usableAddresses.toLocaleString('en')}
      </span>
    </div>
  );
}

function percent(share: number): string {
  return `${Math.min(100, Math.max(0, 100 * share))}%`;
}
