import type { SnapshotLine } from '../snapshot/access-snapshot.js';

/** The devices that logins were let in with before the database has them. */
export class LearnedDevices {
  readonly #byService = new Map<string, readonly string[]>();

  /** Those of the snapshot, and those remembered since, as long as the line has room for them: the database decides which they are. */
  of(line: SnapshotLine): readonly string[] {
    const learned = this.#byService.get(line.serviceId);
    if (!learned) return line.macAddresses;
    const { learnedMacLimit } = line.loginRules;
    const fresh = learned.filter((address) => !line.macAddresses.includes(address));
    const left = fresh.slice(0, Math.max(0, learnedMacLimit - line.macAddresses.length));
    if (left.length === 0) this.#byService.delete(line.serviceId);
    return left.length === 0 ? line.macAddresses : [...line.macAddresses, ...left];
  }

  remember({ serviceId }: SnapshotLine, macAddress: string): void {
    this.#byService.set(serviceId, [...(this.#byService.get(serviceId) ?? []), macAddress]);
  }
}
