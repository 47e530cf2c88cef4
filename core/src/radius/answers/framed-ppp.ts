import { ATTRIBUTE, AttributeWriter, FRAMED_PROTOCOL, type PacketView, readUint32, SERVICE_TYPE } from '../codec/index.js';

const NOTHING = Buffer.alloc(0);
const FRAMED_PPP = new AttributeWriter()
  .integer(ATTRIBUTE['Service-Type'], SERVICE_TYPE.Framed)
  .integer(ATTRIBUTE['Framed-Protocol'], FRAMED_PROTOCOL.PPP)
  .build();

/** What PPP wants to hear besides; DHCP and hotspots ask without Framed-Protocol (RFC 2865 s5.6, s5.7). */
export function framedAttributes(request: PacketView): Buffer {
  return readUint32(request, ATTRIBUTE['Framed-Protocol']) === FRAMED_PROTOCOL.PPP ? FRAMED_PPP : NOTHING;
}
