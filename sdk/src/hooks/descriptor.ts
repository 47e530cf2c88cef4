import type { JsonSchema } from '../json-schema.js';

/**
 * `series`: every tap sees the payload. `bail`: the first tap that returns a value decides. `waterfall`: each tap may return a new value.
 */
export type HookKind = 'series' | 'bail' | 'waterfall';

/**
 * What a tap that throws, overruns its budget or returns a wrong value does. `isolate`: as if it had not been there.
 * `abort`: the operation is refused and rolled back, naming the add-on; for hooks where a silent skip would make money wrong.
 */
export type FailurePolicy = 'isolate' | 'abort';

/** The one description of a hook: types, runtime guard, documentation and tests all come from it. */
export interface HookDescriptor<Input, Value = void> {
  /** `domain.event`. */
  readonly name: string;
  readonly kind: HookKind;
  /** When it is called, in a sentence. */
  readonly when: string;
  /** What a tap may return: the `bail` answer or the `waterfall` value; checked at run time. */
  readonly valueSchema?: JsonSchema;
  readonly policy: FailurePolicy;
  readonly budget: { readonly tapMs: number; readonly totalMs: number };
  readonly since: string;
  /** Carries the types only. */
  readonly types?: { readonly input: Input; readonly value: Value };
}

export function defineHook<Input, Value = void>(descriptor: HookDescriptor<Input, Value>): HookDescriptor<Input, Value> {
  return Object.freeze(descriptor);
}

/** Taps run in order of stage, then of add-on id. */
export const Stage = { FIRST: -1000, EARLY: -500, NORMAL: 0, LATE: 500, LAST: 1000 } as const;
