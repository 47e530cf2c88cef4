import { type AttributeKey, KEY_COUNT } from './attribute-key.js';
import { ATTRIBUTE_HEADER_LENGTH } from './packet-layout.js';

const NO_OCTETS = Buffer.alloc(0);

/**
 * A decoded packet: a look at the octets where they were received, with the place of the first occurrence of each attribute. Made once
 * and filled again for each packet by `decodePacket`, so it and all that is read from it in place last only until the next packet. What
 * must outlive that is copied by whoever keeps it. After a packet that was not well-formed it is empty.
 */
export class PacketView {
  buffer: Buffer = NO_OCTETS;
  code = 0;
  identifier = 0;
  /** Octets of the packet by its Length field; what was received behind them is padding (RFC 2865 s3). */
  length = 0;
  /** Octets of all Proxy-State attributes with their headers: what an answer must have room for. */
  proxyStateLength = 0;
  proxyStateCount = 0;
  /** By key: where the value of the first attribute starts, or 0. Its length is in the octet before it. */
  readonly offsets: Uint16Array = new Uint16Array(KEY_COUNT);

  has(key: AttributeKey): boolean {
    return this.offsets[key] !== 0;
  }

  /** Where the value starts in {@link buffer}; 0 when the packet has no such attribute. */
  offsetOf(key: AttributeKey): number {
    return this.offsets[key] as number;
  }

  /** Octets of the value; 0 when it is empty or the packet has no such attribute. */
  lengthOf(key: AttributeKey): number {
    const offset = this.offsets[key] as number;
    return offset === 0 ? 0 : (this.buffer[offset - 1] as number) - ATTRIBUTE_HEADER_LENGTH;
  }

  clear(): void {
    this.buffer = NO_OCTETS;
    this.code = 0;
    this.identifier = 0;
    this.length = 0;
    this.proxyStateLength = 0;
    this.proxyStateCount = 0;
    this.offsets.fill(0);
  }
}
