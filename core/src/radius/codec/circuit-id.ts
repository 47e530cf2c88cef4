import { isUtf8 } from 'node:buffer';
import type { AttributeKey } from './attribute-key.js';
import type { PacketView } from './packet-view.js';

const CONTROL_CHARACTER = /[\p{Cc}\u{FFFD}]/u;
const HEXADECIMAL = /^0x((?:[0-9a-f]{2})+)$/i;

/**
 * Agent-Circuit-Id or Agent-Remote-Id (RFC 4679 s3.3.1, s3.3.2; RFC 3046) in the one form that is stored and compared: as text where it is
 * printable, else as `0x` and hexadecimal digits. Undefined when the packet has none.
 */
export function readCircuit(packet: PacketView, key: AttributeKey<'octets'>): string | undefined {
  const offset = packet.offsetOf(key);
  return offset === 0 ? undefined : circuitOf(packet.buffer.subarray(offset, offset + packet.lengthOf(key)));
}

/** The same form of what a person typed: `0x...` may stand for octets that are printable. */
export function circuitText(typed: string): string {
  const digits = HEXADECIMAL.exec(typed.trim())?.[1];
  return digits === undefined ? typed.trim() : circuitOf(Buffer.from(digits, 'hex'));
}

function circuitOf(octets: Buffer): string {
  if (isUtf8(octets)) {
    const text = octets.toString('utf8');
    if (!CONTROL_CHARACTER.test(text) && text.trim() === text && text !== '') return text;
  }
  return `0x${octets.toString('hex')}`;
}
