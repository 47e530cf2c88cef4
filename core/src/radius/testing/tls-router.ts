import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls';
import { PACKET_CODE } from '../codec/index.js';
import { PacketStream } from '../radsec/packet-stream.js';
import type { RadsecCredentials } from '../radsec/radsec-credentials.js';
import { encodePeerAnswer, type PeerAnswer, type PeerRequest, readPeerRequest } from './coa-peer.js';

/** RFC 6614 s2.3. */
const RADSEC_SECRET = 'radsec';

/** A router's end of a TLS connection: asks, and answers what it is asked over the same connection. */
export class TlsRouter {
  /** CoA- and Disconnect-Requests that came. */
  readonly requests: PeerRequest[] = [];
  answer: (request: PeerRequest) => readonly PeerAnswer[] = () => [{ verdict: 'ack' }];
  readonly closed: Promise<void>;
  readonly #stream = new PacketStream();
  readonly #waiting: ((packet: Buffer) => void)[] = [];

  constructor(private readonly socket: TLSSocket) {
    socket.on('data', (chunk: Buffer) => this.#stream.push(chunk, (packet) => this.receive(packet)));
    socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => {
      socket.once('close', () => resolve());
    });
  }

  static open(port: number, credentials?: RadsecCredentials): Promise<TlsRouter> {
    const shown: ConnectionOptions = credentials ? { cert: credentials.certificate, key: credentials.key, ca: credentials.authority } : {};
    return new Promise((resolve, reject) => {
      // The server's name is this machine's; that it is of the authority is what is checked here.
      const socket = connectTls(
        { host: '127.0.0.1', port, ...shown, checkServerIdentity: () => undefined, rejectUnauthorized: !!credentials },
        () => resolve(new TlsRouter(socket)),
      );
      socket.once('error', reject);
    });
  }

  /** `disconnect s1`, `coa s1 5M/10M`. */
  get told(): readonly string[] {
    return this.requests.map(({ kind, acctSessionId, rateLimit }) => [kind, acctSessionId, rateLimit].filter(Boolean).join(' '));
  }

  write(octets: Buffer): void {
    this.socket.write(octets);
  }

  ask(request: Buffer): Promise<Buffer> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.write(request);
    });
  }

  close(): void {
    this.socket.destroy();
  }

  private receive(packet: Buffer): void {
    if (packet[0] !== PACKET_CODE['CoA-Request'] && packet[0] !== PACKET_CODE['Disconnect-Request']) {
      this.#waiting.shift()?.(packet);
      return;
    }
    const request = readPeerRequest(packet);
    this.requests.push(request);
    for (const answer of this.answer(request)) this.write(encodePeerAnswer({ secret: RADSEC_SECRET, ...answer }, packet));
  }
}
