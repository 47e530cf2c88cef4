import { createServer, type Server, type TLSSocket } from 'node:tls';
import { type Logger, TaplineError } from '@tapline/sdk';
import { ownCopyOf, PACKET_CODE } from '../codec/index.js';
import type { KnownRouter, RouterTable } from '../server/router-table.js';
import { PacketStream } from './packet-stream.js';
import type { RadsecCredentials } from './radsec-credentials.js';
import { FIRST_RADSEC_PORT } from './radsec-port.js';
import { isAnswerOfRouter } from './radsec-requests.js';

const HANDSHAKE_MS = 5_000;
const HALF_PACKET_MS = 10_000;
/** A router that is there asks by Status-Server long before (RFC 6614 s3.4, RFC 5997). */
const IDLE_MS = 15 * 60_000;
const MOST_CONNECTIONS = 1_024;
const MOST_UNREAD_OCTETS = 1_048_576;

export interface RadsecListenerOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly credentials: RadsecCredentials;
  readonly routers: RouterTable;
  readonly logger: Logger;
  /** Called for Access-Requests and Status-Server. */
  readonly onAccess: (packet: Buffer, address: string, port: number, router: KnownRouter) => void;
  readonly onAccounting: (packet: Buffer, address: string, port: number, router: KnownRouter) => void;
  /** Called for what answers a CoA- or Disconnect-Request. */
  readonly onAnswer: (packet: Buffer, port: number) => void;
  readonly onConnected: (port: number) => void;
  readonly onClosed: (port: number) => void;
  /** Somebody with a certificate of the authority that no router has. */
  readonly onStranger: (address: string, names: string) => void;
}

interface Connection {
  readonly socket: TLSSocket;
  readonly address: string;
  readonly port: number;
  /** What its certificate is called. */
  readonly names: readonly string[];
}

/**
 * RADIUS over TLS (RFC 6614): only who shows a certificate of the authority gets to say anything, and what the certificate is called tells which router it is.
 * Bounded in connections, in how long a handshake, a half packet and silence may last, and in what a router leaves unread.
 */
export class RadsecListener {
  /** The newest last. */
  readonly #connections = new Map<number, Connection>();
  #nextPort = FIRST_RADSEC_PORT;

  private constructor(
    private readonly server: Server,
    private readonly options: RadsecListenerOptions,
  ) {
    server.on('secureConnection', (socket) => this.accept(socket));
    server.on('tlsClientError', (error, socket) =>
      options.logger.warn({ address: socket.remoteAddress, error: error.message }, 'a RadSec connection failed before it began'),
    );
  }

  /** Throws `RADSEC_PORT_BUSY`, or `RADSEC_CERTIFICATE_UNREADABLE` for what is no certificate. */
  static async listen(options: RadsecListenerOptions): Promise<RadsecListener> {
    const { certificate, key, authority } = options.credentials;
    const server = createServer({
      cert: certificate,
      key,
      ca: authority,
      requestCert: true,
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2',
      handshakeTimeout: HANDSHAKE_MS,
    });
    server.maxConnections = MOST_CONNECTIONS;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(options.port, options.host, resolve);
    }).catch((cause: unknown) => {
      throw new TaplineError(
        'RADSEC_PORT_BUSY',
        'unavailable',
        `RadSec cannot listen on ${options.host}:${options.port}/tcp (${(cause as Error).message}); set radius.radsecPort to another port`,
        { cause, field: 'radius.radsecPort' },
      );
    });
    return new RadsecListener(server, options);
  }

  get port(): number {
    return (this.server.address() as { readonly port: number }).port;
  }

  /** Answers on a connection; one that is gone has no use for it. */
  send(datagram: Uint8Array, port: number): void {
    const socket = this.#connections.get(port)?.socket;
    if (!socket?.writable) return;
    // What a slow router leaves unread waits here for long, and the answer's memory is another's by then.
    socket.write(ownCopyOf(datagram));
    if (socket.writableLength > MOST_UNREAD_OCTETS) socket.destroy();
  }

  /** The newest connection of a router. */
  connectionOf(routerId: string): number | undefined {
    return [...this.#connections.values()].findLast(({ names }) => this.options.routers.withCertificate(names)?.id === routerId)?.port;
  }

  get connectedRouterIds(): readonly string[] {
    const ids = [...this.#connections.values()].flatMap(({ names }) => this.options.routers.withCertificate(names)?.id ?? []);
    return [...new Set(ids)];
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.server.close(() => resolve());
    });
    for (const { socket } of this.#connections.values()) socket.destroy();
    await closed;
  }

  private accept(socket: TLSSocket): void {
    socket.on('error', () => socket.destroy());
    const address = (socket.remoteAddress ?? '').replace(/^::ffff:/, '');
    const names = certificateNames(socket);
    if (!this.options.routers.withCertificate(names)) {
      this.options.onStranger(address, names.join(', '));
      socket.destroy();
      return;
    }
    const port = this.#nextPort++;
    const connection = { socket, address, port, names };
    this.#connections.set(port, connection);
    this.options.onConnected(port);
    const stream = new PacketStream();
    let halfTimer: NodeJS.Timeout | undefined;
    socket.on('close', () => {
      clearTimeout(halfTimer);
      this.#connections.delete(port);
      this.options.onClosed(port);
    });
    socket.setNoDelay(true).setTimeout(IDLE_MS, () => socket.destroy());
    socket.on('data', (chunk: Buffer) => {
      const isSound = stream.push(chunk, (packet) => this.receive(packet, connection));
      clearTimeout(halfTimer);
      if (!isSound) socket.destroy();
      else if (stream.isInside) halfTimer = setTimeout(() => socket.destroy(), HALF_PACKET_MS);
    });
  }

  private receive(packet: Buffer, { socket, address, port, names }: Connection): void {
    // Looked for anew: the router may have been changed since.
    const router = this.options.routers.withCertificate(names);
    if (!router) socket.destroy();
    else if (isAnswerOfRouter(packet)) this.options.onAnswer(packet, port);
    else if (packet[0] === PACKET_CODE['Accounting-Request']) this.options.onAccounting(packet, address, port, router);
    else this.options.onAccess(packet, address, port, router);
  }
}

/** What a certificate is called: its DNS names, its common name, its fingerprint. */
function certificateNames(socket: TLSSocket): readonly string[] {
  const { subject, subjectaltname, fingerprint256 } = socket.getPeerCertificate();
  const dnsNames = (subjectaltname ?? '').split(', ').flatMap((name) => (name.startsWith('DNS:') ? [name.slice('DNS:'.length)] : []));
  const commonNames = [subject?.CN ?? []].flat();
  return [...new Set([...dnsNames, ...commonNames, `sha256:${fingerprint256.replaceAll(':', '').toLowerCase()}`])];
}
