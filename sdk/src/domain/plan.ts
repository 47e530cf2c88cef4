import type { AmountMinor } from '../money/money.js';
import type { SessionPolicy } from './login-rules.js';
import type { ReplyTerms, Shaping } from './reply.js';

/** What is sold: an internet line at a speed, for a price a month, tax included. */
export interface Plan {
  readonly id: string;
  readonly name: string;
  readonly kind: 'internet';
  readonly priceMinor: AmountMinor;
  readonly downloadBitsPerSecond: number;
  readonly uploadBitsPerSecond: number;
  /** Burst, priority and minimum; empty for none. */
  readonly shaping: Shaping;
  /** What routers are told besides of its lines. */
  readonly reply: ReplyTerms;
  /** How many devices of a line may be online at once, 0 for any number; a service may have its own. */
  readonly sessionLimit: number;
  readonly sessionPolicy: SessionPolicy;
  /** What add-ons keep on the plan, by the add-on's id. */
  readonly addonSettings: AddonSettings;
  /** An archived plan keeps its services and takes no new ones. */
  readonly isArchived: boolean;
  readonly createdAtMs: number;
}

export type AddonSettings = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export interface NewPlan {
  readonly name: string;
  readonly priceMinor: AmountMinor;
  readonly downloadBitsPerSecond: number;
  readonly uploadBitsPerSecond: number;
  readonly shaping?: Shaping;
  readonly reply?: ReplyTerms;
  readonly sessionLimit?: number;
  readonly sessionPolicy?: SessionPolicy;
  /** Of the add-ons that are named; those of others stay. */
  readonly addonSettings?: AddonSettings;
}

export type PlanChanges = Partial<NewPlan> & { readonly isArchived?: boolean };
