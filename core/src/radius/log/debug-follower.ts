import type { DebugTopic } from './debug-topic.js';

const POLL_EVERY_MS = 500;

export interface DebugFollowerOptions {
  readonly read: () => Promise<readonly DebugTopic[]>;
  /** Called with all of them when any was added, changed or has ended. */
  readonly onTopics: (topics: readonly DebugTopic[]) => void;
}

/** Follows whom the debug log is switched on for. While the database is away it stays as it is, up to its end. */
export class DebugFollower {
  #known = '[]';
  #isStopped = false;
  #timer: NodeJS.Timeout | undefined;
  #pass: Promise<void> = Promise.resolve();

  constructor(private readonly options: DebugFollowerOptions) {}

  /** Looks once and goes on looking. */
  async start(): Promise<void> {
    await this.refresh();
    this.schedule();
  }

  /** Resolves when what was committed before the call counts, or the database is away. */
  refresh(): Promise<void> {
    this.#pass = this.#pass.then(() => this.look());
    return this.#pass;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#pass;
  }

  private schedule(): void {
    if (this.#isStopped) return;
    this.#timer = setTimeout(() => void this.refresh().then(() => this.schedule()), POLL_EVERY_MS);
  }

  private async look(): Promise<void> {
    let topics: readonly DebugTopic[];
    try {
      topics = await this.options.read();
    } catch {
      // The snapshot's loader says that the database is away.
      return;
    }
    const text = JSON.stringify(topics);
    if (text === this.#known) return;
    this.#known = text;
    this.options.onTopics(topics);
  }
}
