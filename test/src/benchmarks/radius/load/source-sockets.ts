import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

const RECEIVE_BUFFER_OCTETS = 4 * 1024 * 1024;
const IDENTIFIERS = 256;

/** Sockets of a router, each with the identifiers 0 to 255. A place is a socket's number times 256 plus an identifier. */
export class SourceSockets {
  readonly places: number;
  readonly #isTaken: Uint8Array;
  #taken = 0;
  #last = 0;

  private constructor(private readonly sockets: readonly Socket[]) {
    this.places = sockets.length * IDENTIFIERS;
    this.#isTaken = new Uint8Array(this.places);
  }

  static async open(count: number, port: number, onAnswer: (place: number, answer: Buffer) => void): Promise<SourceSockets> {
    const sockets = Array.from({ length: count }, () => createSocket({ type: 'udp4', recvBufferSize: RECEIVE_BUFFER_OCTETS }));
    await Promise.all(
      sockets.map(async (socket, index) => {
        // A server that is not there refuses; the requests then time out.
        socket.on('error', () => undefined);
        socket.on('message', (answer) => {
          if (answer.length > 1) onAnswer(index * IDENTIFIERS + (answer[1] as number), answer);
        });
        socket.connect(port, '127.0.0.1');
        await once(socket, 'connect');
      }),
    );
    return new SourceSockets(sockets);
  }

  /** A place of which no request is under way, in turn over the sockets and then the identifiers; -1 when there is none. */
  take(): number {
    if (this.#taken === this.places) return -1;
    const { length } = this.sockets;
    do {
      this.#last = (this.#last + 1) % this.places;
    } while (this.#isTaken[placeOf(this.#last, length)] === 1);
    const place = placeOf(this.#last, length);
    this.#isTaken[place] = 1;
    this.#taken++;
    return place;
  }

  isTaken(place: number): boolean {
    return this.#isTaken[place] === 1;
  }

  release(place: number): void {
    this.#isTaken[place] = 0;
    this.#taken--;
  }

  get taken(): number {
    return this.#taken;
  }

  send(place: number, packet: Buffer): void {
    this.sockets[Math.floor(place / IDENTIFIERS)]?.send(packet);
  }

  close(): void {
    for (const socket of this.sockets) socket.close();
  }
}

function placeOf(turn: number, sockets: number): number {
  return (turn % sockets) * IDENTIFIERS + Math.floor(turn / sockets);
}
