import type { SnapshotLine } from '../snapshot/access-snapshot.js';

/** The devices that logins were let in with before the database has them. */
export class LearnedDevices {
  readonly #byService = new Map<string, readonly string[]>();

  /** Those of the snapshot, and those remembered since. */
  of({ serviceId, macAddresses }: SnapshotLine): readonly string[] {
    const learned = this.#byService.get(serviceId);
    return learned ? [...macAddresses, ...learned] : macAddresses;
  }

  remember({ serviceId }: SnapshotLine, macAddress: string): void {
    const learned = this.#byService.get(serviceId) ?? [];
    if (!learned.includes(macAddress)) this.#byService.set(serviceId, [...learned, macAddress]);
  }

  /**
   * A line as the database says it now. What it has is its own from here on, since it may be removed there; what it has no room for it does not
   * take any more.
   */
  follow({ serviceId, macAddresses, loginRules: { isMacBound, learnedMacLimit } }: SnapshotLine): void {
    const learned = this.#byService.get(serviceId);
    if (!learned) return;
    const room = isMacBound ? Math.max(0, learnedMacLimit - macAddresses.length) : 0;
    const left = learned.filter((address) => !macAddresses.includes(address)).slice(0, room);
    if (left.length === 0) this.#byService.delete(serviceId);
    else this.#byService.set(serviceId, left);
  }
}
