import type { Contributions } from '../contributions/contributions.js';
import type { Token } from '../di.js';
import type { EventDelivery, EventDescriptor } from '../events/descriptor.js';
import type { HookDescriptor } from '../hooks/descriptor.js';
import type { AddonMigration } from './tables.js';

export interface TapContext<Value = unknown> {
  /** Aborted when the tap's budget is over; a late answer is ignored. */
  readonly signal: AbortSignal;
  /** `waterfall` hooks: the value as the taps before have left it. */
  readonly value?: Value;
}

/** What an add-on is given when it is activated; its functions may be taken out of it. Everything registered here goes away by itself when it is disabled. */
export interface AddonContext<Config = Readonly<Record<string, unknown>>> {
  readonly id: string;
  readonly config: Config;
  /** A service of the core; throws `ADDON_CAPABILITY_MISSING` unless the manifest asks for it. */
  readonly resolve: <T>(token: Token<T>) => T;
  /** Takes part in a decision, inside the operation's transaction. `undefined` says nothing. */
  readonly tap: <Input, Value>(
    hook: HookDescriptor<Input, Value>,
    tap: (input: Input, context: TapContext<Value>) => Promise<Value | undefined> | Value | undefined,
    options?: { readonly stage?: number },
  ) => void;
  /** Reacts to what has happened, after the commit. */
  readonly on: <Payload>(event: EventDescriptor<Payload>, listener: (delivery: EventDelivery<Payload>) => Promise<void>) => void;
  /** Adds to the product: billing types, panels, pages, jobs. */
  readonly contribute: Contributions;
}

export interface AddonDefinition<Config = Readonly<Record<string, unknown>>> {
  readonly migrations?: readonly AddonMigration[];
  /** Registers hooks, listeners and contributions; must not wait for anything outside. Within 10 s, and so is loading its module. */
  activate(context: AddonContext<Config>): void | Promise<void>;
  /** Lets go of what it opened; called on disable and on shutdown. Within 5 s. */
  deactivate?(): void | Promise<void>;
}

/** The default export of an add-on's package. */
export function defineAddon<Config = Readonly<Record<string, unknown>>>(definition: AddonDefinition<Config>): AddonDefinition<Config> {
  return Object.freeze(definition);
}
