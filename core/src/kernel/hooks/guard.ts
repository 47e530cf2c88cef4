import type { HookDescriptor, Logger, TapContext } from '@tapline/sdk';
import type { DatabaseTransaction } from '../database/database-transaction.js';
import type { Breaker } from './breaker.js';
import type { CallMarker } from './call-marker.js';
import { isDatabaseTrouble } from './database-trouble.js';
import { withDeadline } from './deadline.js';
import { asError, hookAborted, tapTimedOut } from './hook-error.js';
import type { MonotonicTime } from './monotonic-time.js';
import type { Owner } from './owner.js';
import { frozenCopy, inputFor, type PreparedInput } from './tap-input.js';
import { runInTapScope } from './tap-scope.js';
import type { TapCounter } from './tap-statistics.js';
import { lend, lendInSavepoint } from './tap-transaction.js';

export interface GuardedHook {
  readonly descriptor: HookDescriptor<unknown, unknown>;
  /** Returns a checked copy of what a tap answered; throws when the hook has no use for it. */
  readonly check: (answer: unknown) => unknown;
}

export interface GuardedTap {
  readonly owner: Owner;
  readonly run: (input: never, context: TapContext<never>) => unknown;
  readonly breaker: Breaker;
  readonly counter: TapCounter;
  /** Its owner was disabled: calls under way pass it by. */
  isRemoved: boolean;
}

/** One call of a hook, on its way through all taps. */
export interface HookCall {
  readonly input: PreparedInput;
  readonly endsAtMs: number;
}

export interface GuardOptions {
  readonly time: MonotonicTime;
  readonly marker: CallMarker;
  readonly logger: Logger;
}

/**
 * Calls code that is not trusted to be quick, right or careful: it gets frozen copies and a lent transaction, has a deadline, its answer is
 * checked, and one that goes on failing is not called for a while. What a failure does to the operation is the hook's policy.
 */
export class TapGuard {
  constructor(private readonly options: GuardOptions) {}

  async call(hook: GuardedHook, tap: GuardedTap, call: HookCall, value: unknown): Promise<unknown> {
    if (tap.isRemoved) return undefined;
    const { name, budget } = hook.descriptor;
    const startedAtMs = this.options.time.nowMs();
    const budgetMs = Math.min(budget.tapMs, call.endsAtMs - startedAtMs);
    if (budgetMs <= 0) return this.pass(hook, tap, `could not be asked: the taps before it had used up the ${budget.totalMs} ms`);
    if (!tap.breaker.admit()) {
      const pauseSeconds = Math.ceil(tap.breaker.pauseLeftMs() / 1000);
      return this.pass(hook, tap, `has failed too often and is not asked for ${pauseSeconds} s`);
    }
    try {
      const answer = await this.ask(hook, tap, call, value, budgetMs);
      tap.breaker.reportSuccess();
      return answer;
    } catch (thrown) {
      return this.fail(hook, tap, thrown);
    } finally {
      const elapsedMs = this.options.time.nowMs() - startedAtMs;
      tap.counter.count(elapsedMs);
      this.options.logger.debug({ addon: tap.owner.id, hook: name, elapsedMs }, 'tap called');
    }
  }

  private async ask(hook: GuardedHook, tap: GuardedTap, call: HookCall, value: unknown, budgetMs: number): Promise<unknown> {
    const { name, policy } = hook.descriptor;
    const run = (tx: DatabaseTransaction | undefined): Promise<unknown> =>
      withDeadline({ ms: budgetMs, error: () => tapTimedOut(tap.owner.id, name, budgetMs), time: this.options.time }, (signal) =>
        this.options.marker.run(tap.owner.id, `tap ${name}`, () =>
          runInTapScope(name, () => tap.run(inputFor(call.input, tx) as never, { signal, value: frozenCopy(value) as never })),
        ),
      ).then(hook.check);
    const { tx } = call.input;
    if (tx === undefined) return run(undefined);
    return policy === 'isolate' ? lendInSavepoint(tx, tap.owner, run) : lend(tx, tap.owner, run);
  }

  private fail(hook: GuardedHook, tap: GuardedTap, thrown: unknown): undefined {
    if (isDatabaseTrouble(thrown)) {
      // The whole transaction is run again, or cannot be: neither is the add-on's doing, and the error must keep its meaning.
      tap.breaker.reportNothing();
      throw thrown;
    }
    const error = asError(thrown);
    tap.breaker.reportFailure();
    tap.counter.countFailure(error);
    this.options.logger.warn({ addon: tap.owner.id, hook: hook.descriptor.name, err: error }, 'a tap failed');
    if (hook.descriptor.policy === 'abort') throw hookAborted(tap.owner.id, hook.descriptor.name, `failed (${error.message})`, error);
    return undefined;
  }

  private pass(hook: GuardedHook, tap: GuardedTap, reason: string): undefined {
    if (hook.descriptor.policy === 'abort') throw hookAborted(tap.owner.id, hook.descriptor.name, reason);
    return undefined;
  }
}
