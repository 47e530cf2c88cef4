import { createHash } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { ATTRIBUTE, decodePacket, PACKET_CODE, PacketView, readText } from '../codec/index.js';
import { TEST_SECRET } from './radius-fixture.js';

export type PeerAnswer = { readonly code: 'Disconnect-ACK' | 'Disconnect-NAK'; readonly errorCause?: number; readonly secret?: string };

/** The router's side of RFC 5176: answers each datagram as it is told, and remembers what it got. */
export class DisconnectPeer {
  readonly requests: Buffer[] = [];
  readonly sessionIds: (string | undefined)[] = [];
  answer: (request: Buffer) => readonly PeerAnswer[] = () => [{ code: 'Disconnect-ACK' }];

  private constructor(private readonly socket: Socket) {
    socket.on('message', (request, { address, port }) => {
      this.requests.push(request);
      const packet = new PacketView();
      decodePacket(packet, request, request.length);
      this.sessionIds.push(readText(packet, ATTRIBUTE['Acct-Session-Id']));
      for (const answer of this.answer(request)) socket.send(encode(answer, request), port, address);
    });
  }

  static async open(): Promise<DisconnectPeer> {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => {
      socket.bind(0, '127.0.0.1', resolve);
    });
    return new DisconnectPeer(socket);
  }

  get port(): number {
    return this.socket.address().port;
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.socket.close(resolve);
    });
  }
}

/** By the letter of RFC 5176 s2.3, apart from the codec that is tested with it. */
function encode({ code, errorCause, secret = TEST_SECRET }: PeerAnswer, request: Buffer): Buffer {
  const attributes = Buffer.alloc(errorCause === undefined ? 0 : 6);
  if (errorCause !== undefined) {
    attributes.set([101, 6]);
    attributes.writeUInt32BE(errorCause, 2);
  }
  const answer = Buffer.concat([
    Buffer.from([PACKET_CODE[code], request[1] as number, 0, 20 + attributes.length]),
    request.subarray(4, 20),
    attributes,
  ]);
  createHash('md5').update(answer).update(secret).digest().copy(answer, 4);
  return answer;
}
