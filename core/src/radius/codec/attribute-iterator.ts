import { type AttributeKey, keyOf, STANDARD_SPACE, spaceOfVendor } from './attribute-key.js';
import { ATTRIBUTE_HEADER_LENGTH, HEADER_LENGTH, VENDOR_ID_LENGTH } from './packet-layout.js';
import type { PacketView } from './packet-view.js';
import { ATTRIBUTE } from './standard-attributes.js';

/** One attribute as it stands in the packet's buffer. */
export interface AttributePlace {
  readonly key: AttributeKey;
  /** Where the value starts, and how many octets it has. */
  readonly offset: number;
  readonly length: number;
}

/**
 * All attributes in the order of the packet, repeated ones too; the attributes of a known vendor one by one, those of another vendor as the
 * Vendor-Specific that holds them. For logs and tools: it allocates, and the path of a login has no use for it.
 */
export function* attributesInOrder(packet: PacketView): Generator<AttributePlace> {
  const { buffer } = packet;
  for (const place of attributesBetween(packet, HEADER_LENGTH, packet.length)) {
    const space = place.key === ATTRIBUTE['Vendor-Specific'] ? spaceOfVendor(buffer.readUInt32BE(place.offset)) : STANDARD_SPACE;
    if (space === STANDARD_SPACE) {
      yield place;
      continue;
    }
    for (const inner of attributesBetween(packet, place.offset + VENDOR_ID_LENGTH, place.offset + place.length)) {
      yield { ...inner, key: keyOf(space, inner.key) };
    }
  }
}

function* attributesBetween({ buffer }: PacketView, start: number, end: number): Generator<AttributePlace> {
  for (let at = start; at < end; at += buffer[at + 1] as number) {
    const length = (buffer[at + 1] as number) - ATTRIBUTE_HEADER_LENGTH;
    yield { key: keyOf(STANDARD_SPACE, buffer[at] as number), offset: at + ATTRIBUTE_HEADER_LENGTH, length };
  }
}
