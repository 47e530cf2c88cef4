export interface WaitingRequest {
  readonly datagram: Buffer;
  readonly address: string;
  readonly port: number;
  readonly readAtMs: number;
}

export interface OverloadQueueOptions {
  readonly laneOf: (address: string) => string;
  readonly patienceMs: (address: string) => number;
  readonly isNeverShed: (datagram: Buffer, address: string) => boolean;
}

interface Lane {
  /** In order of receipt, from `firstKept` on; never dropped. */
  kept: WaitingRequest[];
  firstKept: number;
  /** The newest at the end. */
  readonly others: WaitingRequest[];
}

/** Of all lanes: some tens of megabytes, which no few lanes can fill. */
const MOST_WAITING = 65_536;
const MOST_KEPT_IN_LANE = 4_096;
const MOST_OTHERS_IN_LANE = 1_024;

/** Requests that wait while there are more than can be answered. Each lane gets one in turn and has room of its own, so that a router in a loop takes only its own share. */
export class OverloadQueue {
  readonly #lanes = new Map<string, Lane>();
  #size = 0;
  shed = 0;

  constructor(private readonly options: OverloadQueueOptions) {}

  get size(): number {
    return this.#size;
  }

  /** False when there is no room for a request that may not be dropped. */
  add(request: WaitingRequest): boolean {
    const isKept = this.options.isNeverShed(request.datagram, request.address);
    if (this.#size >= MOST_WAITING) {
      if (!isKept) this.shed++;
      return !isKept;
    }
    const key = this.options.laneOf(request.address);
    const lane = this.#lanes.get(key) ?? { kept: [], firstKept: 0, others: [] };
    if (isKept && lane.kept.length - lane.firstKept >= MOST_KEPT_IN_LANE) return false;
    this.#lanes.set(key, lane);
    if (!isKept && lane.others.length >= MOST_OTHERS_IN_LANE) this.dropOldHalf(lane);
    (isKept ? lane.kept : lane.others).push(request);
    this.#size++;
    return true;
  }

  /** The next one that is still worth an answer. */
  take(nowMs: number): WaitingRequest | undefined {
    for (const [key, lane] of this.#lanes) {
      const request = this.takeFrom(lane, nowMs);
      // To the end of the row: the other lanes come before it again.
      this.#lanes.delete(key);
      if (lane.kept.length - lane.firstKept + lane.others.length > 0) this.#lanes.set(key, lane);
      if (request) return request;
    }
    return undefined;
  }

  private takeFrom(lane: Lane, nowMs: number): WaitingRequest | undefined {
    const kept = lane.kept[lane.firstKept];
    if (kept) {
      this.#size--;
      lane.firstKept++;
      if (lane.firstKept === lane.kept.length) {
        lane.kept = [];
        lane.firstKept = 0;
      }
      return kept;
    }
    const newest = lane.others.pop();
    if (!newest) return undefined;
    this.#size--;
    if (nowMs - newest.readAtMs <= this.options.patienceMs(newest.address)) return newest;
    // The others in the lane are older still.
    this.shed += lane.others.length + 1;
    this.#size -= lane.others.length;
    lane.others.length = 0;
    return undefined;
  }

  private dropOldHalf(lane: Lane): void {
    const dropped = lane.others.splice(0, MOST_OTHERS_IN_LANE / 2).length;
    this.shed += dropped;
    this.#size -= dropped;
  }
}
