import { createSocket, type Socket } from 'node:dgram';
import { DECODE_OUTCOME, decodePacket, isValidResponse, PacketView, type RouterSecret } from '../codec/index.js';

export type TestAnswer =
  | { readonly kind: 'answer'; readonly packet: PacketView; readonly tookMs: number }
  /** An answer came that was made with another secret. */
  | { readonly kind: 'forged' }
  /** The system says that nothing listens there, or that there is no way. */
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'silence' };

const TRIES = 2;

/** A router's end of the wire: asks one server from one address, one request at a time. */
export class TestClient {
  private constructor(
    private readonly socket: Socket,
    private readonly timeoutMs: number,
  ) {}

  static open(source: string, target: { readonly address: string; readonly port: number }, timeoutMs: number): Promise<TestClient> {
    return new Promise((done, reject) => {
      const socket = createSocket('udp4');
      socket.once('error', reject);
      socket.bind(0, source, () =>
        socket.connect(target.port, target.address, () => {
          socket.off('error', reject);
          socket.on('error', () => undefined);
          done(new TestClient(socket, timeoutMs));
        }),
      );
    });
  }

  ask(request: Buffer, secret: RouterSecret): Promise<TestAnswer> {
    const { socket, timeoutMs } = this;
    const sentMs = performance.now();
    return new Promise((done) => {
      let triesLeft = TRIES;
      let isForged = false;
      let timer: NodeJS.Timeout;
      const settle = (answer: TestAnswer): void => {
        clearTimeout(timer);
        socket.off('message', receive);
        socket.off('error', fail);
        done(answer);
      };
      const receive = (datagram: Buffer): void => {
        const packet = new PacketView();
        if (decodePacket(packet, datagram, datagram.length) !== DECODE_OUTCOME.Ok || packet.identifier !== request[1]) return;
        if (isValidResponse(packet, request, secret)) settle({ kind: 'answer', packet, tookMs: performance.now() - sentMs });
        else isForged = true;
      };
      const fail = (error: NodeJS.ErrnoException): void => settle({ kind: 'refused', reason: error.code ?? error.message });
      const send = (): void => {
        if (triesLeft-- === 0) {
          settle({ kind: isForged ? 'forged' : 'silence' });
          return;
        }
        socket.send(request, () => undefined);
        timer = setTimeout(send, timeoutMs);
      };
      socket.on('message', receive);
      socket.on('error', fail);
      send();
    });
  }

  close(): Promise<void> {
    return new Promise((done) => {
      this.socket.close(() => done());
    });
  }
}
