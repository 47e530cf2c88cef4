import { setImmediate as breathe } from 'node:timers/promises';
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
import { RECURRING, recurringSettingsOf } from '../recurring/recurring-settings.js';
import type { BlockingCalendar } from './blocking-calendar.js';
import { type DunningDecision, type DunningFacts, decideDunning, dunningOf } from './dunning.js';
import { DUNNING_NOTIFICATIONS } from './dunning-notifications.js';
import { type DunningState, type DunningStore, reminderKey } from './dunning-store.js';

export interface DunningParts {
  readonly store: DunningStore;
  readonly customers: CustomerService;
  readonly services: ServiceDirectory;
  readonly settlement: SettlementService;
  readonly pending: PendingMoney;
  readonly ledger: LedgerService;
  readonly restrictions: Restrictions;
  readonly notifications: Notifications;
  readonly database: Database;
  readonly audit: AuditLog;
  readonly company: Company;
  readonly clock: Clock;
  readonly calendar: BlockingCalendar;
}

const CUSTOMERS_PER_READ = 500;
/** The longest time before a due date at which somebody may want a reminder. */
const LOOK_AHEAD_DAYS = 366;
const DAY_MS = 86_400_000;

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
      if (state.heldStatus !== null) await this.release(tx, customer, state);
      return;
    }
    const facts = await this.facts(tx, customer);
    const decision = decideDunning(facts, this.parts.clock.nowMs());
    if (decision.status === 'active') {
      if (state.heldStatus !== null) await this.release(tx, customer, state);
    } else {
      await this.hold(tx, customer, state, { ...decision, status: decision.status });
    }
    await this.remind(tx, customer, facts);
  }

  /** {@link settle} for one customer in a transaction of its own. */
  settleCustomer(customerId: string): Promise<void> {
    return this.parts.database.transaction(CORE_OWNER.actor, (tx) => this.settle(tx, customerId));
  }

  /** Everybody who owes or is held, each in a transaction of its own. */
  async round(signal: AbortSignal): Promise<void> {
    const done = new Set<string>();
    for await (const customerId of this.concerned()) {
      if (signal.aborted) return;
      if (done.has(customerId)) continue;
      done.add(customerId);
      await this.settleCustomer(customerId);
      await breathe();
    }
  }

  private async *concerned(): AsyncGenerator<string> {
    const { database, settlement, store, company } = this.parts;
    const before = new Date(Date.parse(company.today()) + LOOK_AHEAD_DAYS * DAY_MS).toISOString().slice(0, 10);
    for (let afterId = '', page: readonly OpenInvoice[] = []; ; afterId = page.at(-1)?.documentId ?? '') {
      const query = { before, afterId, limit: CUSTOMERS_PER_READ };
      page = await database.view(CORE_OWNER.actor, (tx) => settlement.dueBefore(tx, query));
      for (const { customerId } of page) yield customerId;
      if (page.length < CUSTOMERS_PER_READ) break;
    }
    for (let afterId = '', page: readonly string[] = []; ; afterId = page.at(-1) ?? '') {
      const from = afterId;
      page = await database.view(CORE_OWNER.actor, (tx) => store.held(tx, from, CUSTOMERS_PER_READ));
      yield* page;
      if (page.length < CUSTOMERS_PER_READ) return;
    }
  }

  private async hold(
    tx: Transaction,
    customer: Customer,
    state: DunningState,
    decision: DunningDecision & { readonly status: 'blocked' | 'inactive' },
  ): Promise<void> {
    // Whoever was made inactive or new by hand stays so.
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

  private async release(tx: Transaction, customer: Customer, state: DunningState): Promise<void> {
    await this.parts.store.putState(tx, customer.id, { ...state, heldStatus: null });
    for (const { id } of await this.parts.services.ofCustomer(tx, customer.id)) await this.parts.restrictions.lift(tx, id);
    if (customer.status === state.heldStatus) await this.parts.customers.change(tx, customer.id, { status: 'active' });
    await this.tell(tx, customer.id, 'active', { invoice: null, openMinor: 0, blocksOn: null });
  }

  private reason({ because, overdueMinor }: DunningDecision): string {
    const { company } = this.parts;
    const invoice = because ? `invoice ${because.number} was due on ${because.dueDate}` : 'an invoice is overdue';
    return `${invoice}: pay ${company.format(overdueMinor)} to go on`;
  }

  /** Each reminder once, and none for a day that is long gone: after downtime only the latest of an invoice goes out. */
  private async remind(tx: Transaction, customer: Customer, facts: DunningFacts): Promise<void> {
    const { store, company } = this.parts;
    const today = company.today();
    const sent = await store.reminded(
      tx,
      facts.openInvoices.map(({ documentId }) => documentId),
    );
    for (const invoice of facts.openInvoices) {
      const { reminders, blocksOn } = dunningOf(invoice, facts);
      const due = reminders.filter(({ kind, date }) => date <= today && !sent.has(reminderKey(invoice.documentId, kind)));
      for (const [index, { kind }] of due.entries()) {
        await store.keepReminder(tx, invoice.documentId, kind, today);
        if (index === due.length - 1) await this.tell(tx, customer.id, kind, { invoice, openMinor: invoice.openMinor, blocksOn });
      }
    }
  }

  private tell(
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
    const values = { number: invoice?.number ?? null, dueDate: invoice?.dueDate ?? null, openMinor, blocksOn };
    return this.parts.notifications.want(tx, { kind: DUNNING_NOTIFICATIONS[what].id, customerId, key, values });
  }
}

export const DUNNING_SERVICE = createToken<DunningService>('core.dunning-service');
