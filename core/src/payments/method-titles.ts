import type { Payment } from '@tapline/sdk';
import type { ContributionRegistry } from '../kernel/addons/contribution-registry.js';
import { PAYMENT_METHODS } from './payment-schema.js';

/** How ways to pay are called: those by hand, and the gateways that are there. One that is gone is called by its id. */
export function methodTitles(contributions: ContributionRegistry): ReadonlyMap<string, string> {
  const titles = new Map(Object.entries(PAYMENT_METHODS).map(([method, { title }]) => [method, title]));
  for (const { gateway } of contributions.paymentGateways()) titles.set(gateway.id, gateway.title);
  return titles;
}

/** `Payment, bank transfer`; gateways keep the case of their names: `Refund, PayPal`. */
export function moneyTitle(what: 'Payment' | 'Refund', { method, title }: { readonly method: string; readonly title: string }): string {
  return `${what}, ${Object.hasOwn(PAYMENT_METHODS, method) ? title.toLowerCase() : title}`;
}

/** What the receipt of a payment is for. */
export function receiptTitle(contributions: ContributionRegistry, { method }: Pick<Payment, 'method'>): string {
  return moneyTitle('Payment', { method, title: methodTitles(contributions).get(method) ?? method });
}
