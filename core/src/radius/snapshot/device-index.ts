import { normaliseMacAddress } from '../codec/index.js';
import type { SnapshotLine } from './access-snapshot.js';

/** Finds lines by what their device or their port is called: who comes by DHCP or Hotspot has no login. */
export class DeviceIndex {
  readonly #byMac = new Map<string, readonly SnapshotLine[]>();
  readonly #byCircuit = new Map<string, SnapshotLine>();

  add(line: SnapshotLine): void {
    for (const address of addressesOf(line)) this.#byMac.set(address, [...this.withMac(address), line]);
    const key = circuitOf(line);
    if (key !== undefined) this.#byCircuit.set(key, line);
  }

  remove(line: SnapshotLine): void {
    for (const address of addressesOf(line)) {
      const left = this.withMac(address).filter((other) => other.serviceId !== line.serviceId);
      if (left.length === 0) this.#byMac.delete(address);
      else this.#byMac.set(address, left);
    }
    const key = circuitOf(line);
    if (key !== undefined && this.#byCircuit.get(key)?.serviceId === line.serviceId) this.#byCircuit.delete(key);
  }

  /** All lines of which it is a device, or the login. */
  withMac(macAddress: string): readonly SnapshotLine[] {
    return this.#byMac.get(macAddress) ?? NO_LINES;
  }

  /** The line at a port; one that is told by both ids goes before one that is told by either. */
  atCircuit(circuitId: string | undefined, remoteId: string | undefined): SnapshotLine | undefined {
    return (
      this.#byCircuit.get(circuitKey(circuitId, remoteId)) ??
      this.#byCircuit.get(circuitKey(circuitId, undefined)) ??
      this.#byCircuit.get(circuitKey(undefined, remoteId))
    );
  }
}

const NO_LINES: readonly SnapshotLine[] = Object.freeze([]);

function addressesOf({ login, macAddresses }: SnapshotLine): readonly string[] {
  const address = normaliseMacAddress(login);
  return address === undefined || macAddresses.includes(address) ? macAddresses : [...macAddresses, address];
}

function circuitOf({ loginRules: { circuitId, remoteId } }: SnapshotLine): string | undefined {
  return circuitId === null && remoteId === null ? undefined : circuitKey(circuitId ?? undefined, remoteId ?? undefined);
}

/** No id holds a line feed: those with control characters are kept in hexadecimal digits. */
function circuitKey(circuitId = '', remoteId = ''): string {
  return `${circuitId}\n${remoteId}`;
}
