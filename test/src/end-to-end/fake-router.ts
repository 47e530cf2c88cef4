import { createHash } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';

const DISCONNECT_REQUEST = 40;
const COA_REQUEST = 43;

export interface SessionRequest {
  readonly kind: 'disconnect' | 'coa';
  readonly userName: string | undefined;
  readonly acctSessionId: string | undefined;
}

/** A router's end of RFC 5176, made without the product's codec: checks each Disconnect- and CoA-Request and acknowledges it. */
export class FakeRouter {
  readonly requests: SessionRequest[] = [];
  #waiting: (() => void)[] = [];

  private constructor(
    private readonly socket: Socket,
    private readonly secret: string,
  ) {
    socket.on('message', (packet, peer) => {
      if ((packet[0] !== DISCONNECT_REQUEST && packet[0] !== COA_REQUEST) || !this.isGenuine(packet)) return;
      const kind = packet[0] === COA_REQUEST ? 'coa' : 'disconnect';
      this.requests.push({ kind, userName: textAttribute(packet, 1), acctSessionId: textAttribute(packet, 44) });
      socket.send(this.acknowledge(packet), peer.port, peer.address);
      for (const wake of this.#waiting.splice(0)) wake();
    });
  }

  static listen(secret: string): Promise<FakeRouter> {
    return new Promise((resolve, reject) => {
      const socket = createSocket('udp4').once('error', reject);
      socket.bind(0, '127.0.0.1', () => resolve(new FakeRouter(socket, secret)));
    });
  }

  get port(): number {
    return this.socket.address().port;
  }

  /** Resolves at the next request. */
  nextRequest(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  close(): void {
    this.socket.close();
  }

  private isGenuine(packet: Buffer): boolean {
    const zeroed = Buffer.concat([packet.subarray(0, 4), Buffer.alloc(16), packet.subarray(20), Buffer.from(this.secret)]);
    return createHash('md5').update(zeroed).digest().equals(packet.subarray(4, 20));
  }

  private acknowledge(packet: Buffer): Buffer {
    const answer = Buffer.from([(packet[0] as number) + 1, packet[1] as number, 0, 20, ...packet.subarray(4, 20)]);
    const authenticator = createHash('md5')
      .update(Buffer.concat([answer, Buffer.from(this.secret)]))
      .digest();
    return Buffer.concat([answer.subarray(0, 4), authenticator]);
  }
}

function textAttribute(packet: Buffer, wanted: number): string | undefined {
  for (let at = 20; at + 2 <= packet.length; at += packet[at + 1] as number) {
    if (packet[at] === wanted) return packet.toString('utf8', at + 2, at + (packet[at + 1] as number));
    if ((packet[at + 1] as number) < 2) return undefined;
  }
  return undefined;
}
