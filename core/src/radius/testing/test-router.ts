import { createSocket, type Socket } from 'node:dgram';

/** A router's side of the wire: a real UDP socket that matches answers to requests by their Identifier. */
export class TestRouter {
  readonly #waiting = new Map<number, (reply: Buffer) => void>();
  readonly replies: Buffer[] = [];

  private constructor(private readonly socket: Socket) {
    socket.on('message', (reply) => {
      this.replies.push(reply);
      const identifier = reply[1] as number;
      this.#waiting.get(identifier)?.(reply);
      this.#waiting.delete(identifier);
    });
  }

  /** `address`: the source address of its packets, any of 127.0.0.0/8. */
  static async open(address = '127.0.0.1'): Promise<TestRouter> {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => {
      socket.bind(0, address, resolve);
    });
    return new TestRouter(socket);
  }

  /** Sends and waits for the answer. */
  ask(request: Buffer, port: number): Promise<Buffer> {
    return new Promise((resolve) => {
      this.#waiting.set(request[1] as number, resolve);
      this.tell(request, port);
    });
  }

  /** Sends and waits for nothing. */
  tell(request: Buffer, port: number): void {
    this.socket.send(request, port, '127.0.0.1');
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.socket.close(resolve);
    });
  }
}
