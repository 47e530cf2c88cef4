import { readFileSync } from 'node:fs';

const LOCAL_ADDRESS_COLUMN = 1;
const QUEUES_COLUMN = 4;
const HEXADECIMAL = 16;

/** What the kernel says of the UDP sockets of one port. */
export interface KernelSocket {
  /** Datagrams thrown away because the receive buffer was full. */
  readonly losses: number;
  /** What waits to be read, in octets of kernel memory. */
  readonly queuedOctets: number;
}

/** `undefined` where the kernel does not tell (other than Linux). Takes some tens of microseconds: the table is made in memory as it is read. */
export function readKernelSocket(port: number): KernelSocket | undefined {
  try {
    return kernelSocket(readFileSync('/proc/net/udp', 'latin1'), port);
  } catch {
    return undefined;
  }
}

/** `table`: the text of `/proc/net/udp` (Linux, Documentation/networking/proc_net_tcp); `tx_queue:rx_queue` is its fifth column, drops its last. */
export function kernelSocket(table: string, port: number): KernelSocket {
  let losses = 0;
  let queuedOctets = 0;
  for (const line of table.split('\n').slice(1)) {
    const columns = line.trim().split(/\s+/);
    const [, hexPort] = (columns[LOCAL_ADDRESS_COLUMN] ?? '').split(':');
    if (hexPort === undefined || Number.parseInt(hexPort, HEXADECIMAL) !== port) continue;
    losses += Number(columns.at(-1));
    queuedOctets += Number.parseInt((columns[QUEUES_COLUMN] ?? '').split(':')[1] ?? '0', HEXADECIMAL);
  }
  return { losses, queuedOctets };
}
