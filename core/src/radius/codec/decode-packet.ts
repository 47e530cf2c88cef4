import { keyOf, STANDARD_SPACE, spaceOfVendor } from './attribute-key.js';
import { MAXIMUM_LENGTH, MINIMUM_LENGTH } from './attribute-sizes.js';
import { isKnownPacketCode, PACKET_CODE } from './codes.js';
import { DECODE_OUTCOME, type DecodeOutcome } from './decode-outcome.js';
import { MICROSOFT_ATTRIBUTE } from './microsoft-attributes.js';
import { ATTRIBUTE_HEADER_LENGTH, HEADER_LENGTH, MAX_PACKET_LENGTH, VENDOR_ID_LENGTH } from './packet-layout.js';
import type { PacketView } from './packet-view.js';
import { ATTRIBUTE } from './standard-attributes.js';

/**
 * Fills `packet` from the first `received` octets of `buffer`, in one pass that neither throws nor allocates (RFC 2865 s3, s5). Says
 * nothing of who sent them: that is for the authenticators. Keeps `buffer`; the caller does not write to it while it uses `packet`.
 */
export function decodePacket(packet: PacketView, buffer: Buffer, received: number): DecodeOutcome {
  packet.clear();
  if (received < HEADER_LENGTH) return DECODE_OUTCOME.TooShort;
  const code = buffer[0] as number;
  if (!isKnownPacketCode(code)) return DECODE_OUTCOME.UnknownCode;
  const length = ((buffer[2] as number) << 8) | (buffer[3] as number);
  if (length < HEADER_LENGTH || length > received || length > MAX_PACKET_LENGTH) return DECODE_OUTCOME.BadLength;

  packet.buffer = buffer;
  packet.code = code;
  packet.identifier = buffer[1] as number;
  packet.length = length;
  let outcome = locateAttributes(packet);
  if (outcome === DECODE_OUTCOME.Ok && hasTwoKindsOfCredentials(packet)) outcome = DECODE_OUTCOME.TwoKindsOfCredentials;
  if (outcome !== DECODE_OUTCOME.Ok) packet.clear();
  return outcome;
}

/** RFC 2865 s5. */
function locateAttributes(packet: PacketView): DecodeOutcome {
  const { buffer, offsets, length: end } = packet;
  for (let at = HEADER_LENGTH; at < end; ) {
    if (end - at < ATTRIBUTE_HEADER_LENGTH) return DECODE_OUTCOME.AttributeTooShort;
    const type = buffer[at] as number;
    const size = buffer[at + 1] as number;
    if (size < ATTRIBUTE_HEADER_LENGTH) return DECODE_OUTCOME.AttributeTooShort;
    if (size > end - at) return DECODE_OUTCOME.AttributeOverruns;
    const valueLength = size - ATTRIBUTE_HEADER_LENGTH;
    if (valueLength < (MINIMUM_LENGTH[type] as number) || valueLength > (MAXIMUM_LENGTH[type] as number)) {
      return DECODE_OUTCOME.AttributeWrongSize;
    }
    if (offsets[type] === 0) offsets[type] = at + ATTRIBUTE_HEADER_LENGTH;
    if (type === ATTRIBUTE['Vendor-Specific']) {
      const outcome = locateVendorAttributes(packet, at + ATTRIBUTE_HEADER_LENGTH, at + size);
      if (outcome !== DECODE_OUTCOME.Ok) return outcome;
    } else if (type === ATTRIBUTE['Proxy-State']) {
      packet.proxyStateCount++;
      packet.proxyStateLength += size;
    }
    at += size;
  }
  return DECODE_OUTCOME.Ok;
}

/**
 * RFC 2865 s5.26: a vendor may put several attributes into one. The RFC only recommends that they look like its own, so those of a vendor
 * that is not known are taken as they are; those of a known one must add up and, where a size is known, have it.
 */
function locateVendorAttributes(packet: PacketView, start: number, end: number): DecodeOutcome {
  const { buffer, offsets } = packet;
  const space = spaceOfVendor(buffer.readUInt32BE(start));
  if (space === STANDARD_SPACE) return DECODE_OUTCOME.Ok;
  for (let at = start + VENDOR_ID_LENGTH; at < end; ) {
    if (end - at < ATTRIBUTE_HEADER_LENGTH) return DECODE_OUTCOME.VendorAttributeMalformed;
    const size = buffer[at + 1] as number;
    if (size < ATTRIBUTE_HEADER_LENGTH || size > end - at) return DECODE_OUTCOME.VendorAttributeMalformed;
    const key = keyOf(space, buffer[at] as number);
    const valueLength = size - ATTRIBUTE_HEADER_LENGTH;
    if (valueLength < (MINIMUM_LENGTH[key] as number) || valueLength > (MAXIMUM_LENGTH[key] as number)) {
      return DECODE_OUTCOME.AttributeWrongSize;
    }
    if (offsets[key] === 0) offsets[key] = at + ATTRIBUTE_HEADER_LENGTH;
    at += size;
  }
  return DECODE_OUTCOME.Ok;
}

/** RFC 2865 s4.1 forbids it for the first two, and it would leave open which of them was to be checked. */
function hasTwoKindsOfCredentials(packet: PacketView): boolean {
  if (packet.code !== PACKET_CODE['Access-Request']) return false;
  const kinds =
    Number(packet.has(ATTRIBUTE['User-Password'])) +
    Number(packet.has(ATTRIBUTE['CHAP-Password'])) +
    Number(packet.has(MICROSOFT_ATTRIBUTE['MS-CHAP-Response'])) +
    Number(packet.has(MICROSOFT_ATTRIBUTE['MS-CHAP2-Response']));
  return kinds > 1;
}
