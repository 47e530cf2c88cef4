import { type Actor, type Clock, COMPANY } from '@tapline/sdk';
import type { DependencyContainer } from '@tapline/sdk/di';
import { Application } from '../application/application.js';
import { settle } from '../application/test-clock-control.js';
import type { Configuration } from '../kernel/config/configuration.js';
import { DATABASE } from '../kernel/database/database.js';
import type { DatabaseTransaction } from '../kernel/database/database-transaction.js';
import { createLogger } from '../kernel/logging/logger.js';
import { USAGE_FEED } from '../usage/feed/usage-feed.js';
import { BOOKS_VERIFIER, type BooksReport } from '../verification/books-verifier.js';

export const TEST_ACTOR: Actor = { kind: 'system', id: 'test', name: 'Test' };

class ManualClock implements Clock {
  constructor(public instantMs: number) {}

  nowMs(): number {
    return this.instantMs;
  }
}

/** The real application in this process, on a given database, with a clock that the test moves. */
export class TestApplication {
  private constructor(
    private readonly application: Application,
    private readonly clock: ManualClock,
  ) {}

  /**
   * Starts at an instant such as `2026-10-05T08:00:00Z`; HTTP is served on a free port. One that is no worker runs no job and delivers no event before
   * {@link settle}.
   */
  static async start(
    configuration: Configuration,
    at: string,
    { isWorker = true }: { readonly isWorker?: boolean } = {},
  ): Promise<TestApplication> {
    const clock = new ManualClock(Date.parse(at));
    const application = await Application.start({
      configuration: {
        ...configuration,
        web: { ...configuration.web, port: 0 },
        radius: { ...configuration.radius, disconnectTimeoutMs: 50, disconnectTries: 1 },
      },
      clock,
      logger: createLogger('error'),
      nudgeRadius: () => undefined,
      isWeb: true,
      isWorker,
    });
    return new TestApplication(application, clock);
  }

  get container(): DependencyContainer {
    return this.application.container;
  }

  get url(): string {
    return `http://127.0.0.1:${this.application.port}`;
  }

  /** What the start told the operator, with the first admin's password. */
  get announcement(): readonly string[] {
    return this.application.announcement;
  }

  get timeZone(): string {
    return this.container.resolve(COMPANY).timeZone;
  }

  get nowMs(): number {
    return this.clock.nowMs();
  }

  /** Changes something as the test's actor. */
  write<T>(work: (tx: DatabaseTransaction) => Promise<T>): Promise<T> {
    return this.container.resolve(DATABASE).transaction(TEST_ACTOR, work);
  }

  view<T>(work: (tx: DatabaseTransaction) => Promise<T>): Promise<T> {
    return this.container.resolve(DATABASE).view(TEST_ACTOR, work);
  }

  /** Moves the clock, once what has happened by now is answered, and resolves when all that is due by then is done. */
  async moveTo(at: string | number): Promise<void> {
    await this.settle();
    this.clock.instantMs = typeof at === 'number' ? at : Date.parse(at);
    await this.settle();
  }

  /** Moves the clock and does nothing else. */
  jumpTo(at: string): void {
    this.clock.instantMs = Date.parse(at);
  }

  /** Resolves when every due job has run and every event is delivered. */
  settle(): Promise<void> {
    return settle(this.container);
  }

  /** Resolves when all that was added to usage is read. */
  async readUsage(): Promise<void> {
    await this.container.resolve(USAGE_FEED).drain();
  }

  /** As if nobody had ever read along with usage. */
  async forgetUsageReaders(): Promise<void> {
    await this.write(({ sql }) => sql('usage_feed_reader').delete());
  }

  /** Looks through the books as they are at one instant: jobs go on meanwhile. */
  verifyBooks(): Promise<BooksReport> {
    return this.container.resolve(DATABASE).snapshot(TEST_ACTOR, (tx) => this.container.resolve(BOOKS_VERIFIER).verify(tx));
  }

  /** Stops it, after looking through the books. */
  async stop(): Promise<void> {
    let report: BooksReport;
    try {
      report = await this.verifyBooks();
    } finally {
      await this.application.stop();
    }
    const { isSound, findings } = report;
    if (!isSound) throw new Error(`the books are damaged: ${findings.map(({ place, problem }) => `${place}: ${problem}`).join('; ')}`);
  }
}
