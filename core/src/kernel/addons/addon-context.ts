import { type AddonContext, ALL_EVENTS, type EventDescriptor, TaplineError } from '@tapline/sdk';
import { callbackMissing } from '../hooks/hook-error.js';
import type { HookRegistry } from '../hooks/hook-registry.js';
import type { Owner } from '../hooks/owner.js';
import type { OutboxDispatcher, Subscription } from '../outbox/dispatcher.js';
import type { AddonConfig } from './addon-config.js';
import type { AddonContainer } from './addon-container.js';
import { withStepBefore } from './contribution-check.js';
import type { ContributionRegistry } from './contribution-registry.js';

/** Where an add-on's taps, listeners and contributions go. */
export interface AddonRegistries {
  readonly hooks: HookRegistry;
  readonly outbox: OutboxDispatcher;
  readonly contributions: ContributionRegistry;
}

export interface OpenContext {
  readonly context: AddonContext;
  /** Ends the time of registering. */
  readonly close: () => void;
  /** Lets the listeners have events, all of them from the same place on; resolves when that place is kept. */
  readonly listen: () => Promise<void>;
}

const EVENT_NAMES: ReadonlySet<string> = new Set(ALL_EVENTS.map((event) => event.name));

/** What an add-on is given for its activation. It registers under its own id: there is no name to pass, and so none to forge. */
export function openContext(owner: Owner, config: AddonConfig, container: AddonContainer, registries: AddonRegistries): OpenContext {
  const { hooks, outbox, contributions } = registries;
  const subscriptions: Subscription[] = [];
  let isOpen = true;
  const requireOpen = (): void => {
    if (!isOpen) throw registeredLate(owner.id);
  };
  const context: AddonContext = {
    id: owner.id,
    config,
    resolve: (token) => container.resolve(token),
    tap: (hook, tap, options) => {
      requireOpen();
      hooks.tap(owner, hook, tap, options);
    },
    on: (event, listener) => {
      requireOpen();
      const name = eventNameOf(event);
      if (typeof listener !== 'function') throw callbackMissing(owner.id, `on the event ${name}`);
      subscriptions.push({ eventName: name, listener });
    },
    contribute: withStepBefore(contributions.add(owner), requireOpen),
  };
  return {
    context: Object.freeze(context),
    close: () => {
      isOpen = false;
    },
    listen: () => outbox.subscribeAll(owner.id, subscriptions),
  };
}

function registeredLate(addonId: string): TaplineError {
  return new TaplineError(
    'ADDON_REGISTERED_LATE',
    'internal',
    `the add-on ${addonId} registered something after its activation had ended; taps, listeners and contributions belong into activate`,
  );
}

/** A misspelt event of the catalogue is undefined, where nobody checks types. */
function eventNameOf(event: Pick<EventDescriptor<unknown>, 'name'> | undefined): string {
  const name = event?.name;
  if (name !== undefined && EVENT_NAMES.has(name)) return name;
  throw new TaplineError('EVENT_UNKNOWN', 'internal', `there is no event ${name ?? 'of that name'}; EVENTS in @tapline/sdk lists them all`);
}
