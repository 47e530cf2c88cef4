import type { SecretBox } from '../../kernel/security/secret-box.js';
import { type RouterRow, toRouter } from '../../network/router-row.js';
import type { RouterFacts } from '../server/router-table.js';

/** A router's row as the threads are told of it; throws when its secret cannot be decrypted. */
export function toRouterFacts(row: RouterRow, secrets: SecretBox): RouterFacts {
  const { id, name, address, nasIpAddress, nasIdentifier, timeoutMs, certificateName, ...router } = toRouter(row);
  const rule = router.requireMessageAuthenticator;
  const isSeen = router.messageAuthenticatorSeenAtMs !== null;
  return {
    id,
    name,
    address,
    nasIpAddress,
    nasIdentifier,
    timeoutMs,
    certificateName,
    resolvedAddresses: [],
    secret: secrets.open(row.secret_sealed),
    requireMessageAuthenticator: rule === 'yes' || (rule === 'auto' && isSeen),
    learnsMessageAuthenticator: rule === 'auto' && !isSeen,
  };
}
