import {
  addDays,
  type Company,
  type Customer,
  type CustomerDirectory,
  DEFAULT_LOGIN_RULES,
  type DocumentDraft,
  type Documents,
  type IssuedDocument,
  type Job,
  type JournalEntryDraft,
  type Ledger,
  type Logger,
  type Notifications,
  type Restrictions,
  type ServiceDirectory,
  type ServiceWithPlan,
  startOfDayMs,
  type Transaction,
  type TransactionRunner,
  type WantedNotification,
} from '@tapline/sdk';
import { ChargedItemStore } from '../charged-item-store.js';
import { ChargingReader } from '../charging-reader.js';
import { ChargingStore, MIGRATIONS } from '../charging-store.js';
import { CustomerCharging } from '../customer-charging.js';
import { CustomerRound } from '../customer-round.js';
import { EarlierTotals } from '../earlier-totals.js';
import { dailyJob, invoiceJob, priceJob, warningJob } from '../jobs.js';
import { MonthInvoices } from '../month-invoices.js';
import { OutlookReader } from '../outlook.js';
import { PriceRound } from '../price-round.js';
import { PriceWalkStore } from '../price-walk-store.js';
import type { PrepaidSettings } from '../settings.js';
import { WARNING_DAYS, Warnings } from '../warnings.js';
import { memoryTables } from './memory-tables.js';

const TX: Transaction = { actor: { kind: 'addon', id: 'prepaid', name: 'Prepaid' } };

interface PostedEntry {
  readonly key: string;
  readonly draft: JournalEntryDraft;
}

/** The core as prepaid sees it, in memory: customers, services, ledger, restrictions and a day that a test moves. */
export class PrepaidWorld {
  today = '2026-11-01';
  readonly customers = new Map<string, Customer>();
  readonly services = new Map<string, ServiceWithPlan>();
  readonly entries: PostedEntry[] = [];
  readonly blocks = new Map<string, string>();
  /** Thrown when a customer is locked. */
  failure: Error | undefined;
  /** How often a block was set. */
  blockCount = 0;
  /** What was issued. */
  readonly documents: DocumentDraft[] = [];
  /** What customers were told, by the keys of the messages. */
  readonly told = new Map<string, WantedNotification>();
  readonly log: Readonly<Record<string, unknown>>[] = [];
  /** Who was locked, in their order. */
  readonly locked: string[] = [];
  private readonly documentKeys = new Map<string, number>();
  private readonly payments: { readonly customerId: string; readonly amountMinor: number }[] = [];
  private readonly parts = this.makeParts();
  readonly outlooks = new OutlookReader(this.parts);
  private readonly warnings = new Warnings({ ...this.parts, outlooks: this.outlooks }, WARNING_DAYS);
  readonly charging = new CustomerCharging({ ...this.parts, warnings: this.warnings });
  readonly round = new CustomerRound({ ...this.parts, charging: this.charging, warnings: this.warnings });
  private readonly prices = new PriceRound({ ...this.parts, charging: this.charging });
  readonly job = dailyJob(this.round);
  private readonly priceJob = priceJob(this.prices);
  private readonly warningJob = warningJob(this.round);
  private readonly invoiceJob = invoiceJob(new MonthInvoices({ ...this.parts, charging: this.charging }));

  /** An active prepaid customer. */
  addCustomer(id: string, settings: Partial<PrepaidSettings> = {}): void {
    this.customers.set(id, {
      id,
      number: this.customers.size + 1,
      name: id,
      email: null,
      phone: null,
      address: null,
      status: 'active',
      billingType: 'prepaid',
      billingSettings: settings,
      createdAtMs: 0,
    });
  }

  changeCustomer(id: string, changes: Partial<Customer>): void {
    this.customers.set(id, { ...this.customer(id), ...changes });
  }

