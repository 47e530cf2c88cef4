import type { Router } from '@tapline/sdk';
import { prepareSecret } from '../codec/index.js';
import type { CoaTarget } from './coa-client.js';

/** Where a router takes requests, and how; `coaAddress` as `coaAddressOf` finds it. */
export function coaTargetOf(
  { address, coaPort, coaMessageAuthenticator }: Pick<Router, 'address' | 'coaPort' | 'coaMessageAuthenticator'>,
  coaAddress: string | undefined,
  secret: string,
): CoaTarget {
  return {
    // A host name that has not been heard of yet is still worth asking the resolver for.
    address: coaAddress ?? address,
    port: coaPort,
    secret: prepareSecret(Buffer.from(secret, 'utf8')),
    messageAuthenticator: coaMessageAuthenticator,
  };
}
