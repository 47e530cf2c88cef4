import { isIPv4 } from 'node:net';
import { invalid } from '@tapline/sdk';
import { type AttributeKey, typeOfKey, vendorIdOfKey } from './attribute-key.js';
import { MAXIMUM_LENGTH, MINIMUM_LENGTH } from './attribute-sizes.js';
import { attributeName } from './dictionary.js';
import { ATTRIBUTE_HEADER_LENGTH, MAX_VALUE_LENGTH, VENDOR_ID_LENGTH } from './packet-layout.js';
import { ATTRIBUTE } from './standard-attributes.js';

/**
 * Writes attributes once, for instance all that a service's Access-Accept holds, so that an answer only copies them. Throws on a value that
 * the attribute cannot carry; the path of a packet does not come here.
 */
export class AttributeWriter {
  private readonly written: Buffer[] = [];

  text(key: AttributeKey<'text' | 'octets'>, value: string): this {
    return this.append(key, Buffer.from(value, 'utf8'));
  }

  integer(key: AttributeKey<'integer' | 'date'>, value: number): this {
    if (!Number.isInteger(value) || value < 0 || value > 0xffffffff) {
      throw invalid(
        'RADIUS_ATTRIBUTE_NOT_UINT32',
        `${attributeName(key)} takes a whole number from 0 to 4294967295 and was given ${value}`,
      );
    }
    const octets = Buffer.alloc(4);
    octets.writeUInt32BE(value);
    return this.append(key, octets);
  }

  ipv4(key: AttributeKey<'ipv4'>, address: string): this {
    if (!isIPv4(address)) {
      throw invalid('RADIUS_ATTRIBUTE_NOT_IPV4', `${attributeName(key)} takes an IPv4 address such as 10.0.0.1 and was given "${address}"`);
    }
    return this.append(key, Buffer.from(address.split('.').map(Number)));
  }

  /** The value as it stands, for attributes of any type. */
  octets(key: AttributeKey, value: Uint8Array): this {
    return this.append(key, value);
  }

  /** All that was written, in order. */
  build(): Buffer {
    return Buffer.concat(this.written);
  }

  private append(key: AttributeKey, value: Uint8Array): this {
    const vendorId = vendorIdOfKey(key);
    this.written.push(vendorId === 0 ? standardAttribute(key, value) : vendorAttribute(vendorId, key, value));
    return this;
  }
}

/** RFC 2865 s5. */
function standardAttribute(key: AttributeKey, value: Uint8Array): Buffer {
  requireLength(key, value, MAX_VALUE_LENGTH);
  return Buffer.concat([Buffer.from([typeOfKey(key), ATTRIBUTE_HEADER_LENGTH + value.length]), value]);
}

/** RFC 2865 s5.26, one attribute of the vendor in each Vendor-Specific, as the RFC advises. */
function vendorAttribute(vendorId: number, key: AttributeKey, value: Uint8Array): Buffer {
  requireLength(key, value, MAX_VALUE_LENGTH - VENDOR_ID_LENGTH - ATTRIBUTE_HEADER_LENGTH);
  const size = ATTRIBUTE_HEADER_LENGTH + value.length;
  const header = Buffer.alloc(ATTRIBUTE_HEADER_LENGTH + VENDOR_ID_LENGTH + ATTRIBUTE_HEADER_LENGTH);
  header[0] = ATTRIBUTE['Vendor-Specific'];
  header[1] = ATTRIBUTE_HEADER_LENGTH + VENDOR_ID_LENGTH + size;
  header.writeUInt32BE(vendorId, 2);
  header[6] = typeOfKey(key);
  header[7] = size;
  return Buffer.concat([header, value]);
}

/** An empty value is refused although it is read: RFC 2865 s5 has the attribute left out instead. */
function requireLength(key: AttributeKey, value: Uint8Array, room: number): void {
  const minimum = Math.max(1, MINIMUM_LENGTH[key] as number);
  const maximum = Math.min(room, MAXIMUM_LENGTH[key] as number);
  if (value.length >= minimum && value.length <= maximum) return;
  const range = minimum === maximum ? `${minimum}` : `${minimum} to ${maximum}`;
  throw invalid('RADIUS_ATTRIBUTE_LENGTH', `${attributeName(key)} takes ${range} octets and was given ${value.length}`);
}