  /** An active service. */
  addService(id: string, customerId: string, priceMinor: number): void {
    const bits = { downloadBitsPerSecond: 5_000_000, uploadBitsPerSecond: 5_000_000 };
    const plan = {
      id: `plan-${id}`,
      name: 'Internet 5M',
      kind: 'internet',
      priceMinor,
      isTaxIncluded: true,
      taxCode: null,
      revenue: 'internet',
      ...bits,
      shaping: {},
      addonSettings: {},
      reply: {},
      sessionLimit: 1,
      sessionPolicy: 'end-older',
      isSelfService: false,
      isArchived: false,
      createdAtMs: 0,
    } as const;
    this.services.set(id, {
      id,
      customerId,
      planId: plan.id,
      plan,
      status: 'active',
      quantity: 1,
      unitPriceMinor: null,
      discounts: [],
      login: id,
      reply: {},
      macAddresses: [],
      learnedMacAddresses: [],
      loginRules: DEFAULT_LOGIN_RULES,
      ipv4: { mode: 'none' },
      ipv6: { mode: 'none' },
      delegatedIpv6: { mode: 'none' },
      routes: [],
      ipv4Address: null,
      ipv6Prefix: null,
      delegatedIpv6Prefix: null,
      createdAtMs: this.services.size,
    });
  }

  /** Active services `line-0`, `line-1` and so on, at these prices. */
  addServices(customerId: string, prices: readonly number[]): void {
    for (const [index, priceMinor] of prices.entries()) this.addService(`line-${index}`, customerId, priceMinor);
  }

  changeService(id: string, changes: Partial<ServiceWithPlan>): void {
    this.services.set(id, { ...this.service(id), ...changes });
  }

  changePrice(id: string, priceMinor: number): void {
    const service = this.service(id);
    this.services.set(id, { ...service, plan: { ...service.plan, priceMinor } });
  }

  /** Under 0, money goes away: a payment is cancelled, or something is bought. */
  pay(customerId: string, amountMinor: number): void {
    this.payments.push({ customerId, amountMinor });
  }

  balance(customerId: string): number {
    const paid = this.payments.filter((payment) => payment.customerId === customerId);
    const charged = this.entries.filter(({ draft }) => draft.customerId === customerId);
    return paid.reduce((sum, { amountMinor }) => sum + amountMinor, 0) - charged.reduce((sum, entry) => sum + amountOf(entry), 0);
  }

  customer(id: string): Customer {
    const customer = this.customers.get(id);
    if (!customer) throw new Error(`there is no customer ${id}`);
    return customer;
  }

  /** Goes day by day with the daily job, as a system that is always up does. */
  async passDays(days: number): Promise<void> {
    for (let day = 0; day < days; day++) {
      this.today = addDays(this.today, 1);
      await this.runJob();
    }
  }

  async runJob(job: Job = this.job): Promise<void> {
    await job.run({ dueAtMs: startOfDayMs(this.today, this.parts.company.timeZone), signal: new AbortController().signal });
  }

  /** Tells of a new price of a plan; nobody is charged before {@link runPrices}. */
  tellPrice(planId: string): Promise<void> {
    return this.prices.note(planId);
  }

  runPrices(): Promise<void> {
    return this.runJob(this.priceJob);
  }

  runWarnings(): Promise<void> {
    return this.runJob(this.warningJob);
  }

  runInvoices(): Promise<void> {
    return this.runJob(this.invoiceJob);
  }

  /** Gives a customer another billing type, as the core does in one transaction. */
  async changeType(id: string, billingType: string, billingSettings: Partial<PrepaidSettings> = {}): Promise<void> {
    const before = this.customer(id);
    this.changeCustomer(id, { billingType, billingSettings });
    if (before.billingType === 'prepaid') await this.charging.leave(TX, before);
    if (billingType === 'prepaid') await this.charging.enter(TX, this.customer(id));
  }

  settle(customerId: string): Promise<void> {
    return this.charging.settleCustomer(customerId);
  }

  outlook(customerId: string): ReturnType<OutlookReader['outlook']> {
    return this.outlooks.outlook(TX, this.customer(customerId));
  }

  overview(customerId: string): ReturnType<OutlookReader['overview']> {
    return this.outlooks.overview(TX, this.customer(customerId));
  }

