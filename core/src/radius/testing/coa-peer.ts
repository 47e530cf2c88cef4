import { createHash } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { ATTRIBUTE, decodePacket, MIKROTIK_ATTRIBUTE, PACKET_CODE, PacketView, readIpv4, readText, readUint32 } from '../codec/index.js';
import { TEST_SECRET } from './radius-fixture.js';

export interface PeerAnswer {
  readonly verdict: 'ack' | 'nak';
  readonly errorCause?: number;
  readonly secret?: string;
}

/** What a request was about, as the router reads it. */
export interface PeerRequest {
  readonly kind: 'coa' | 'disconnect';
  readonly octets: Buffer;
  readonly login: string | undefined;
  readonly acctSessionId: string | undefined;
  readonly ipv4Address: string | undefined;
  readonly nasIpAddress: string | undefined;
  readonly rateLimit: string | undefined;
  /** In octets, of both directions together. */
  readonly totalLimit: bigint | undefined;
  readonly hasMessageAuthenticator: boolean;
}

/** The router's side of RFC 5176: answers each datagram as it is told, and remembers what it got. */
export class CoaPeer {
  readonly requests: PeerRequest[] = [];
  answer: (request: PeerRequest) => readonly PeerAnswer[] = () => [{ verdict: 'ack' }];
  readonly #senders = new Map<PeerRequest, { readonly address: string; readonly port: number }>();

  private constructor(private readonly socket: Socket) {
    socket.on('message', (octets, { address, port }) => {
      const request = readPeerRequest(octets);
      this.requests.push(request);
      this.#senders.set(request, { address, port });
      this.reply(request);
    });
  }

  /** Answers a request as it is told now, also one that it has left unanswered: as if it had come to the router only now. */
  reply(request: PeerRequest): void {
    const sender = this.#senders.get(request);
    for (const answer of this.answer(request)) this.socket.send(encodePeerAnswer(answer, request.octets), sender?.port, sender?.address);
  }

  static async open(): Promise<CoaPeer> {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => {
      socket.bind(0, '127.0.0.1', resolve);
    });
    return new CoaPeer(socket);
  }

  get port(): number {
    return this.socket.address().port;
  }

  /** `coa s1 5M/10M` or `disconnect s1` for each request, without retransmissions. */
  get told(): readonly string[] {
    const distinct = this.requests.filter(
      ({ octets }, index) => !this.requests.slice(0, index).some((other) => other.octets.equals(octets)),
    );
    return distinct.map(({ kind, acctSessionId, rateLimit }) => [kind, acctSessionId, rateLimit].filter(Boolean).join(' '));
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.socket.close(resolve);
    });
  }
}

/** Answers as RouterOS does: by its sessions, that is, by Acct-Session-Id, with Session-Context-Not-Found for one that it does not have. */
export function answerAsRouterOs(
  sessions: Map<string, { rateLimit: string }>,
  { nasIpAddress }: { readonly nasIpAddress: string },
): CoaPeer['answer'] {
  return (request) => {
    if (request.nasIpAddress !== undefined && request.nasIpAddress !== nasIpAddress) return [{ verdict: 'nak', errorCause: 403 }];
    const session = sessions.get(request.acctSessionId ?? '');
    if (!session) return [{ verdict: 'nak', errorCause: 503 }];
    if (request.kind === 'disconnect') sessions.delete(request.acctSessionId ?? '');
    else if (request.rateLimit === undefined) return [{ verdict: 'nak', errorCause: 401 }];
    else session.rateLimit = request.rateLimit;
    return [{ verdict: 'ack' }];
  };
}

/** A CoA- or Disconnect-Request as a router reads it. */
export function readPeerRequest(octets: Buffer): PeerRequest {
  const packet = new PacketView();
  decodePacket(packet, octets, octets.length);
  return {
    kind: packet.code === PACKET_CODE['CoA-Request'] ? 'coa' : 'disconnect',
    octets,
    login: readText(packet, ATTRIBUTE['User-Name']),
    acctSessionId: readText(packet, ATTRIBUTE['Acct-Session-Id']),
    ipv4Address: readIpv4(packet, ATTRIBUTE['Framed-IP-Address']),
    nasIpAddress: readIpv4(packet, ATTRIBUTE['NAS-IP-Address']),
    rateLimit: readText(packet, MIKROTIK_ATTRIBUTE['Mikrotik-Rate-Limit']),
    totalLimit: readLimit(packet, 'Mikrotik-Total-Limit'),
    hasMessageAuthenticator: packet.has(ATTRIBUTE['Message-Authenticator']),
  };
}

function readLimit(packet: PacketView, name: 'Mikrotik-Total-Limit'): bigint | undefined {
  const low = readUint32(packet, MIKROTIK_ATTRIBUTE[name]);
  const high = readUint32(packet, MIKROTIK_ATTRIBUTE[`${name}-Gigawords`]);
  return low === undefined || high === undefined ? undefined : (BigInt(high) << 32n) + BigInt(low);
}

/** By the letter of RFC 5176 s2.3, apart from the codec that is tested with it. */
export function encodePeerAnswer({ verdict, errorCause, secret = TEST_SECRET }: PeerAnswer, request: Buffer): Buffer {
  const attributes = Buffer.alloc(errorCause === undefined ? 0 : 6);
  if (errorCause !== undefined) {
    attributes.set([101, 6]);
    attributes.writeUInt32BE(errorCause, 2);
  }
  const answer = Buffer.concat([
    Buffer.from([(request[0] as number) + (verdict === 'ack' ? 1 : 2), request[1] as number, 0, 20 + attributes.length]),
    request.subarray(4, 20),
    attributes,
  ]);
  createHash('md5').update(answer).update(secret).digest().copy(answer, 4);
  return answer;
}
