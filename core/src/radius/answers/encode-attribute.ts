import type { AttributeDefinition } from './attribute-definition.js';
import { encodeValue } from './attribute-value.js';

const VENDOR_SPECIFIC = 26;
const HEADER = 2;
const VENDOR_HEADER = 8;
const LONGEST = 255;

/**
 * One attribute as it goes over the wire: RFC 2865 s5, or s5.26 with one attribute of the vendor in each Vendor-Specific. `undefined` when it
 * cannot carry the value.
 */
export function encodeAttribute({ vendorId, type, format }: AttributeDefinition, text: string): Buffer | undefined {
  if (format === 'secret') return undefined;
  const value = encodeValue(format, text);
  if (value === undefined || value.length === 0) return undefined;
  const header = vendorId === 0 ? HEADER : VENDOR_HEADER;
  if (header + value.length > LONGEST) return undefined;
  const octets = Buffer.alloc(header + value.length);
  if (vendorId === 0) {
    octets[0] = type;
    octets[1] = octets.length;
  } else {
    octets[0] = VENDOR_SPECIFIC;
    octets[1] = octets.length;
    octets.writeUInt32BE(vendorId, 2);
    octets[6] = type;
    octets[7] = HEADER + value.length;
  }
  value.copy(octets, header);
  return octets;
}
