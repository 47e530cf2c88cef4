/** Between two instants of business time a device of a router has sent accounting, without a pause that its sessions' reports would not explain. */
export interface DeviceHearing {
  readonly routerId: string;
  /** See `nasDeviceOf`. */
  readonly nasDevice: string;
  readonly sinceMs: number;
  readonly untilMs: number;
}

interface Word {
  readonly routerId: string;
  readonly nasDevice: string;
  readonly receivedAtMs: number;
}

/** Gathers of which devices accounting has come since that was written down last. */
export class DeviceHearings {
  #gathered = new Map<string, DeviceHearing>();

  constructor(private readonly longestPauseMs: number) {}

  note({ routerId, nasDevice, receivedAtMs }: Word): void {
    const key = `${routerId} ${nasDevice}`;
    const before = this.#gathered.get(key);
    const isNew = before === undefined || receivedAtMs - before.untilMs > this.longestPauseMs;
    const sinceMs = isNew ? receivedAtMs : before.sinceMs;
    this.#gathered.set(key, { routerId, nasDevice, sinceMs, untilMs: Math.max(receivedAtMs, before?.untilMs ?? 0) });
  }

  get gathered(): readonly DeviceHearing[] {
    return [...this.#gathered.values()];
  }

  clear(): void {
    this.#gathered = new Map();
  }
}
