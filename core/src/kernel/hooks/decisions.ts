import { createToken, type HookDescriptor } from '@tapline/sdk';

/** How the core's own code calls a hook. */
export interface Decisions {
  /**
   * Asks the taps of a `bail` hook in their order; the first answer counts. A tap that fails under the policy `abort` makes this throw
   * `HOOK_ABORTED`, naming the add-on.
   */
  decide<Input, Value>(hook: HookDescriptor<Input, Value>, input: Input): Promise<Value | undefined>;

  /** Whether anybody takes part in it now. */
  isTapped<Input, Value>(hook: HookDescriptor<Input, Value>): boolean;
}

export const DECISIONS = createToken<Decisions>('core.decisions');
