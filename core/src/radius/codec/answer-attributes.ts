import { type AttributeKey, typeOfKey, vendorIdOfKey } from './attribute-key.js';
import { copyOctets } from './octets.js';
import { ATTRIBUTE_HEADER_LENGTH, MAX_PACKET_LENGTH, VENDOR_ID_LENGTH } from './packet-layout.js';
import { ATTRIBUTE } from './standard-attributes.js';

const VENDOR_HEADER_LENGTH = ATTRIBUTE_HEADER_LENGTH + VENDOR_ID_LENGTH + ATTRIBUTE_HEADER_LENGTH;
const LONGEST_ATTRIBUTE = 255;

/**
 * The attributes of one answer that depend on its login, such as keys: made once for each thread, cleared and filled again for every answer.
 * Unlike an AttributeWriter it allocates nothing and never throws. Too much of them makes {@link length} longer than any packet, so that the
 * answer is not written.
 */
export class AnswerAttributes {
  /** The first {@link length} of these are the attributes. */
  readonly octets: Buffer = Buffer.alloc(MAX_PACKET_LENGTH + LONGEST_ATTRIBUTE);
  length = 0;

  clear(): void {
    this.length = 0;
  }

  /** Appends an attribute whose value is written by the caller to {@link octets} from the place that is returned. 1 to 247 octets. */
  appendVendor(key: AttributeKey, valueLength: number): number {
    const { octets } = this;
    const at = Math.min(this.length, MAX_PACKET_LENGTH);
    const vendorId = vendorIdOfKey(key);
    octets[at] = ATTRIBUTE['Vendor-Specific']; // RFC 2865 s5.26
    octets[at + 1] = VENDOR_HEADER_LENGTH + valueLength;
    octets[at + 2] = vendorId >>> 24;
    octets[at + 3] = vendorId >>> 16;
    octets[at + 4] = vendorId >>> 8;
    octets[at + 5] = vendorId;
    octets[at + 6] = typeOfKey(key);
    octets[at + 7] = ATTRIBUTE_HEADER_LENGTH + valueLength;
    this.length = at + VENDOR_HEADER_LENGTH + valueLength;
    return at + VENDOR_HEADER_LENGTH;
  }

  /** Appends a standard attribute with the first `length` of `value`, 1 to 253 octets. */
  appendStandard(key: AttributeKey<'text' | 'octets'>, value: Uint8Array, length: number): void {
    const { octets } = this;
    const at = Math.min(this.length, MAX_PACKET_LENGTH);
    octets[at] = typeOfKey(key);
    octets[at + 1] = ATTRIBUTE_HEADER_LENGTH + length;
    copyOctets(value, 0, octets, at + ATTRIBUTE_HEADER_LENGTH, length);
    this.length = at + ATTRIBUTE_HEADER_LENGTH + length;
  }

  /** Appends attributes that an AttributeWriter built. */
  append(attributes: Uint8Array): void {
    const end = this.length + attributes.length;
    if (end <= MAX_PACKET_LENGTH) this.octets.set(attributes, this.length);
    this.length = end;
  }
}
