import { createRequire } from 'node:module';
import { endianness } from 'node:os';

/**
 * System calls on datagram sockets that Node.js has not: many datagrams in one call (recvmmsg(2), sendmmsg(2)), and a socket whose descriptor is known to us.
 * Memory is named by its address.
 */
export interface KernelCalls {
  /** A bound, non-blocking IPv4 socket's descriptor; `undefined` when it could not be had. `socketAddress`: a `sockaddr_in`. */
  openSocket(socketAddress: Uint8Array): number | undefined;
  /** How many of the headers were filled; under 1 when nothing waits. Never blocks. */
  receiveMany(descriptor: number, headers: bigint, count: number): number;
  /** How many of the headers were sent; under 1 when the first could not be. Never blocks. */
  sendMany(descriptor: number, headers: bigint, count: number): number;
  addressOf(memory: Uint8Array): bigint;
}

// <sys/socket.h> of Linux on the machines of `isKnownLayout`.
const AF_INET = 2;
const SOCK_DGRAM = 2;
const SOCK_NONBLOCK = 0o4000;
const SOCK_CLOEXEC = 0o2000000;
const MSG_DONTWAIT = 0x40;

let loaded: KernelCalls | undefined;
let isTried = false;

/** `undefined` where the system has no such calls, or the package that reaches them was not installed: Node.js's own socket does the same, one datagram a call. */
export function kernelCalls(): KernelCalls | undefined {
  if (!isTried) {
    isTried = true;
    loaded = isKnownLayout() ? load() : undefined;
  }
  return loaded;
}

/** Where `struct mmsghdr` is laid out as {@link DatagramBatch} writes it. */
function isKnownLayout(): boolean {
  return process.platform === 'linux' && ['x64', 'arm64', 'riscv64', 'loong64'].includes(process.arch) && endianness() === 'LE';
}

function load(): KernelCalls | undefined {
  try {
    const koffi = createRequire(import.meta.url)('koffi') as typeof import('koffi');
    const system = koffi.load(null);
    const socket = system.func('int socket(int domain, int type, int protocol)');
    const bind = system.func('int bind(int fd, void *address, unsigned int length)');
    const close = system.func('int close(int fd)');
    const recvmmsg = system.func('int recvmmsg(int fd, void *headers, unsigned int count, int flags, void *timeout)');
    const sendmmsg = system.func('int sendmmsg(int fd, void *headers, unsigned int count, int flags)');
    return {
      openSocket: (socketAddress) => {
        const descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0) as number;
        if (descriptor < 0) return undefined;
        if (bind(descriptor, socketAddress, socketAddress.length) === 0) return descriptor;
        close(descriptor);
        return undefined;
      },
      receiveMany: (descriptor, headers, count) => recvmmsg(descriptor, headers, count, MSG_DONTWAIT, null) as number,
      sendMany: (descriptor, headers, count) => sendmmsg(descriptor, headers, count, MSG_DONTWAIT) as number,
      addressOf: (memory) => koffi.address(memory),
    };
  } catch {
    return undefined;
  }
}
