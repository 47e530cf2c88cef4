/** Looks for changes again and again, one look at a time: after a pause, and when asked. */
export class RepeatedLook {
  #timer: NodeJS.Timeout | undefined;
  #underWay: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #isStopped = false;

  /** `look` handles its own errors. */
  constructor(
    private readonly everyMs: number,
    private readonly look: () => Promise<void>,
  ) {}

  /** A look that takes long should end early then. */
  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** From the end of a first pause on. */
  start(): void {
    if (this.#isStopped) return;
    this.#timer = setTimeout(() => void this.now().then(() => this.start()), this.everyMs);
  }

  /** Resolves when a look that began after the call has ended. */
  now(): Promise<void> {
    if (!this.#underWay) return this.begin();
    this.#next ??= this.#underWay.then(() => {
      this.#next = undefined;
      return this.begin();
    });
    return this.#next;
  }

  /** Resolves when what was asked for before has ended. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await (this.#next ?? this.#underWay);
  }

  private begin(): Promise<void> {
    this.#underWay = this.look().finally(() => {
      this.#underWay = undefined;
    });
    return this.#underWay;
  }
}
