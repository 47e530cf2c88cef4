import { encodeAttributes, namedAttribute } from '../answers/told-attribute.js';
import { ACCT_STATUS_TYPE, ATTRIBUTE, AttributeWriter, buildAccountingRequest, prepareSecret } from '../codec/index.js';
import { TEST_SECRET } from './radius-fixture.js';

export interface AccountingDraft {
  readonly status: keyof typeof ACCT_STATUS_TYPE;
  readonly sessionId?: string;
  readonly login?: string;
  readonly sessionClass?: string;
  readonly ipv4Address?: string;
  /** Several of a kind: a list. */
  readonly ipv6?: Readonly<
    Partial<Record<'Framed-IPv6-Prefix' | 'Delegated-IPv6-Prefix' | 'Framed-IPv6-Address', string | readonly string[]>>
  >;
  readonly macAddress?: string;
  /** What the device that reports calls itself. */
  readonly nasIpAddress?: string;
  readonly nasIdentifier?: string;
  readonly seconds?: number;
  readonly delaySeconds?: number;
  /** What the router's clock says, in seconds since 1970. */
  readonly eventSeconds?: number;
  /** The customer's. */
  readonly uploadOctets?: bigint;
  readonly downloadOctets?: bigint;
  /** `false`: a router that counts to 2^32 and does not tell how often. */
  readonly hasGigawords?: boolean;
  readonly terminateCause?: number;
  /** What the router says besides, in front of the rest. */
  readonly tells?: (writer: AttributeWriter) => AttributeWriter;
  readonly identifier?: number;
  readonly secret?: string;
}

const LOW = 0xffffffffn;

/** An Accounting-Request as a router sends it. */
export function accountingPacket(draft: AccountingDraft): Buffer {
  const writer = new AttributeWriter();
  draft.tells?.(writer);
  writer.integer(ATTRIBUTE['Acct-Status-Type'], ACCT_STATUS_TYPE[draft.status]);
  if (draft.status !== 'Accounting-On' && draft.status !== 'Accounting-Off') {
    writer.text(ATTRIBUTE['Acct-Session-Id'], draft.sessionId ?? '81000001').text(ATTRIBUTE['User-Name'], draft.login ?? 'anna');
  }
  writer.ipv4(ATTRIBUTE['NAS-IP-Address'], draft.nasIpAddress ?? '10.9.9.9');
  if (draft.nasIdentifier !== undefined) writer.text(ATTRIBUTE['NAS-Identifier'], draft.nasIdentifier);
  if (draft.sessionClass !== undefined) writer.text(ATTRIBUTE.Class, draft.sessionClass);
  if (draft.ipv4Address !== undefined) writer.ipv4(ATTRIBUTE['Framed-IP-Address'], draft.ipv4Address);
  if (draft.macAddress !== undefined) writer.text(ATTRIBUTE['Calling-Station-Id'], draft.macAddress);
  if (draft.seconds !== undefined) writer.integer(ATTRIBUTE['Acct-Session-Time'], draft.seconds);
  if (draft.delaySeconds !== undefined) writer.integer(ATTRIBUTE['Acct-Delay-Time'], draft.delaySeconds);
  if (draft.eventSeconds !== undefined) writer.integer(ATTRIBUTE['Event-Timestamp'], draft.eventSeconds);
  if (draft.terminateCause !== undefined) writer.integer(ATTRIBUTE['Acct-Terminate-Cause'], draft.terminateCause);
  if (draft.uploadOctets !== undefined) {
    writer.integer(ATTRIBUTE['Acct-Input-Octets'], Number(draft.uploadOctets & LOW));
    if (draft.hasGigawords !== false) writer.integer(ATTRIBUTE['Acct-Input-Gigawords'], Number(draft.uploadOctets >> 32n));
  }
  if (draft.downloadOctets !== undefined) {
    writer.integer(ATTRIBUTE['Acct-Output-Octets'], Number(draft.downloadOctets & LOW));
    if (draft.hasGigawords !== false) writer.integer(ATTRIBUTE['Acct-Output-Gigawords'], Number(draft.downloadOctets >> 32n));
  }
  const secret = prepareSecret(Buffer.from(draft.secret ?? TEST_SECRET));
  const ipv6 = encodeAttributes(
    Object.entries(draft.ipv6 ?? {}).flatMap(([name, values]) => [values].flat().map((value) => namedAttribute(name, value))),
  );
  return buildAccountingRequest({ identifier: draft.identifier ?? 1, secret, attributes: Buffer.concat([writer.build(), ipv6]) });
}
