import type { Logger } from '@tapline/sdk';
import type { Configuration } from '../../kernel/config/configuration.js';
import { ownCopyOf } from '../codec/index.js';
import { type LoopReport, LoopWatch } from '../metrics/loop-watch.js';
import type { RadsecConnections } from '../radsec/radsec-connection-store.js';
import { RadsecListener } from '../radsec/radsec-listener.js';
import { isRadsecPort } from '../radsec/radsec-port.js';
import { RadsecRequests } from '../radsec/radsec-requests.js';
import { RelayServer } from '../radsec/relay-server.js';
import { DelayedAnswers } from '../server/delayed-answers.js';
import { DuplicateCache } from '../server/duplicate-cache.js';
import { readKernelSocket } from '../server/kernel-socket.js';
import { LoadGate } from '../server/load-gate.js';
import { reportReceiveBuffer } from '../server/receive-buffer.js';
import { routerLanes } from '../server/router-lanes.js';
import { SourceNotices } from '../server/source-notices.js';
import { UdpListener } from '../server/udp-listener.js';
import type { ToAccountingThread } from '../thread-messages.js';
import { AuthenticationServer, type AuthenticationServerOptions } from './authentication-server.js';

export interface AuthenticationPortOptions {
  readonly configuration: Configuration;
  readonly logger: Logger;
  readonly server: Omit<AuthenticationServerOptions, 'duplicates' | 'rejections' | 'notices' | 'send'>;
  /** An Accounting-Request that came by RadSec, whose connections are all here. */
  readonly onRadsecAccounting: (request: Omit<Extract<ToAccountingThread, { kind: 'radsec' }>, 'kind'>) => void;
  /** A router has connected by RadSec, or is connected no more. */
  readonly onRadsecConnections: () => void;
  /** By which the app process shows that it may ask routers over their connections. */
  readonly relayKey: Buffer;
}

/** Where logins come in, by UDP and, where it is switched on, by RadSec, and where their answers go out. */
export class AuthenticationPort {
  readonly #duplicates = new DuplicateCache();
  readonly #rejections: DelayedAnswers;
  readonly #server: AuthenticationServer;
  readonly #gate: LoadGate;
  #listener: UdpListener | undefined;
  #radsec: RadsecListener | undefined;
  #relay: RelayServer | undefined;
  #watch: LoopWatch | undefined;
  /** Of before the socket was closed. */
  #lastReport: LoopReport | undefined;

  private constructor(private readonly options: AuthenticationPortOptions) {
    const { rejectDelayMs, patienceMs } = options.configuration.radius;
    this.#rejections = new DelayedAnswers({
      delayMs: rejectDelayMs,
      send: ({ request, reply, address, port }) => {
        this.#duplicates.answer(address, port, request, reply);
        this.send(reply, address, port);
      },
    });
    const server = new AuthenticationServer({
      ...options.server,
      duplicates: this.#duplicates,
      rejections: this.#rejections,
      notices: new SourceNotices(),
      send: (datagram, address, port) => this.send(datagram, address, port),
    });
    this.#server = server;
    this.#gate = new LoadGate({
      handle: (datagram, address, port) => server.receive(datagram, address, port),
      isNeverShed: () => false,
      queuedOctets: () => readKernelSocket(this.port)?.queuedOctets,
      ...routerLanes(options.server.routers, patienceMs),
    });
  }

  /** Throws `RADIUS_PORT_BUSY`, and what `RadsecListener.listen` throws. */
  static async open(options: AuthenticationPortOptions): Promise<AuthenticationPort> {
    const port = new AuthenticationPort(options);
    try {
      await port.listen();
    } catch (error) {
      await port.close();
      throw error;
    }
    return port;
  }

  get port(): number {
    return this.#listener?.port ?? 0;
  }

  /** TCP; `undefined` when RadSec is off. */
  get radsecPort(): number | undefined {
    return this.#radsec?.port;
  }

  /** Who is connected by RadSec, and where they can be asked; `undefined` when it is off. */
  get radsecConnections(): Omit<RadsecConnections, 'instance'> | undefined {
    return this.#radsec && this.#relay && { relay: this.#relay.place, routerIds: this.#radsec.connectedRouterIds };
  }

  sendOverTls(datagram: Uint8Array, port: number): void {
    this.#radsec?.send(datagram, port);
  }

  /** How this event loop does; after the end as it was then. */
  report(): LoopReport | undefined {
    return this.#watch?.report() ?? this.#lastReport;
  }

  async close(): Promise<void> {
    this.#gate.stop();
    this.#rejections.close();
    this.#lastReport = this.#watch?.report();
    this.#watch?.stop();
    this.#watch = undefined;
    await this.#relay?.close();
    await this.#radsec?.close();
    await this.#listener?.close();
  }

  private send(datagram: Buffer, address: string, port: number): void {
    if (isRadsecPort(port)) this.sendOverTls(datagram, port);
    else this.#listener?.send(datagram, address, port);
  }

  private async listen(): Promise<void> {
    const { configuration, logger, server } = this.options;
    const { host, authPort, receiveBufferOctets, radsec } = configuration.radius;
    const listener = await UdpListener.bind({
      host,
      port: authPort,
      configurationKey: 'radius.authPort',
      receiveBufferOctets,
      onDatagram: (datagram, address, port) => this.#gate.receive(datagram, address, port),
    });
    this.#listener = listener;
    this.#gate.start();
    this.#watch = new LoopWatch({ metrics: server.counters.metrics, gate: this.#gate, listener });
    if (radsec === 'on') await this.listenForRadsec();
    reportReceiveBuffer(logger, { wanted: receiveBufferOctets, granted: listener.receiveBufferOctets, port: listener.port });
  }

  private async listenForRadsec(): Promise<void> {
    const { configuration, logger, server, onRadsecAccounting, onRadsecConnections, relayKey } = this.options;
    const requests = new RadsecRequests({
      connectionOf: (routerId) => this.#radsec?.connectionOf(routerId),
      send: (packet, port) => this.sendOverTls(packet, port),
    });
    this.#relay = await RelayServer.listen({
      host: configuration.radius.radsecRelayHost,
      key: relayKey,
      ask: (ask) => requests.ask(ask),
    });
    // Few have it switched on, and what makes certificates takes a tenth of a second to load.
    const { loadRadsecCredentials } = await import('../radsec/radsec-credentials.js');
    this.#radsec = await RadsecListener.listen({
      host: configuration.radius.host,
      port: configuration.radius.radsecPort,
      credentials: await loadRadsecCredentials(configuration),
      routers: server.routers,
      logger,
      onAccess: (packet, address, port, router) => this.#server.receive(packet, address, port, router),
      onAccounting: (packet, address, port, { certificateName }) =>
        onRadsecAccounting({ packet: ownCopyOf(packet), address, port, certificateName: certificateName ?? '' }),
      onAnswer: (packet, port) => requests.receive(packet, port),
      onConnected: () => onRadsecConnections(),
      onClosed: (port) => {
        requests.closed(port);
        onRadsecConnections();
      },
      onStranger: (address, names) =>
        logger.warn(
          { address, names },
          `a RadSec connection from ${address} shows a certificate that no router has (${names}); set the router's RadSec certificate under Routers`,
        ),
    });
  }
}
