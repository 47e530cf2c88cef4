const LENGTH_OFFSET = 2;
const LENGTH_END = 4;
const SHORTEST = 20;
const LONGEST = 4_096;

/** Cuts a stream of octets into RADIUS packets by their Length (RFC 6613 s2.6.1). Holds no more than one packet that has not wholly come. */
export class PacketStream {
  #rest: Buffer = Buffer.alloc(0);

  /** Whether a packet has begun to come and is not whole. */
  get isInside(): boolean {
    return this.#rest.length > 0;
  }

  /** Calls `receive` with each whole packet. False when a length cannot be one: there is no telling where the next packet begins (RFC 6613 s2.6.4). */
  push(chunk: Buffer, receive: (packet: Buffer) => void): boolean {
    let octets = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    while (octets.length >= LENGTH_END) {
      const length = octets.readUInt16BE(LENGTH_OFFSET);
      if (length < SHORTEST || length > LONGEST) return false;
      if (octets.length < length) break;
      receive(Buffer.from(octets.subarray(0, length)));
      octets = octets.subarray(length);
    }
    this.#rest = Buffer.from(octets);
    return true;
  }
}
