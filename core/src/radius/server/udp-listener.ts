import { createSocket, type Socket } from 'node:dgram';
import { TaplineError } from '@tapline/sdk';

const LOWEST_FREE_PORT = 1024;

export interface UdpListenerOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Where the port is configured, for the error's advice: `radius.authPort`. */
  readonly configurationKey: string;
  /** What the system is asked for. */
  readonly receiveBufferOctets: number;
  /** Must not throw. The datagram is the receiver's to keep. */
  readonly onDatagram: (datagram: Buffer, address: string, port: number) => void;
}

/** One UDP socket of the server, with a receive buffer large enough for a reconnect storm. */
export class UdpListener {
  private constructor(private readonly socket: Socket) {}

  /** Throws `RADIUS_PORT_BUSY` or `RADIUS_PORT_REFUSED`, each with the cure. */
  static async bind(options: UdpListenerOptions): Promise<UdpListener> {
    // Addresses are numeric: resolving them would only put a tick between answer and wire.
    const socket = createSocket({
      type: 'udp4',
      recvBufferSize: options.receiveBufferOctets,
      lookup: (address, _, done) => done(null, address, 4),
    });
    try {
      await new Promise<void>((resolve, reject) => {
        socket.once('error', reject);
        socket.bind(options.port, options.host, resolve);
      });
    } catch (error) {
      socket.close();
      throw bindError(error as NodeJS.ErrnoException, options);
    }
    socket.removeAllListeners('error');
    // An ICMP error for an answer sent to a router that is gone arrives here; the other routers are still there.
    socket.on('error', () => undefined);
    socket.on('message', (datagram, { address, port }) => options.onDatagram(datagram, address, port));
    return new UdpListener(socket);
  }

  get port(): number {
    return this.socket.address().port;
  }

  /** What the system has granted. */
  get receiveBufferOctets(): number {
    return this.socket.getRecvBufferSize();
  }

  send(datagram: Uint8Array, address: string, port: number): void {
    // A lost answer is asked for again by the router; a callback would be there only to be told of it, and cost a tick.
    this.socket.send(datagram, port, address);
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.socket.close(resolve);
    });
  }
}

function bindError(error: NodeJS.ErrnoException, { host, port, configurationKey }: UdpListenerOptions): TaplineError {
  const place = `${host}:${port}/udp`;
  if (error.code === 'EADDRINUSE') {
    return new TaplineError(
      'RADIUS_PORT_BUSY',
      'unavailable',
      `RADIUS cannot listen on ${place}: another program has the port (see 'ss -lunp'); stop it, or set ${configurationKey} to another port`,
      { cause: error, field: configurationKey },
    );
  }
  const advice = {
    EADDRNOTAVAIL: `this machine has no address ${host}; set radius.host to one of its own or to 0.0.0.0`,
    EACCES:
      port < LOWEST_FREE_PORT
        ? `ports below ${LOWEST_FREE_PORT} need the right to bind them (CAP_NET_BIND_SERVICE); give it, or set ${configurationKey} higher`
        : `the system forbids it; set ${configurationKey} to another port`,
  }[error.code ?? ''];
  return new TaplineError(
    'RADIUS_PORT_REFUSED',
    'unavailable',
    `RADIUS cannot listen on ${place} (${error.code}): ${advice ?? `check radius.host and ${configurationKey}`}`,
    { cause: error, field: configurationKey },
  );
}
