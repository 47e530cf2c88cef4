import { ATTRIBUTE, AttributeWriter, normaliseMacAddress } from '../codec/index.js';

/** What tells the router which session is meant; as much as is known, as the router itself reported it. */
export interface SessionMarks {
  readonly login: string;
  readonly acctSessionId: string;
  readonly ipv4Address: string | null;
  readonly nasIpAddress: string | null;
}

/**
 * RFC 5176 s3: all that RouterOS compares. With the login alone it may take another session for the one that is meant (a hotspot's host for a
 * wireless client), and a NAS-IP-Address that is not the one it reports is refused.
 */
export function buildSessionMarks({ login, acctSessionId, ipv4Address, nasIpAddress }: SessionMarks): Buffer {
  const writer = new AttributeWriter();
  if (login !== '') writer.text(ATTRIBUTE['User-Name'], login);
  writer.text(ATTRIBUTE['Acct-Session-Id'], acctSessionId);
  if (ipv4Address !== null) writer.ipv4(ATTRIBUTE['Framed-IP-Address'], ipv4Address);
  if (nasIpAddress !== null) writer.ipv4(ATTRIBUTE['NAS-IP-Address'], nasIpAddress);
  return writer.build();
}

/**
 * Whether the session may be a DHCP lease, whose login is the MAC address. RouterOS takes no requests about leases: that it does not know one says
 * nothing about the lease, which gets its line's new state when it is renewed.
 */
export function mayBeLease({ login }: SessionMarks): boolean {
  return normaliseMacAddress(login) !== undefined;
}
