import {
  ACCOUNTS,
  type AmountMinor,
  type Company,
  type CustomerDirectory,
  type DocumentDraft,
  type Documents,
  type Ledger,
  type LocalDate,
  localDateOf,
  MANUAL_BILLING_TYPE,
  type OneTimeItems,
  type ServiceWithPlan,
  type Transaction,
} from '@tapline/sdk';
import type { Standing } from '../engine/assessment.js';
import { type CapRules, HUNDREDTHS } from '../engine/cap-rules.js';
import { formatOctets } from '../engine/format-octets.js';
import { type OveruseRule, overuseOf, overuseRuleOf, startedUnits } from '../engine/overuse.js';
import type { Charged, ChargedPart, StoredPeriod } from './line-tables.js';

export interface OveruseParts {
  readonly ledger: Ledger;
  readonly documents: Documents;
  readonly items: OneTimeItems;
  readonly customers: CustomerDirectory;
  readonly company: Company;
}

/** A period of a line with what was charged for it. */
export interface ChargedPeriod {
  readonly service: ServiceWithPlan;
  readonly period: StoredPeriod;
}

/**
 * Charges over-use by started units; what was charged once stays charged. Who gets bills has an item of the period on the next one; who is charged by hand
 * has an invoice, to be paid like any other, when the period is over; the balance of others is charged at once, and an invoice over that follows then.
 */
export class OveruseCharging {
  constructor(private readonly parts: OveruseParts) {}

  /**
   * How much over-use of the period is charged already, or can be, in hundredths of an octet: what the customer's balance pays for, where the billing type
   * limits that. Null where nothing does.
   */
  async payableOctets(
    tx: Transaction,
    customerId: string,
    { charged, rules }: { readonly charged: Charged; readonly rules: CapRules },
  ): Promise<bigint | null> {
    const rule = overuseRuleOf(rules);
    const units = rule ? await this.payableUnits(tx, customerId, rule) : null;
    return rule && units !== null ? (charged.octets + units * rule.unitOctets) * HUNDREDTHS : null;
  }

  /**
   * What has begun since it was charged last: of a balance that has a limit as much as that pays for, and the rest when it pays for more. Answers what is
   * charged then.
   */
  async charge(
    tx: Transaction,
    { service, period, rules, standing }: ChargedPeriod & { readonly rules: CapRules; readonly standing: Standing },
  ): Promise<Charged> {
    const { charged } = period.content;
    const rule = overuseRuleOf(rules);
    const started = startedUnits(rule, overuseOf(standing), charged.octets);
    if (!rule || started === 0n || rule.priceMinor === 0) return charged;
    const payable = await this.payableUnits(tx, service.customerId, rule);
    const units = payable === null || started < payable ? started : payable;
    if (units === 0n) return charged;
    const more: More = { octets: units * rule.unitOctets, amountMinor: Number(units) * rule.priceMinor };
    const next = { ...charged, octets: charged.octets + more.octets, steps: charged.steps + 1 };
    if (await this.parts.items.isBilled(tx, service.customerId)) return this.onNextBill(tx, { service, period }, next, more);
    const { billingType } = await this.parts.customers.get(tx, service.customerId);
    if (billingType === MANUAL_BILLING_TYPE) return { ...next, owed: sumOf(next.owed, more) };
    return this.onBalance(tx, { service, period }, next, more);
  }

  private async payableUnits(tx: Transaction, customerId: string, { priceMinor }: OveruseRule): Promise<bigint | null> {
    const spendableMinor = priceMinor === 0 ? undefined : await this.parts.ledger.spendableMinor(tx, customerId);
    if (spendableMinor === undefined) return null;
    return spendableMinor < priceMinor ? 0n : BigInt(Math.floor(spendableMinor / priceMinor));
  }

  /** The invoices over what the balance has been charged, and over what is owed, of a period that is over. */
  async invoice(tx: Transaction, { service, period }: ChargedPeriod): Promise<Charged> {
    const { charged } = period.content;
    const { posted, owed, steps } = charged;
    const of = { service, period };
    const dueDate = this.parts.company.today();
    if (posted) await this.issue(tx, of, posted, { key: `invoice:${steps}`, terms: { isAlreadyCharged: true, dueDate } });
    if (owed) await this.issue(tx, of, owed, { key: `owed:${steps}`, terms: {} });
    return { ...charged, posted: null, owed: null };
  }

