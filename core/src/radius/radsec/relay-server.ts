import { createServer, type Server, type Socket } from 'node:net';
import { TaplineError } from '@tapline/sdk';
import type { RadsecAsk, RadsecReply } from './radsec-requests.js';
import { LONGEST_LINE, readAsk, writeReply } from './relay-message.js';

/** Where the app process finds the RADIUS process that holds a router's connection. */
export interface RelayPlace {
  readonly address: string;
  /** TCP. */
  readonly port: number;
}

export interface RelayServerOptions {
  readonly host: string;
  readonly key: Buffer;
  readonly ask: (ask: RadsecAsk) => Promise<RadsecReply>;
}

const LINE_WITHIN_MS = 5_000;
const LONGEST_WAIT_MS = 60_000;
const MOST_CONNECTIONS = 256;

/** Takes what the app process wants asked of routers that are connected here: a line each, by whoever has the key. */
export class RelayServer {
  readonly place: RelayPlace;
  readonly #sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly options: RelayServerOptions,
  ) {
    this.place = { address: options.host, port: (server.address() as { readonly port: number }).port };
    server.maxConnections = MOST_CONNECTIONS;
    server.on('connection', (socket) => this.accept(socket));
  }

  /** Throws `RADSEC_RELAY_UNAVAILABLE`. */
  static async listen(options: RelayServerOptions): Promise<RelayServer> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, options.host, resolve);
    }).catch((cause: unknown) => {
      throw new TaplineError(
        'RADSEC_RELAY_UNAVAILABLE',
        'unavailable',
        `RADIUS cannot listen on ${options.host} for what is to be asked by RadSec (${(cause as Error).message}); set radius.radsecRelayHost to an address of this machine`,
        { cause, field: 'radius.radsecRelayHost' },
      );
    });
    return new RelayServer(server, options);
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.server.close(() => resolve());
    });
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  private accept(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
    socket.setTimeout(LINE_WITHIN_MS, () => socket.destroy());
    let text = '';
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      text += chunk;
      const end = text.indexOf('\n');
      if ((end < 0 ? text.length : end) > LONGEST_LINE) socket.destroy();
      // Whoever asks takes a connection that is cut for a router that says nothing.
      else if (end >= 0) this.answer(socket, text.slice(0, end)).catch(() => socket.destroy());
    });
  }

  private async answer(socket: Socket, line: string): Promise<void> {
    socket.removeAllListeners('data').resume();
    const { key, ask } = this.options;
    const asked = readAsk(key, line, Date.now());
    if (!asked) {
      socket.destroy();
      return;
    }
    socket.setTimeout(0);
    const reply = await ask({ ...asked, waitMs: Math.min(asked.waitMs, LONGEST_WAIT_MS) });
    socket.end(`${writeReply(key, reply, line)}\n`);
  }
}
