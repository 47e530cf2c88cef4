import { connect, type Socket } from 'node:net';
import type { RadsecAsk, RadsecReply } from './radsec-requests.js';
import { readReply, writeAsk } from './relay-message.js';
import type { RelayPlace } from './relay-server.js';

/** Beyond the time that the router is given. */
const MARGIN_MS = 1_000;

/** Lets RADIUS processes ask routers over the RadSec connections that they hold. */
export class RelayClient {
  readonly #sockets = new Set<Socket>();
  #isClosed = false;

  constructor(private readonly key: Buffer) {}

  /** `abandoned`: the client was closed before it could tell. A RADIUS process that is gone holds no connection. */
  ask(place: RelayPlace, ask: RadsecAsk): Promise<RadsecReply | { readonly kind: 'abandoned' }> {
    if (this.#isClosed) return Promise.resolve({ kind: 'abandoned' });
    const line = writeAsk(this.key, ask, Date.now());
    return new Promise((resolve) => {
      const socket = connect({ host: place.address, port: place.port });
      this.#sockets.add(socket);
      let isConnected = false;
      let text = '';
      socket.setTimeout(ask.waitMs + MARGIN_MS, () => socket.destroy());
      socket.setEncoding('latin1').on('data', (chunk: string) => {
        text += chunk;
      });
      socket.once('connect', () => {
        isConnected = true;
        socket.write(`${line}\n`);
      });
      socket.on('error', () => socket.destroy());
      socket.once('close', () => {
        this.#sockets.delete(socket);
        const end = text.indexOf('\n');
        const reply = end < 0 ? undefined : readReply(this.key, text.slice(0, end), line);
        resolve(reply ?? { kind: this.#isClosed ? 'abandoned' : isConnected ? 'silence' : 'not-connected' });
      });
    });
  }

  /** For good: what is asked from now on is abandoned. */
  close(): void {
    this.#isClosed = true;
    for (const socket of this.#sockets) socket.destroy();
  }
}
