import {
  type Clock,
  type Company,
  type Customer,
  createToken,
  type LocalDate,
  type Notifications,
  type OpenInvoice,
  parseLocalDate,
  type Restrictions,
  type ServiceDirectory,
  type Transaction,
} from '@tapline/sdk';
import type { CustomerService } from '../../customers/customer-service.js';
import type { SettlementService } from '../../documents/open-items/settlement-service.js';
import type { AuditLog } from '../../kernel/audit/audit-log.js';
import type { Database } from '../../kernel/database/database.js';
import { CORE_OWNER } from '../../kernel/hooks/owner.js';
import type { LedgerService } from '../../ledger/ledger-service.js';
import type { PendingMoney } from '../../payments/gateways/pending-money.js';
import type { PayLinkService } from '../../payments/pay-links/pay-link-service.js';
import { RECURRING, recurringSettingsOf } from '../recurring/recurring-settings.js';
import type { BlockingCalendar } from './blocking-calendar.js';
import {
  type DunningDecision,
  type DunningFacts,
  decideDunning,
  dunningOf,
  heldOffByPromise,
  type PromisedDebt,
  type ReminderKind,
} from './dunning.js';
import { DUNNING_NOTIFICATIONS } from './dunning-notifications.js';
import { type DunningState, type DunningStore, reminderKey } from './dunning-store.js';
import { remindersDue } from './reminders.js';

export interface DunningParts {
  readonly store: DunningStore;
  readonly customers: CustomerService;
  readonly services: ServiceDirectory;
  readonly settlement: SettlementService;
  readonly pending: PendingMoney;
  readonly payLinks: PayLinkService;
  readonly ledger: LedgerService;
  readonly restrictions: Restrictions;
  readonly notifications: Notifications;
  readonly database: Database;
  readonly audit: AuditLog;
  readonly company: Company;
  readonly clock: Clock;
  readonly calendar: BlockingCalendar;
}

/** Blocks those who do not pay, reminds them before, and lets them in again once they have paid. */
export class DunningService {
  constructor(private readonly parts: DunningParts) {}

  async facts(tx: Transaction, customer: Customer): Promise<DunningFacts> {
    const { store, settlement, pending, ledger, calendar } = this.parts;
    const open = await pending.of(tx, await settlement.openInvoices(tx, customer.id));
    return {
      settings: recurringSettingsOf(customer),
      calendar,
      // Nobody is blocked for money that is on its way.
      openInvoices: open.flatMap(({ pendingMinor, ...invoice }) =>
        invoice.openMinor > pendingMinor ? [{ ...invoice, openMinor: invoice.openMinor - pendingMinor }] : [],
      ),
      balanceMinor: await ledger.balance(tx, customer.id),
      promisedUntil: (await store.state(tx, customer.id)).promisedUntil,
    };
  }

  /** Holds the block off to the end of a day; `null` takes the promise back. */
  async promise(tx: Transaction, customerId: string, until: LocalDate | null): Promise<void> {
    const date = until === null ? null : parseLocalDate(until, 'until');
    await this.parts.customers.lock(tx, customerId);
    const state = await this.parts.store.state(tx, customerId);
    await this.parts.store.putState(tx, customerId, { ...state, promisedUntil: date });
    await this.parts.audit.record(tx, { action: 'billing.promise', subject: `customer:${customerId}`, details: { until: date } });
    await this.settle(tx, customerId);
  }

  /** Brings one customer to what the rules want now. Doing it again changes nothing. */
  async settle(tx: Transaction, customerId: string): Promise<void> {
    const customer = await this.parts.customers.lock(tx, customerId);
    const state = await this.parts.store.state(tx, customerId);
    if (customer.billingType !== RECURRING) {
      if (state.heldStatus !== null) await this.release(tx, customer, state, null);
      return;
    }
    const facts = await this.facts(tx, customer);
    const nowMs = this.parts.clock.nowMs();
    const decision = decideDunning(facts, nowMs);
    if (decision.status === 'active') {
      if (state.heldStatus !== null) await this.release(tx, customer, state, heldOffByPromise(facts, nowMs));
    } else {
      await this.hold(tx, customer, state, { ...decision, status: decision.status });
    }
    const isServed = decision.status === 'active' && (customer.status === 'active' || customer.status === state.heldStatus);
    await this.remind(tx, facts, isServed);
  }

