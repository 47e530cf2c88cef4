import { createSocket, type Socket } from 'node:dgram';
import { isIPv4 } from 'node:net';
import { TaplineError } from '@tapline/sdk';
import { parseIpv4 } from '../../network/ipv4.js';
import { BatchedDatagrams } from './batched-datagrams.js';
import { SOCKET_ADDRESS_OCTETS, writeSocketAddress } from './datagram-batch.js';
import { type KernelCalls, kernelCalls } from './kernel-calls.js';

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
  private constructor(
    private readonly socket: Socket,
    private readonly batched: BatchedDatagrams | undefined,
  ) {}

  /** Throws `RADIUS_PORT_BUSY` or `RADIUS_PORT_REFUSED`, each with the cure. Without `calls` each datagram is read and sent by itself. */
  static async bind(options: UdpListenerOptions, calls: KernelCalls | undefined = kernelCalls()): Promise<UdpListener> {
    // Addresses are numeric: resolving them would only put a tick between answer and wire.
    const socket = createSocket({
      type: 'udp4',
      recvBufferSize: options.receiveBufferOctets,
      lookup: (address, _, done) => done(null, address, 4),
    });
    const descriptor = calls && openSocket(calls, options);
    try {
      await new Promise<void>((resolve, reject) => {
        socket.once('error', reject);
        if (descriptor === undefined) socket.bind(options.port, options.host, resolve);
        else socket.bind({ fd: descriptor }, resolve);
      });
    } catch (error) {
      socket.close();
      throw bindError(error as NodeJS.ErrnoException, options);
    }
    socket.removeAllListeners('error');
    // An ICMP error for an answer sent to a router that is gone arrives here; the other routers are still there.
    socket.on('error', () => undefined);
    const { onDatagram } = options;
    const batched = calls && descriptor !== undefined ? new BatchedDatagrams({ calls, descriptor, onDatagram }) : undefined;
    const receiver = batched ? batched.receive.bind(batched) : onDatagram;
    socket.on('message', (datagram, { address, port }) => receiver(datagram, address, port));
    return new UdpListener(socket, batched);
  }

  get port(): number {
    return this.socket.address().port;
  }

  /** What the system has granted. */
  get receiveBufferOctets(): number {
    return this.socket.getRecvBufferSize();
  }

  send(datagram: Uint8Array, address: string, port: number): void {
    if (this.batched) {
      this.batched.send(datagram, address, port);
      return;
    }
    // A lost answer is asked for again by the router; a callback would be there only to be told of it, and cost a tick.
    this.socket.send(datagram, port, address);
  }

  close(): Promise<void> {
    this.batched?.close();
    return new Promise((resolve) => {
      this.socket.close(resolve);
    });
  }
}

/** A bound socket whose descriptor is known; `undefined` where that is not to be had, or binding fails: then Node.js's own socket tries, and says what is wrong. */
function openSocket(calls: KernelCalls, { host, port }: UdpListenerOptions): number | undefined {
  if (!isIPv4(host)) return undefined;
  const socketAddress = Buffer.alloc(SOCKET_ADDRESS_OCTETS);
  writeSocketAddress(socketAddress, 0, parseIpv4(host), port);
  return calls.openSocket(socketAddress);
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
