import { isIPv4 } from 'node:net';
import type { Router, Transaction } from '@tapline/sdk';
import { sourceOfDevice } from '../server/nas-device.js';
import { HealthStore } from './health-store.js';

const store = new HealthStore();

/** As {@link coaAddressOf}, for a session: where a router is a network, the device that has the session and no other. */
export function coaAddressOfSession(
  { address, coaAddress }: Pick<Router, 'address' | 'coaAddress'>,
  { nasDevice }: { readonly nasDevice: string | null },
): string | undefined {
  return coaAddress === null && address.includes('/') ? sourceOfDevice(nasDevice) : undefined;
}

/**
 * Where a router takes Disconnect- and CoA-Requests: where it was told to be, else its one address, else where its newest packet came from (a network, a
 * host name, RadSec). `undefined` while it has none.
 */
export async function coaAddressOf(tx: Transaction, router: Pick<Router, 'id' | 'address' | 'coaAddress'>): Promise<string | undefined> {
  if (router.coaAddress !== null) return router.coaAddress;
  return isIPv4(router.address) ? router.address : store.lastAddressOf(tx, router.id);
}