  /** {@link settle} for one customer in a transaction of its own. */
  settleCustomer(customerId: string): Promise<void> {
    return this.parts.database.transaction(CORE_OWNER.actor, (tx) => this.settle(tx, customerId));
  }

  private async hold(
    tx: Transaction,
    customer: Customer,
    state: DunningState,
    decision: DunningDecision & { readonly status: 'blocked' | 'inactive' },
  ): Promise<void> {
    // Whoever was made inactive or new by hand stays so, and is not let in again by paying an old debt.
    if (customer.status === 'new' || (customer.status === 'inactive' && state.heldStatus !== 'inactive')) {
      if (state.heldStatus !== null) await this.letGo(tx, customer.id, state);
      return;
    }
    if (state.heldStatus === null && customer.status !== 'active') return;
    if (state.heldStatus !== decision.status) {
      await this.parts.store.putState(tx, customer.id, { ...state, heldStatus: decision.status });
      await this.parts.customers.change(tx, customer.id, { status: decision.status });
      const said = { openMinor: decision.overdueMinor, blocksOn: null };
      await this.tell(tx, customer.id, decision.status, { invoice: decision.because, ...said });
    }
    const reason = this.reason(decision);
    for (const { id } of await this.parts.services.ofCustomer(tx, customer.id)) {
      await this.parts.restrictions.set(tx, { serviceId: id, effect: { kind: 'block' }, reason });
    }
  }

  private async release(tx: Transaction, customer: Customer, state: DunningState, promised: PromisedDebt | null): Promise<void> {
    await this.letGo(tx, customer.id, state);
    if (customer.status === state.heldStatus) await this.parts.customers.change(tx, customer.id, { status: 'active' });
    else if (customer.status !== 'active') return;
    await this.tell(tx, customer.id, 'active', promised ?? { invoice: null, openMinor: 0, blocksOn: null });
  }

  /** Holds nothing shut any more; the customer's status is left as it is. */
  private async letGo(tx: Transaction, customerId: string, state: DunningState): Promise<void> {
    await this.parts.store.putState(tx, customerId, { ...state, heldStatus: null });
    for (const { id } of await this.parts.services.ofCustomer(tx, customerId)) await this.parts.restrictions.lift(tx, id);
  }

  private reason({ because, overdueMinor }: DunningDecision): string {
    const { company } = this.parts;
    const invoice = because ? `invoice ${because.number} was due on ${because.dueDate}` : 'an invoice is overdue';
    return `${invoice}: pay ${company.format(overdueMinor)} to go on`;
  }

  /** Each reminder of an invoice once. */
  private async remind(tx: Transaction, facts: DunningFacts, isServed: boolean): Promise<void> {
    const { store, company } = this.parts;
    const today = company.today();
    const documentIds = facts.openInvoices.map(({ documentId }) => documentId);
    const sent = await store.reminded(tx, documentIds);
    for (const invoice of facts.openInvoices) {
      const dunning = dunningOf(invoice, facts);
      const isSent = (kind: ReminderKind): boolean => sent.has(reminderKey(invoice.documentId, kind));
      const { told, superseded } = remindersDue(dunning, facts, { today, isServed, isSent });
      for (const { kind } of [...superseded, ...told]) await store.keepReminder(tx, invoice.documentId, kind, today);
      const said = { invoice, openMinor: invoice.openMinor, blocksOn: dunning.blocksOn };
      for (const { kind } of told) await this.tell(tx, invoice.customerId, kind, said);
    }
  }

  private async tell(
    tx: Transaction,
    customerId: string,
    what: keyof typeof DUNNING_NOTIFICATIONS,
    {
      invoice,
      openMinor,
      blocksOn,
    }: { readonly invoice: OpenInvoice | null; readonly openMinor: number; readonly blocksOn: LocalDate | null },
  ): Promise<void> {
    const isReminder = what === 'before-due' || what === 'due' || what === 'before-block';
    const key = isReminder ? `invoice:${invoice?.documentId}` : `customer:${customerId}:${this.parts.clock.nowMs()}`;
    const link = await this.parts.payLinks.forMessage(tx, invoice?.documentId ?? null);
    const values = { number: invoice?.number ?? null, dueDate: invoice?.dueDate ?? null, openMinor, blocksOn, ...link.values };
    await this.parts.notifications.want(tx, { ...link, kind: DUNNING_NOTIFICATIONS[what].id, customerId, key, values });
  }
}

export const DUNNING_SERVICE = createToken<DunningService>('core.dunning-service');
