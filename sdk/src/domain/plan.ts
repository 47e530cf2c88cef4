import type { AmountMinor } from '../money/money.js';
import type { RevenueKind } from './document.js';
import type { SessionPolicy } from './login-rules.js';
import type { ReplyTerms, Shaping } from './reply.js';

/** How a price is taxed, and what it is booked as. */
export interface PlanSale {
  /** Whether the price holds its tax; else the tax comes on top of it. */
  readonly isTaxIncluded: boolean;
  /** The code of a tax rate; null for the company's own. */
  readonly taxCode: string | null;
  readonly revenue: Extract<RevenueKind, 'internet' | 'recurring' | 'other'>;
}

/** What is sold: an internet line at a speed, for a price a month. */
export interface Plan extends PlanSale {
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
  /** Customers may switch a line of theirs to it, in the portal. */
  readonly isSelfService: boolean;
  /** What add-ons keep on the plan, by the add-on's id. */
  readonly addonSettings: AddonSettings;
  /** An archived plan keeps its services and takes no new ones. */
  readonly isArchived: boolean;
  readonly createdAtMs: number;
}

export type AddonSettings = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export interface NewPlan extends Partial<PlanSale> {
  readonly name: string;
  readonly priceMinor: AmountMinor;
  readonly downloadBitsPerSecond: number;
  readonly uploadBitsPerSecond: number;
  readonly shaping?: Shaping;
  readonly reply?: ReplyTerms;
  readonly sessionLimit?: number;
  readonly sessionPolicy?: SessionPolicy;
  readonly isSelfService?: boolean;
  /** Of the add-ons that are named; those of others stay. */
  readonly addonSettings?: AddonSettings;
}

export type PlanChanges = Partial<NewPlan> & { readonly isArchived?: boolean };
