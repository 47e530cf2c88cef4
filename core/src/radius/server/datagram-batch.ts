import type { KernelCalls } from './kernel-calls.js';

const HEADER_OCTETS = 64;
const VECTOR_OCTETS = 16;
const WORD_OCTETS = 4;
export const SOCKET_ADDRESS_OCTETS = 16;

/** Where in a `sockaddr_in` the port and the address are, both in network order (ip(7)). */
const PORT_OFFSET = 2;
const ADDRESS_OFFSET = 4;
const AF_INET = 2;

/**
 * Room for as many datagrams as one system call takes: an array of `struct mmsghdr`, each with one `iovec` and one `sockaddr_in` (recvmmsg(2), 64-bit Linux). The memory
 * is laid out once and never moves.
 */
export class DatagramBatch {
  /** What the kernel is given: the first header. */
  readonly headers: bigint;
  readonly #octets: Buffer;
  readonly #addresses: Buffer;
  readonly #headers: Uint32Array;
  readonly #vectors: Uint32Array;

  constructor(
    calls: KernelCalls,
    readonly count: number,
    private readonly datagramOctets: number,
  ) {
    this.#octets = Buffer.alloc(count * datagramOctets);
    this.#addresses = Buffer.alloc(count * SOCKET_ADDRESS_OCTETS);
    const headers = Buffer.alloc(count * HEADER_OCTETS);
    const vectors = Buffer.alloc(count * VECTOR_OCTETS);
    this.#headers = new Uint32Array(headers.buffer, headers.byteOffset, headers.length / WORD_OCTETS);
    this.#vectors = new Uint32Array(vectors.buffer, vectors.byteOffset, vectors.length / WORD_OCTETS);
    this.headers = calls.addressOf(headers);
    const octetsAt = calls.addressOf(this.#octets);
    const addressesAt = calls.addressOf(this.#addresses);
    const vectorsAt = calls.addressOf(vectors);
    for (let index = 0; index < count; index++) {
      vectors.writeBigUInt64LE(octetsAt + BigInt(index * datagramOctets), index * VECTOR_OCTETS);
      const header = index * HEADER_OCTETS;
      // msg_name, msg_namelen, msg_iov, msg_iovlen; no control data, no flags.
      headers.writeBigUInt64LE(addressesAt + BigInt(index * SOCKET_ADDRESS_OCTETS), header);
      headers.writeBigUInt64LE(vectorsAt + BigInt(index * VECTOR_OCTETS), header + 16);
      headers.writeBigUInt64LE(1n, header + 24);
    }
  }

  /** The headers from one on. */
  headersFrom(index: number): bigint {
    return index === 0 ? this.headers : this.headers + BigInt(index * HEADER_OCTETS);
  }

  /** Makes the first `count` places ready to be filled. */
  makeRoom(count: number): void {
    for (let index = 0; index < count; index++) this.setLengths(index, this.datagramOctets);
  }

  /** The datagram that was received into a place, in memory of its own. */
  datagram(index: number): Buffer {
    const length = this.#headers[index * (HEADER_OCTETS / WORD_OCTETS) + 14] as number;
    const start = index * this.datagramOctets;
    const datagram = Buffer.allocUnsafe(length);
    this.#octets.copy(datagram, 0, start, start + length);
    return datagram;
  }

  address(index: number): number {
    return this.#addresses.readUInt32BE(index * SOCKET_ADDRESS_OCTETS + ADDRESS_OFFSET);
  }

  port(index: number): number {
    return this.#addresses.readUInt16BE(index * SOCKET_ADDRESS_OCTETS + PORT_OFFSET);
  }

  /** Puts a datagram into a place, to be sent. */
  put(index: number, datagram: Uint8Array, address: number, port: number): void {
    this.#octets.set(datagram, index * this.datagramOctets);
    writeSocketAddress(this.#addresses, index * SOCKET_ADDRESS_OCTETS, address, port);
    this.setLengths(index, datagram.length);
  }

  private setLengths(index: number, octets: number): void {
    this.#headers[index * (HEADER_OCTETS / WORD_OCTETS) + 2] = SOCKET_ADDRESS_OCTETS;
    this.#vectors[index * (VECTOR_OCTETS / WORD_OCTETS) + 2] = octets;
  }
}

/** Writes a `sockaddr_in`. `address`: four octets as one number, `0x7f000001` for 127.0.0.1. */
export function writeSocketAddress(into: Buffer, offset: number, address: number, port: number): void {
  into.writeUInt16LE(AF_INET, offset);
  into.writeUInt16BE(port, offset + PORT_OFFSET);
  into.writeUInt32BE(address, offset + ADDRESS_OFFSET);
}
