import { serviceOfClass } from '../authentication/session-class.js';
import { ATTRIBUTE, AttributeWriter, HEADER_LENGTH, PACKET_CODE, type PacketView, readText } from '../codec/index.js';

/** A service was logged in to with a device that it is to remember. */
export interface LearnedDevice {
  readonly kind: 'device';
  readonly serviceId: string;
  readonly macAddress: string;
  readonly atMs: number;
}

/** Stands in a Class where the session is not the matter. */
const NO_SESSION = 'AAAAAAAA';

/** As the journal keeps it among what routers report: an Access-Accept of nothing but the service and the device, which never was on a wire. */
export function buildLearnedDevice({ serviceId, macAddress }: Pick<LearnedDevice, 'serviceId' | 'macAddress'>): Buffer {
  const attributes = new AttributeWriter()
    .text(ATTRIBUTE.Class, `T${serviceId}.${NO_SESSION}`)
    .text(ATTRIBUTE['Calling-Station-Id'], macAddress)
    .build();
  const packet = Buffer.concat([Buffer.alloc(HEADER_LENGTH), attributes]);
  packet[0] = PACKET_CODE['Access-Accept'];
  packet.writeUInt16BE(packet.length, 2);
  return packet;
}

/** Undefined for everything else. */
export function readLearnedDevice(packet: PacketView, atMs: number): LearnedDevice | undefined {
  if (packet.code !== PACKET_CODE['Access-Accept']) return undefined;
  const serviceId = serviceOfClass(readText(packet, ATTRIBUTE.Class) ?? '');
  const macAddress = readText(packet, ATTRIBUTE['Calling-Station-Id']);
  return serviceId === undefined || macAddress === undefined ? undefined : { kind: 'device', serviceId, macAddress, atMs };
}
