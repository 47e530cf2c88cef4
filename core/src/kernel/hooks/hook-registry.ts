import { ALL_HOOKS, createToken, type HookDescriptor, type TapContext } from '@tapline/sdk';
import { answerCheck } from './answer-check.js';
import { Breaker } from './breaker.js';
import type { Decisions } from './decisions.js';
import { type GuardedHook, type GuardedTap, type GuardOptions, type HookCall, TapGuard } from './guard.js';
import { callbackMissing, hookUnknown } from './hook-error.js';
import type { Owner } from './owner.js';
import { prepareInput } from './tap-input.js';
import { TapCounter, type TapStatistics } from './tap-statistics.js';
import { buildChain, type Chain } from './tapable-chain.js';

interface PlacedTap extends GuardedTap {
  readonly stage: number;
}

interface HookLine extends GuardedHook {
  taps: readonly PlacedTap[];
  chain: Chain<HookCall> | undefined;
}

export type Tap<Input, Value> = (input: Input, context: TapContext<Value>) => Promise<Value | undefined> | Value | undefined;

/** Keeps who takes part in which decision, and asks them in order of stage, then of owner. Taps come and go at any time. */
export class HookRegistry implements Decisions {
  readonly #lines = new Map<string, HookLine>();
  readonly #counters = new Map<string, { readonly ownerId: string; readonly hook: string; readonly counter: TapCounter }>();
  readonly #breakers = new Map<string, Breaker>();
  readonly #guard: TapGuard;

  constructor(
    private readonly options: GuardOptions,
    hooks: readonly HookDescriptor<unknown, unknown>[] = ALL_HOOKS,
  ) {
    this.#guard = new TapGuard(options);
    for (const descriptor of hooks) {
      this.#lines.set(descriptor.name, { descriptor, check: answerCheck(descriptor), taps: [], chain: undefined });
    }
  }

  /** Throws `HOOK_UNKNOWN`, `ADDON_CALLBACK_MISSING`. */
  tap<Input, Value>(
    owner: Owner,
    hook: HookDescriptor<Input, Value>,
    tap: Tap<Input, Value>,
    options: { readonly stage?: number } = {},
  ): void {
    const line = this.line((hook as HookDescriptor<Input, Value> | undefined)?.name);
    if (typeof tap !== 'function') throw callbackMissing(owner.id, `in the hook ${hook.name}`);
    const key = `${owner.id} ${hook.name}`;
    const counter = getOrAdd(this.#counters, key, () => ({ ownerId: owner.id, hook: hook.name, counter: new TapCounter() })).counter;
    const breaker = getOrAdd(this.#breakers, key, () => new Breaker(() => this.options.time.nowMs()));
    const placed: PlacedTap = { owner, run: tap, stage: options.stage ?? 0, breaker, counter, isRemoved: false };
    this.place(line, [...line.taps, placed].sort(byStageThenOwner));
  }

  /** Takes all taps of an owner away, from calls under way too. */
  untap(ownerId: string): void {
    for (const line of this.#lines.values()) {
      const removed = line.taps.filter((tap) => tap.owner.id === ownerId);
      if (removed.length === 0) continue;
      for (const tap of removed) tap.isRemoved = true;
      this.#breakers.delete(`${ownerId} ${line.descriptor.name}`);
      this.place(
        line,
        line.taps.filter((tap) => tap.owner.id !== ownerId),
      );
    }
  }

  async decide<Input, Value>(hook: HookDescriptor<Input, Value>, input: Input): Promise<Value | undefined> {
    return (await this.call(hook.name, input)) as Value | undefined;
  }

  isTapped<Input, Value>(hook: HookDescriptor<Input, Value>): boolean {
    return this.line(hook.name).taps.length > 0;
  }

  /** Lets every tap of a `series` hook see the input. Throws as {@link Decisions.decide} does. */
  async series<Input>(hook: HookDescriptor<Input>, input: Input): Promise<void> {
    await this.call(hook.name, input);
  }

  /** Hands a value from tap to tap of a `waterfall` hook and returns what becomes of it. Throws as {@link Decisions.decide} does. */
  async waterfall<Input, Value>(hook: HookDescriptor<Input, Value>, input: Input, value: Value): Promise<Value> {
    const result = await this.call(hook.name, input, value);
    return result === undefined ? value : (result as Value);
  }

  /** What the taps of this process have done since it started; taps of disabled add-ons are still in it. */
  statistics(): readonly TapStatistics[] {
    return [...this.#counters].map(([key, { ownerId, hook, counter }]) => ({
      ownerId,
      hook,
      ...counter.read(),
      breaker: this.#breakers.get(key)?.state ?? 'closed',
    }));
  }

  private async call(name: string, input: unknown, value?: unknown): Promise<unknown> {
    const { chain, descriptor } = this.line(name);
    if (!chain) return undefined;
    const endsAtMs = this.options.time.nowMs() + descriptor.budget.totalMs;
    return chain({ input: prepareInput(input), endsAtMs }, value);
  }

  private place(line: HookLine, taps: readonly PlacedTap[]): void {
    line.taps = taps;
    const named = taps.map((tap) => ({
      name: tap.owner.id,
      stage: tap.stage,
      run: (call: HookCall, value: unknown) => this.#guard.call(line, tap, call, value),
    }));
    line.chain = named.length === 0 ? undefined : buildChain(line.descriptor.kind, line.descriptor.name, named);
  }

  private line(name: string | undefined): HookLine {
    const line = name === undefined ? undefined : this.#lines.get(name);
    if (!line) throw hookUnknown(name);
    return line;
  }
}

export const HOOK_REGISTRY = createToken<HookRegistry>('core.hook-registry');

function byStageThenOwner(a: PlacedTap, b: PlacedTap): number {
  if (a.stage !== b.stage) return a.stage - b.stage;
  if (a.owner.id === b.owner.id) return 0;
  return a.owner.id < b.owner.id ? -1 : 1;
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}
