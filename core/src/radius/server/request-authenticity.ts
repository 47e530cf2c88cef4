import { ATTRIBUTE, hasValidAccountingAuthenticator, hasValidMessageAuthenticator, PACKET_CODE, type PacketView } from '../codec/index.js';
import { type KnownRouter, wrongSecret } from './router-table.js';

const STATUS_SERVER_UNSIGNED = 'Status-Server without Message-Authenticator';

/** Why a request on the authentication port cannot be taken for the router's own (CVE-2024-3596, RFC 3579 s3.2); `undefined` when it can. */
export function findAccessRequestFault(packet: PacketView, router: KnownRouter): string | undefined {
  if (packet.has(ATTRIBUTE['Message-Authenticator'])) {
    return hasValidMessageAuthenticator(packet, router.secret) ? undefined : wrongSecret(router);
  }
  if (packet.code === PACKET_CODE['Status-Server']) return STATUS_SERVER_UNSIGNED;
  if (router.requireMessageAuthenticator) {
    return "no Message-Authenticator: turn it on at the router (RouterOS 7.15 and later: require-message-auth), or turn off 'Require Message-Authenticator' for this router";
  }
  // What a forger needs room for; no router sends it by itself.
  return packet.proxyStateCount > 0 ? 'Proxy-State without Message-Authenticator: turn Message-Authenticator on at the proxy' : undefined;
}

/** Why a request on the accounting port cannot be taken for the router's own (RFC 2866 s3, RFC 5997 s3); `undefined` when it can. */
export function findAccountingRequestFault(packet: PacketView, router: KnownRouter): string | undefined {
  const hasMessageAuthenticator = packet.has(ATTRIBUTE['Message-Authenticator']);
  if (packet.code === PACKET_CODE['Status-Server']) {
    if (!hasMessageAuthenticator) return STATUS_SERVER_UNSIGNED;
    return hasValidMessageAuthenticator(packet, router.secret) ? undefined : wrongSecret(router);
  }
  if (!hasValidAccountingAuthenticator(packet, router.secret)) return wrongSecret(router);
  return hasMessageAuthenticator && !hasValidMessageAuthenticator(packet, router.secret) ? wrongSecret(router) : undefined;
}

/** Whether a request can only be of somebody who has the router's secret. */
export function provesSecret(packet: PacketView, router: KnownRouter): boolean {
  if (packet.code === PACKET_CODE['Accounting-Request']) return hasValidAccountingAuthenticator(packet, router.secret);
  return packet.has(ATTRIBUTE['Message-Authenticator']) && hasValidMessageAuthenticator(packet, router.secret);
}
