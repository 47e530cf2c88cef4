// The one import of tapable.
import type { HookKind } from '@tapline/sdk';
import { AsyncSeriesBailHook, AsyncSeriesHook, AsyncSeriesWaterfallHook } from 'tapable';

/** One call of a hook, handed through to every tap's guard. */
export type ChainTap<Call> = (call: Call, value: unknown) => Promise<unknown>;

export interface NamedTap<Call> {
  readonly name: string;
  readonly stage: number;
  readonly run: ChainTap<Call>;
}

/** Calls the taps one after another: the answer of a `bail`, the value of a `waterfall`, `undefined` of a `series`. */
export type Chain<Call> = (call: Call, value: unknown) => Promise<unknown>;

/** Builds the calling order of a hook's taps. tapable cannot untap, so a chain is built anew whenever the taps change. */
export function buildChain<Call>(kind: HookKind, hookName: string, taps: readonly NamedTap<Call>[]): Chain<Call> {
  if (kind === 'waterfall') {
    const hook = new AsyncSeriesWaterfallHook<[unknown, Call]>(['value', 'call'], hookName);
    for (const { name, stage, run } of taps) hook.tapPromise({ name, stage }, (value, call) => run(call, value));
    return (call, value) => hook.promise(value, call);
  }
  if (kind === 'bail') {
    const hook = new AsyncSeriesBailHook<[Call], unknown>(['call'], hookName);
    for (const { name, stage, run } of taps) hook.tapPromise({ name, stage }, (call) => run(call, undefined));
    return (call) => hook.promise(call);
  }
  const hook = new AsyncSeriesHook<[Call]>(['call'], hookName);
  for (const { name, stage, run } of taps) hook.tapPromise({ name, stage }, async (call) => void (await run(call, undefined)));
  return (call) => hook.promise(call);
}
