import { ATTRIBUTE, AttributeWriter, FRAMED_PROTOCOL, MIKROTIK_ATTRIBUTE, SERVICE_TYPE } from '../codec/index.js';

export interface LineProfile {
  readonly ipv4Address: string | null;
  readonly downloadBitsPerSecond: number;
  readonly uploadBitsPerSecond: number;
  readonly interimIntervalSeconds: number;
}

/** What an Access-Accept tells the router of a line, except what differs from login to login. */
export function buildReplyAttributes(line: LineProfile): Buffer {
  const writer = new AttributeWriter()
    .integer(ATTRIBUTE['Service-Type'], SERVICE_TYPE.Framed)
    .integer(ATTRIBUTE['Framed-Protocol'], FRAMED_PROTOCOL.PPP);
  if (line.ipv4Address !== null) {
    writer.ipv4(ATTRIBUTE['Framed-IP-Address'], line.ipv4Address).ipv4(ATTRIBUTE['Framed-IP-Netmask'], '255.255.255.255');
  }
  // The router's view: what it receives, the customer's upload, comes first.
  const rateLimit = `${rate(line.uploadBitsPerSecond)}/${rate(line.downloadBitsPerSecond)}`;
  return writer
    .text(MIKROTIK_ATTRIBUTE['Mikrotik-Rate-Limit'], rateLimit)
    .integer(ATTRIBUTE['Acct-Interim-Interval'], line.interimIntervalSeconds)
    .build();
}

/** `10M`, `1500k` or `1234567`: the shortest that is exact (k is 1000, M is 1000000). */
function rate(bitsPerSecond: number): string {
  if (bitsPerSecond % 1_000_000 === 0) return `${bitsPerSecond / 1_000_000}M`;
  if (bitsPerSecond % 1_000 === 0) return `${bitsPerSecond / 1_000}k`;
  return String(bitsPerSecond);
}
