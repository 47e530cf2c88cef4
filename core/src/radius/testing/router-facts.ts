import type { RouterFacts } from '../server/router-table.js';

/** A router as RADIUS is told of it. */
export function routerFacts(draft: Partial<RouterFacts> = {}): RouterFacts {
  return {
    id: 'r1',
    name: 'Hill',
    address: '10.0.0.1',
    resolvedAddresses: [],
    nasIpAddress: null,
    nasIdentifier: null,
    secret: 'a secret',
    requireMessageAuthenticator: true,
    learnsMessageAuthenticator: false,
    timeoutMs: null,
    certificateName: null,
    ...draft,
  };
}
