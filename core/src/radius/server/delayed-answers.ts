export interface DelayedAnswersOptions {
  readonly delayMs: number;
  readonly send: (held: HeldAnswer) => void;
  /** Real time and timers, for tests. */
  readonly nowMs?: () => number;
  readonly later?: (work: () => void, delayMs: number) => NodeJS.Timeout;
}

export interface HeldAnswer {
  readonly request: Buffer;
  readonly reply: Buffer;
  readonly address: string;
  readonly port: number;
}

const MOST_HELD = 8_192;

/**
 * Holds rejections back for a moment, which slows down whoever guesses passwords (RFC 2865 s4.3 allows it, and RFC 5080 s2.2.3 asks for it). They wait
 * in one row behind one timer; when too many wait, the oldest goes at once.
 */
export class DelayedAnswers {
  #held: (HeldAnswer & { readonly dueMs: number })[] = [];
  #first = 0;
  #timer: NodeJS.Timeout | undefined;
  readonly #nowMs: () => number;
  readonly #later: (work: () => void, delayMs: number) => NodeJS.Timeout;

  constructor(private readonly options: DelayedAnswersOptions) {
    this.#nowMs = options.nowMs ?? (() => performance.now());
    this.#later = options.later ?? setTimeout;
  }

  add(held: HeldAnswer): void {
    if (this.options.delayMs === 0) {
      this.options.send(held);
      return;
    }
    this.#held.push({ ...held, dueMs: this.#nowMs() + this.options.delayMs });
    if (this.#held.length - this.#first > MOST_HELD) this.sendFirst();
    this.#timer ??= this.#later(() => this.sendDue(), this.options.delayMs);
  }

  /** Sends all that are held. */
  close(): void {
    clearTimeout(this.#timer);
    while (this.#first < this.#held.length) this.sendFirst();
  }

  private sendDue(): void {
    this.#timer = undefined;
    const nowMs = this.#nowMs();
    let next = this.#held[this.#first];
    while (next && next.dueMs <= nowMs) {
      this.sendFirst();
      next = this.#held[this.#first];
    }
    this.#held = this.#held.slice(this.#first);
    this.#first = 0;
    if (next) this.#timer = this.#later(() => this.sendDue(), Math.max(1, next.dueMs - nowMs));
  }

  private sendFirst(): void {
    const held = this.#held[this.#first++];
    if (held) this.options.send(held);
    if (this.#first < MOST_HELD) return;
    this.#held = this.#held.slice(this.#first);
    this.#first = 0;
  }
}
