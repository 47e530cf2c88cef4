import { createHash, createHmac } from 'node:crypto';

// Packets put together with node:crypto alone, so that the tests do not check the codec against itself.

export const SECRET: Buffer = Buffer.from('testing123');

export const hex = (text: string): Buffer => Buffer.from(text.replace(/\s+/g, ''), 'hex');

export const md5Of = (...parts: readonly Uint8Array[]): Buffer => createHash('md5').update(Buffer.concat(parts)).digest();

export const attribute = (type: number, value: Uint8Array | string): Buffer => {
  const octets = Buffer.from(value);
  return Buffer.concat([Buffer.from([type, octets.length + 2]), octets]);
};

export const uint32 = (type: number, value: number): Buffer => {
  const octets = Buffer.alloc(4);
  octets.writeUInt32BE(value);
  return attribute(type, octets);
};

export const vendorSpecific = (vendorId: number, ...attributes: readonly Uint8Array[]): Buffer => {
  const vendor = Buffer.alloc(4);
  vendor.writeUInt32BE(vendorId);
  return attribute(26, Buffer.concat([vendor, ...attributes]));
};

export interface RawPacket {
  readonly code: number;
  readonly identifier?: number;
  readonly authenticator?: Uint8Array;
  readonly attributes?: readonly Uint8Array[];
}

export function rawPacket({ code, identifier = 7, authenticator = Buffer.alloc(16, 0xa5), attributes = [] }: RawPacket): Buffer {
  const packet = Buffer.concat([Buffer.from([code, identifier, 0, 0]), authenticator, ...attributes]);
  packet.writeUInt16BE(packet.length, 2);
  return packet;
}

/** With a Message-Authenticator as the first attribute, taken over the packet as it stands. */
export function signedPacket(packet: RawPacket, secret: Buffer = SECRET): Buffer {
  const octets = rawPacket({ ...packet, attributes: [attribute(80, Buffer.alloc(16)), ...(packet.attributes ?? [])] });
  createHmac('md5', secret).update(octets).digest().copy(octets, 22);
  return octets;
}

/** An Accounting-, Disconnect- or CoA-Request: its authenticator is a hash of all the rest. */
export function hashedPacket(packet: RawPacket, { secret = SECRET, messageAuthenticator = false } = {}): Buffer {
  const raw = { ...packet, authenticator: Buffer.alloc(16) };
  const octets = messageAuthenticator ? signedPacket(raw, secret) : rawPacket(raw);
  md5Of(octets, secret).copy(octets, 4);
  return octets;
}

/** A User-Password of up to 16 octets. */
export function hiddenPassword(password: string, authenticator: Uint8Array, secret: Buffer = SECRET): Buffer {
  const hidden = Buffer.alloc(16);
  hidden.write(password);
  md5Of(secret, authenticator).forEach((octet, index) => {
    hidden[index] = (hidden[index] as number) ^ octet;
  });
  return hidden;
}