  /** What was charged, as `day amount`. */
  charges(serviceId: string): readonly string[] {
    return this.entries.filter(({ draft }) => draft.serviceId === serviceId).map((entry) => `${entry.draft.date} ${amountOf(entry)}`);
  }

  private service(id: string): ServiceWithPlan {
    const service = this.services.get(id);
    if (!service) throw new Error(`there is no service ${id}`);
    return service;
  }

  private makeParts() {
    const tables = memoryTables(MIGRATIONS);
    const store = new ChargingStore(tables);
    const items = new ChargedItemStore(tables);
    const documents = this.documentService();
    const company = this.company();
    const transactions: TransactionRunner = { run: (work) => work(TX), runPart: (tx, work) => work(tx) };
    return {
      transactions,
      customers: this.directory(),
      services: this.serviceDirectory(),
      ledger: this.ledger(),
      restrictions: this.restrictions(),
      documents,
      notifications: this.notifications(),
      company,
      logger: this.logger(),
      reader: new ChargingReader(this.serviceDirectory(), store),
      store,
      walks: new PriceWalkStore(tables),
      items,
      totals: new EarlierTotals(tables, { items, documents, company }),
    };
  }

  private directory(): CustomerDirectory {
    const get = async (_tx: Transaction, id: string): Promise<Customer> => this.customer(id);
    return {
      get,
      getMany: async (_tx, ids) => new Map(ids.flatMap((id) => (this.customers.has(id) ? [[id, this.customer(id)] as const] : []))),
      lock: (tx, id) => {
        this.locked.push(id);
        return this.failure ? Promise.reject(this.failure) : get(tx, id);
      },
      getByNumber: () => Promise.reject(new Error('prepaid knows no numbers')),
      isCharged: () => Promise.reject(new Error('prepaid says so itself')),
      create: () => Promise.reject(new Error('prepaid makes no customers')),
      change: () => Promise.reject(new Error('prepaid changes no customers')),
      billingHistory: async () => [],
      idsByBillingType: async (_tx, { billingType, afterId = '', limit }) =>
        [...this.customers.values()]
          .filter((customer) => customer.billingType === billingType && customer.id > afterId)
          .map(({ id }) => id)
          .sort()
          .slice(0, limit),
    };
  }

  private serviceDirectory(): ServiceDirectory {
    return {
      get: async (_tx, id) => this.service(id),
      find: async (_tx, id) => this.services.get(id),
      ofPlan: async (_tx, planId, { afterId, limit }) =>
        [...this.services.values()]
          .filter((service) => service.planId === planId && service.id > afterId)
          .sort((a, b) => (a.id < b.id ? -1 : 1))
          .slice(0, limit),
      findPlan: async (_tx, nameOrId) =>
        [...this.services.values()].map(({ plan }) => plan).find(({ name, id }) => name === nameOrId || id === nameOrId),
      plans: async () => [...new Set([...this.services.values()].map(({ plan }) => plan))],
      plansOf: async (_tx, ids) => new Map(ids.flatMap((id) => (this.services.has(id) ? [[id, this.service(id).plan] as const] : []))),
      ofCustomer: async (_tx, customerId) => [...this.services.values()].filter((service) => service.customerId === customerId),
      ofCustomers: async (_tx, ids) => [...this.services.values()].filter(({ customerId }) => ids.includes(customerId)),
    };
  }

  private ledger(): Ledger {
    return {
      post: async (_tx, draft, { idempotencyKey }) => {
        if (this.entries.some(({ key }) => key === idempotencyKey)) throw new Error(`${idempotencyKey} is posted twice`);
        const entry = { key: idempotencyKey, draft };
        this.entries.push(entry);
        const amountMinor = amountOf(entry);
        return {
          ...draft,
          id: idempotencyKey,
          idempotencyKey,
          date: draft.date ?? this.today,
          postedAtMs: 0,
          source: 'prepaid',
          customerAmountMinor: -amountMinor,
        };
      },
      balance: async (_tx, customerId) => this.balance(customerId),
      balances: async (_tx, ids) => new Map(ids.map((customerId) => [customerId, this.balance(customerId)])),
      spendableMinor: () => Promise.reject(new Error('prepaid says so itself')),
      statement: () => Promise.reject(new Error('prepaid reads no statements')),
    };
  }

