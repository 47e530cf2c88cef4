import { CLOCK, createToken } from '@tapline/sdk';
import type { DependencyContainer } from '@tapline/sdk/di';
import { TestClock } from '../kernel/clock/test-clock.js';
import { JOBS } from '../kernel/jobs/job-scheduler.js';
import { OUTBOX } from '../kernel/outbox/dispatcher.js';
import { USAGE_FEED } from '../usage/feed/usage-feed.js';

/** Moves business time, where the configuration allows it. */
export interface TestClockControl {
  /** Resolves when all that is due by then is done: jobs, and the events that they raised. Throws `CLOCK_BACKWARDS`. */
  moveTo(instantMs: number): Promise<void>;
}

export const TEST_CLOCK_CONTROL = createToken<TestClockControl>('core.test-clock-control');

export function registerTestClockControl(container: DependencyContainer): void {
  const clock = container.resolve(CLOCK);
  if (!(clock instanceof TestClock)) return;
  container.register(TEST_CLOCK_CONTROL, {
    useValue: {
      moveTo: async (instantMs) => {
        // What has happened by now is answered now, and not at a later time.
        await settle(container);
        clock.moveTo(instantMs);
        await settle(container);
      },
    },
  });
}

/** Runs every due job, delivers every event and hands out what was used, until none is left. */
export async function settle(container: DependencyContainer): Promise<void> {
  const jobs = container.resolve(JOBS);
  const outbox = container.resolve(OUTBOX);
  const feed = container.resolve(USAGE_FEED);
  do {
    await feed.drain();
    await outbox.drain();
  } while ((await jobs.runDue()).runs > 0 || (await feed.drain()));
}
