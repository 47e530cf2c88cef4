import type { Operation, Transaction } from '@tapline/sdk';
import { askedCustomer } from '../customers/asked-customer.js';
import { previewView } from '../pages/preview-view.js';
import type { BankProfile } from '../profiles/bank-profile.js';
import type { CustomersDue, ResolvedChoice } from '../runs/run-planner.js';
import type { SepaParts } from '../sepa-parts.js';
import { RUN_SCHEMA, type RunInput } from './run-inputs.js';

const MOST_SHOWN = 300;

export interface RunPreview {
  readonly profile: string;
  readonly wantedOn: string;
  readonly collectOn: string;
  readonly dueUntil: string;
  readonly items: number;
  readonly sumMinor: number;
  readonly collected: readonly {
    readonly customerId: string;
    readonly customer: string;
    readonly amountMinor: number;
    readonly mandate: string;
    readonly scheme: string;
    readonly sequence: string;
    readonly isAmended: boolean;
    readonly isOfBalance: boolean;
    readonly invoices: readonly string[];
  }[];
  readonly leftOut: readonly {
    readonly customerId: string;
    readonly customer: string;
    readonly amountMinor: number;
    readonly reason: string;
  }[];
  readonly leftOutCount: number;
  readonly input: RunInput;
}

/** What a run would take up: the profile, the days, and who has invoices due. */
export async function askedRun(
  tx: Transaction,
  { profiles, planner, customers }: SepaParts,
  input: RunInput,
): Promise<{ readonly profile: BankProfile; readonly choice: ResolvedChoice; readonly due: CustomersDue }> {
  const profile = await profiles.get(tx, input.profile);
  const customerId = input.customer.trim() === '' ? null : (await askedCustomer(tx, customers, input.customer)).id;
  const { subject, collectOn, dueUntil, minimumMinor, isAgain } = input;
  const choice = planner.choice({ subject, collectOn, dueUntil, minimumMinor, isAgain, customerId }, profile);
  return { profile, choice, due: await planner.customersOf(tx, choice) };
}

/** Shows what a run would collect and on which day, and who is left out and why. */
export function previewOperation(parts: SepaParts): Operation<RunInput, RunPreview> {
  return {
    id: 'preview',
    title: 'Preview a collection',
    description: 'What would be collected and when, who is left out and why. Nothing is changed.',
    icon: 'search',
    permission: 'customers.read',
    isReadOnly: true,
    input: RUN_SCHEMA,
    run: async ({ tx, input }) => {
      const { profile, choice, due } = await askedRun(tx, parts, input);
      const all = await parts.planner.plan(tx, profile, choice, due);
      const collected = all.flatMap(({ customerId, plan }) => (plan.kind === 'planned' ? [{ customerId, ...plan.collection }] : []));
      const leftOut = all.flatMap(({ customerId, plan }) => (plan.kind === 'left-out' ? [{ customerId, ...plan }] : []));
      const nameOf = async (customerId: string): Promise<string> => {
        const { name, number } = await parts.customers.get(tx, customerId);
        return `${name} (${number})`;
      };
      const shown: RunPreview['collected'][number][] = [];
      for (const { customerId, amountMinor, mandate, isOfBalance, sequence, amendment, invoices } of collected.slice(0, MOST_SHOWN)) {
        const details = { mandate: mandate.reference, scheme: mandate.scheme, sequence, isAmended: amendment !== null, isOfBalance };
        const numbers = invoices.map(({ number }) => number);
        shown.push({ customerId, customer: await nameOf(customerId), amountMinor, ...details, invoices: numbers });
      }
      const shownLeftOut: RunPreview['leftOut'][number][] = [];
      for (const { customerId, amountMinor, reason } of leftOut.slice(0, MOST_SHOWN))
        shownLeftOut.push({ customerId, customer: await nameOf(customerId), amountMinor, reason });
      return {
        profile: profile.id,
        wantedOn: choice.wantedOn,
        collectOn: choice.collectOn,
        dueUntil: choice.dueUntil,
        items: collected.length,
        sumMinor: collected.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
        collected: shown,
        leftOut: shownLeftOut,
        leftOutCount: leftOut.length,
        input,
      };
    },
    view: previewView,
  };
}