  private restrictions(): Restrictions {
    return {
      set: async (_tx, { serviceId, reason }) => {
        this.blockCount++;
        this.blocks.set(serviceId, reason);
      },
      lift: async (_tx, serviceId) => void this.blocks.delete(serviceId),
      find: () => Promise.reject(new Error('prepaid does not ask')),
      state: () => Promise.reject(new Error('prepaid states nothing')),
      access: () => Promise.reject(new Error('prepaid does not ask')),
    };
  }

  private documentService(): Documents {
    return {
      issue: async (_tx, draft, { idempotencyKey }) => {
        if (this.documentKeys.has(idempotencyKey)) throw new Error(`${idempotencyKey} is issued twice`);
        this.documentKeys.set(idempotencyKey, this.documents.push(draft));
        return documentOf(draft, this.documents.length);
      },
      preview: () => Promise.reject(new Error('prepaid previews nothing')),
      get: async (_tx, id) => this.document(id),
      findByKey: async (_tx, key) => {
        const number = this.documentKeys.get(key);
        return number === undefined ? undefined : this.document(`document-${number}`);
      },
      leftToCredit: async (_tx, id) => {
        const credits = this.documents.filter(({ relatedDocumentId }) => relatedDocumentId === id).flatMap(({ lines }) => lines);
        const backOf = (index: number): number =>
          credits.reduce((sum, line) => sum + (line.creditsLine === index ? (line.amountMinor ?? 0) : 0), 0);
        return this.document(id).lines.map(({ grossMinor }, index) => grossMinor - backOf(index));
      },
      taxRates: async () => [{ code: 'standard', title: 'VAT', ratePartsPerMillion: 210_000, validFrom: '2020-01-01' }],
      defaultTaxCode: async () => 'standard',
      invoiceProforma: () => Promise.reject(new Error('prepaid has no pro-formas')),
      invoiceOf: () => Promise.reject(new Error('prepaid has no pro-formas')),
      openMinor: () => Promise.reject(new Error('prepaid asks for no open amounts')),
      paidMinor: () => Promise.reject(new Error('prepaid asks for no paid amounts')),
      credit: () => Promise.reject(new Error('prepaid credits nothing')),
    };
  }

  private document(id: string): IssuedDocument {
    const number = Number(id.replace('document-', ''));
    return documentOf(this.documents[number - 1] as DocumentDraft, number);
  }

  private notifications(): Notifications {
    return {
      want: async (_tx, wanted) => void this.told.set(wanted.key, wanted),
      wordings: () => Promise.reject(new Error('prepaid names no wordings')),
      channels: () => [],
    };
  }

  private company(): Company {
    return {
      name: 'Example Net',
      currency: 'EUR',
      timeZone: 'Europe/Prague',
      locale: 'en',
      today: () => this.today,
      publicUrl: '',
      format: (amountMinor) => (amountMinor / 100).toFixed(2),
    };
  }

  private logger(): Logger {
    const keep = (fields: Readonly<Record<string, unknown>>): void => void this.log.push(fields);
    return { debug: keep, info: keep, warn: keep, error: keep };
  }
}

function amountOf({ draft }: PostedEntry): number {
  return draft.postings.reduce((sum, { debit, amountMinor }) => sum + ('customerId' in debit ? amountMinor : 0 - amountMinor), 0);
}

/** As much of a document as prepaid looks at. */
function documentOf({ kind, lines }: DocumentDraft, number: number): IssuedDocument {
  const known = { id: `document-${number}`, kind, number: String(number), customer: { taxTreatment: 'standard' } };
  return { ...known, lines: lines.map((line) => ({ ...line, grossMinor: line.amountMinor ?? 0 })) } as unknown as IssuedDocument;
}
