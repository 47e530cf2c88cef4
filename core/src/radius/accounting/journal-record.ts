import { crc32 } from 'node:zlib';
import { MAX_PACKET_LENGTH } from '../codec/index.js';

/** A received Accounting-Request as it is kept. */
export interface JournalRecord {
  /** Business time. */
  readonly receivedAtMs: number;
  readonly routerId: string;
  readonly sourceAddress: string;
  readonly packet: Buffer;
}

export type RecordReading =
  | { readonly kind: 'record'; readonly record: JournalRecord; readonly end: number }
  /** The octets end before the record does. */
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'bad' };

const VERSION = 1;
/** Length of the body, CRC-32 of the body. */
const HEADER_LENGTH = 8;
/** Version, receive time, length of the router's id; then the id, the source address and the packet. */
const FIXED_LENGTH = 1 + 8 + 1;
const ADDRESS_LENGTH = 4;
const LONGEST_ROUTER_ID = 255;
const LONGEST_BODY = FIXED_LENGTH + LONGEST_ROUTER_ID + ADDRESS_LENGTH + MAX_PACKET_LENGTH;

/** No record is longer. */
export const LONGEST_RECORD = HEADER_LENGTH + LONGEST_BODY;

/** Writes the record at `offset`, where there must be room for {@link LONGEST_RECORD}; returns where it ends. */
export function writeRecord(target: Buffer, offset: number, { receivedAtMs, routerId, sourceAddress, packet }: JournalRecord): number {
  const bodyStart = offset + HEADER_LENGTH;
  target[bodyStart] = VERSION;
  target.writeDoubleBE(receivedAtMs, bodyStart + 1);
  target[bodyStart + 9] = routerId.length;
  let at = bodyStart + FIXED_LENGTH;
  at += target.write(routerId, at, 'latin1');
  for (const octet of sourceAddress.split('.')) target[at++] = Number(octet);
  at += packet.copy(target, at);
  target.writeUInt32BE(at - bodyStart, offset);
  target.writeUInt32BE(crc32(target.subarray(bodyStart, at)), offset + 4);
  return at;
}

/** Reads the record that starts at `offset` of the first `length` octets; its packet shares the source's memory. */
export function readRecord(source: Buffer, offset: number, length: number): RecordReading {
  const bodyStart = offset + HEADER_LENGTH;
  if (bodyStart > length) return { kind: 'incomplete' };
  const bodyLength = source.readUInt32BE(offset);
  if (bodyLength < FIXED_LENGTH || bodyLength > LONGEST_BODY) return { kind: 'bad' };
  const end = bodyStart + bodyLength;
  if (end > length) return { kind: 'incomplete' };
  if (crc32(source.subarray(bodyStart, end)) !== source.readUInt32BE(offset + 4) || source[bodyStart] !== VERSION) return { kind: 'bad' };
  const idStart = bodyStart + FIXED_LENGTH;
  const addressStart = idStart + (source[bodyStart + 9] as number);
  const packetStart = addressStart + ADDRESS_LENGTH;
  const record = {
    receivedAtMs: source.readDoubleBE(bodyStart + 1),
    routerId: source.toString('latin1', idStart, addressStart),
    sourceAddress: source.subarray(addressStart, packetStart).join('.'),
    packet: source.subarray(packetStart, end),
  };
  return { kind: 'record', record, end };
}
