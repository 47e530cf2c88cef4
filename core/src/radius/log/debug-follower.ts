import { RepeatedLook } from '../repeated-look.js';
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
  readonly #look = new RepeatedLook(POLL_EVERY_MS, () => this.follow());

  constructor(private readonly options: DebugFollowerOptions) {}

  /** Looks once and goes on looking. */
  async start(): Promise<void> {
    await this.refresh();
    this.#look.start();
  }

  /** Resolves when what was committed before the call counts, or the database is away. */
  refresh(): Promise<void> {
    return this.#look.now();
  }

  stop(): Promise<void> {
    return this.#look.stop();
  }

  private async follow(): Promise<void> {
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