  private async issue(
    tx: Transaction,
    { service, period }: ChargedPeriod,
    part: ChargedPart,
    { key, terms }: { readonly key: string; readonly terms: Pick<DocumentDraft, 'isAlreadyCharged' | 'dueDate'> },
  ): Promise<void> {
    const { from, to } = this.daysOf(period);
    const { documents, company } = this.parts;
    const today = company.today();
    const price = { unitPriceMinor: part.amountMinor, isTaxIncluded: true, taxCode: await documents.defaultTaxCode(tx), taxDate: from };
    const line = { description: this.wordsOf({ service, period }, part), ...price, revenue: 'internet' as const, serviceId: service.id };
    await documents.issue(
      tx,
      {
        kind: 'invoice',
        customerId: service.customerId,
        lines: [{ ...line, periodFrom: from, periodTo: to }],
        supplyDate: to < today ? to : today,
        ...terms,
      },
      { idempotencyKey: `${keyOf({ service, period })}:${key}` },
    );
  }

  /** One item for each bill: while it waits, it is replaced by one that holds what is new as well. What an admin has taken back stays so. */
  private async onNextBill(tx: Transaction, of: ChargedPeriod, next: Charged, more: More): Promise<Charged> {
    const { items } = this.parts;
    const waiting = next.item !== null && (await items.isWaiting(tx, next.item.id)) ? next.item : null;
    const all = sumOf(waiting, more);
    const { customerId, id: serviceId } = of.service;
    const draft = { customerId, serviceId, description: this.wordsOf(of, all), unitPriceMinor: all.amountMinor };
    const { id } = await items.add(tx, draft, { idempotencyKey: `${keyOf(of)}:item:${next.steps}` });
    if (waiting) await items.cancel(tx, waiting.id);
    return { ...next, item: { ...all, id } };
  }

  private async onBalance(tx: Transaction, of: ChargedPeriod, next: Charged, more: More): Promise<Charged> {
    const { customerId, id: serviceId, plan } = of.service;
    await this.parts.ledger.post(
      tx,
      {
        kind: 'data-cap.overuse',
        description: this.wordsOf(of, more),
        postings: [{ debit: { customerId }, credit: ACCOUNTS.internetRevenue, amountMinor: more.amountMinor }],
        customerId,
        serviceId,
        statement: { key: keyOf(of), title: `${plan.name}, data over the limit from ${this.daysOf(of.period).from}` },
      },
      { idempotencyKey: `${keyOf(of)}:${next.steps}` },
    );
    return { ...next, posted: sumOf(next.posted, more) };
  }

  private wordsOf({ service, period }: ChargedPeriod, { octets }: More): string {
    const { from, to } = this.daysOf(period);
    return `${shortened(service.plan.name)}, ${shortened(service.login)}: ${formatOctets(octets)} over the limit, ${from} to ${to}`;
  }

  private daysOf({ fromMs, untilMs }: StoredPeriod): { readonly from: LocalDate; readonly to: LocalDate } {
    const { timeZone } = this.parts.company;
    return { from: localDateOf(fromMs, timeZone), to: localDateOf(untilMs - 1, timeZone) };
  }
}

/** The words of an item have 200 characters at most. */
const NAME_CHARACTERS = 60;

function shortened(name: string): string {
  return name.length > NAME_CHARACTERS ? `${name.slice(0, NAME_CHARACTERS - 1)}…` : name;
}

interface More {
  readonly octets: bigint;
  readonly amountMinor: AmountMinor;
}

/** Whether something was charged, or is owed, of which no invoice is issued yet. */
export function owesInvoiceFor({ posted, owed }: Charged): boolean {
  return posted !== null || owed !== null;
}

function sumOf(known: More | null, more: More): More {
  return { octets: (known?.octets ?? 0n) + more.octets, amountMinor: (known?.amountMinor ?? 0) + more.amountMinor };
}

function keyOf({ service, period }: ChargedPeriod): string {
  return `data-cap.over:${service.id}:${period.fromMs}`;
}
