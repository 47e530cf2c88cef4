import { type Checkout, type GatewayPayments, notFound } from '@tapline/sdk';
import type { SettlementService } from '../../documents/open-items/settlement-service.js';
import type { ContributedGateway, ContributionRegistry } from '../../kernel/addons/contribution-registry.js';
import type { Owner } from '../../kernel/hooks/owner.js';
import type { LedgerService } from '../../ledger/ledger-service.js';
import type { AttemptStore } from './attempt-store.js';
import type { CheckoutService } from './checkout-service.js';
import type { GatewayReporter } from './gateway-reporter.js';
import { shownAttempt } from './kept-attempt.js';
import type { PendingMoney } from './pending-money.js';

/** What one add-on may tell of its own gateways. */
export function gatewayPaymentsOf(
  addon: Owner,
  parts: {
    readonly contributions: ContributionRegistry;
    readonly reporter: GatewayReporter;
    readonly attempts: AttemptStore;
    readonly settlement: SettlementService;
    readonly pending: PendingMoney;
    readonly ledger: LedgerService;
  },
): GatewayPayments {
  const { reporter, attempts, settlement, pending, ledger } = parts;
  const own = (gatewayId: string): ContributedGateway['gateway'] => {
    const found = parts.contributions.paymentGateway(gatewayId);
    if (found?.addonId === addon.id) return found.gateway;
    throw notFound('GATEWAY_UNKNOWN', `the add-on ${addon.id} has no payment gateway ${gatewayId}`);
  };
  return {
    report: async (tx, gatewayId, report, message) => reporter.report(tx, own(gatewayId).id, report, message),
    collect: async (tx, collection) => reporter.collect(tx, own(collection.gatewayId), collection),
    receive: async (tx, money) => reporter.receive(tx, own(money.gatewayId), money),
    undo: async (tx, gatewayId, movement) => reporter.undo(tx, own(gatewayId).id, movement),
    get: async (tx, attemptId) => {
      const attempt = await reporter.get(tx, attemptId);
      own(attempt.gatewayId);
      return shownAttempt(attempt);
    },
    find: async (tx, gatewayId, reference) => {
      const attempt = await attempts.findByReference(tx, own(gatewayId).id, reference);
      return attempt && shownAttempt(attempt);
    },
    ofGateway: async (tx, query) => {
      own(query.gatewayId);
      return (await attempts.ofGateway(tx, query)).map(shownAttempt);
    },
    openInvoices: async (tx, customerId) => pending.of(tx, await settlement.openInvoices(tx, customerId)),
    dueInvoices: async (tx, query) => {
      const due = await settlement.dueBefore(tx, query);
      // What names no invoice is on its way to the oldest of a customer, which may not be among these.
      const open = await settlement.openInvoicesOf(tx, [...new Set(due.map(({ customerId }) => customerId))]);
      const known = new Map((await pending.of(tx, open)).map((invoice) => [invoice.documentId, invoice.pendingMinor]));
      return due.map((invoice) => ({ ...invoice, pendingMinor: known.get(invoice.documentId) ?? 0 }));
    },
    owedBalances: async (tx, query) => {
      const owing = await ledger.owing(tx, query);
      const sums = await pending.sums(
        tx,
        owing.map(({ customerId }) => customerId),
      );
      return owing.map(({ customerId, balanceMinor }) => ({
        customerId,
        owedMinor: -balanceMinor,
        pendingMinor: sums.get(customerId) ?? 0,
      }));
    },
    owedBalance: async (tx, customerId) => {
      const balanceMinor = await ledger.balance(tx, customerId);
      if (balanceMinor >= 0) return undefined;
      return { customerId, owedMinor: -balanceMinor, pendingMinor: (await pending.sums(tx, [customerId])).get(customerId) ?? 0 };
    },
  };
}

/** Checkout in the name of an add-on. */
export function checkoutOf({ actor }: Owner, checkout: CheckoutService): Checkout {
  return {
    choices: (amountMinor) => checkout.choices(amountMinor),
    start: (wanted, options) => checkout.start(actor, wanted, options),
    get: (tx, attemptId) => checkout.get(tx, attemptId),
    ofCustomer: (tx, customerId, limit) => checkout.ofCustomer(tx, customerId, limit),
  };
}
