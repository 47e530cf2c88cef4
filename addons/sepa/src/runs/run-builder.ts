import { randomUUID } from 'node:crypto';
import type { Clock, Company, CustomerDirectory, GatewayPayments, Notifications, Transaction } from '@tapline/sdk';
import { GATEWAY_ID } from '../collections/collection-gateway.js';
import { type CollectionItem, subjectOf } from '../collections/collection-item.js';
import type { CollectionStore } from '../collections/collection-store.js';
import type { MandateService } from '../mandates/mandate-service.js';
import { NOTICE_KIND } from '../notices/collection-notice.js';
import type { BankProfile } from '../profiles/bank-profile.js';
import { newReference } from './references.js';
import type { CollectionRun, RunFile } from './run.js';
import type { PlannedCollection } from './run-plan.js';
import type { CustomerDue, RunPlanner } from './run-planner.js';
import type { RunBatch, RunStore } from './run-store.js';

export const ITEMS_PER_PAGE = 500;
const SHOWN_NUMBERS = 10;

export interface RunBuilderParts {
  readonly store: RunStore;
  readonly items: CollectionStore;
  readonly planner: RunPlanner;
  readonly mandates: MandateService;
  readonly customers: CustomerDirectory;
  readonly payments: GatewayPayments;
  readonly notifications: Notifications;
  readonly company: Company;
  readonly clock: Clock;
}

interface Collecting {
  readonly run: CollectionRun;
  readonly profile: BankProfile;
  readonly customerId: string;
  readonly customerNumber: number;
}

/** Puts customers' due invoices into a run, some at a time: each step is whole, and what was looked at is not looked at again. */
export class RunBuilder {
  constructor(private readonly parts: RunBuilderParts) {}

  /** Looks at the next customers; false when there were none left. */
  async step(tx: Transaction, run: CollectionRun, profile: BankProfile): Promise<boolean> {
    const { store, planner, customers } = this.parts;
    const part = await store.nextPart(tx, run.id);
    if (!part) return false;
    const due = new Map<string, CustomerDue>();
    const numbers = new Map<string, number>();
    for (const customerId of [...part.customerIds].sort()) {
      // Another run, a payment, a credit note: what is open is read when nobody else can change it.
      const { number } = await customers.lock(tx, customerId);
      numbers.set(customerId, number);
      const own = await planner.dueOf(tx, customerId, run.choice);
      if (own) due.set(customerId, own);
    }
    const filling = new RunFilling(
      run,
      await store.filesOf(tx, run.id),
      await store.batchesOf(tx, run.id),
      profile.maxItems,
      this.parts.clock.nowMs(),
    );
    for (const planned of await planner.plan(tx, profile, run.choice, due)) {
      if (planned.plan.kind === 'planned') {
        const who = { customerId: planned.customerId, customerNumber: numbers.get(planned.customerId) ?? 0 };
        await this.collect(tx, { run, profile, ...who }, planned.plan.collection, filling);
      }
    }
    for (const file of filling.changedFiles()) await store.putFile(tx, file);
    for (const batch of filling.changedBatches()) await store.putBatch(tx, batch);
    await store.put(tx, { ...run, items: filling.items, sumMinor: filling.sumMinor, changedAtMs: this.parts.clock.nowMs() });
    await store.removePart(tx, run.id, part.number);
    return true;
  }

  private async collect(
    tx: Transaction,
    { run, profile, customerId, customerNumber }: Collecting,
    { mandate, isOfBalance, invoices, amountMinor, sequence, amendment }: PlannedCollection,
    filling: RunFilling,
  ): Promise<void> {
    const { items, mandates, payments, notifications, company, clock } = this.parts;
    const numbers = isOfBalance ? [] : invoices.map(({ number }) => number);
    const remittance = isOfBalance ? `Balance, customer no. ${customerNumber} ${company.name}` : remittanceOf(numbers, company.name);
    const place = filling.add({ scheme: mandate.scheme, sequence, collectionDate: run.choice.collectOn, amountMinor });
    const item: CollectionItem = {
      id: randomUUID(),
      runId: run.id,
      ...place,
      endToEndId: newReference('E'),
      customerId,
      mandateId: mandate.id,
      mandateReference: mandate.reference,
      amountMinor,
      collectionDate: run.choice.collectOn,
      state: 'collecting',
      reasonCode: null,
      reason: null,
      details: {
        isOfBalance,
        documentIds: invoices.map(({ documentId }) => documentId),
        documentNumbers: numbers,
        sequence,
        scheme: mandate.scheme,
        mandateType: mandate.type,
        signedOn: mandate.signedOn,
        debtorName: mandate.debtorName,
        iban: mandate.iban,
        bic: mandate.bic,
        address: mandate.address,
        amendment,
        remittance,
        returnChargeMinor: profile.returnChargeMinor,
        isAnnounced: profile.sendsNotice,
      },
      changedAtMs: clock.nowMs(),
    };
    await items.insert(tx, item);
    await mandates.use(tx, mandate, { itemId: item.id, date: item.collectionDate, amendment, creditorId: profile.creditorId });
    const named = isOfBalance ? {} : { documentIds: item.details.documentIds };
    await payments.collect(tx, { gatewayId: GATEWAY_ID, customerId, amountMinor, ...named, reference: item.endToEndId });
    if (!profile.sendsNotice) return;
    const values = {
      amountMinor,
      collectionDate: item.collectionDate,
      mandateReference: mandate.reference,
      creditorId: profile.creditorId,
      creditor: profile.name,
      account: `… ${mandate.iban.slice(-4)}`,
      invoices: subjectOf(item.details),
    };
    await notifications.want(tx, { kind: NOTICE_KIND.id, customerId, key: `collection:${item.id}`, values });
  }
}

/** The files and blocks of a run while they are filled: a new file where one is full, a block for all that may stand together. */
class RunFilling {
  items: number;
  sumMinor: number;
  private readonly files: RunFile[];
  private readonly batches: RunBatch[];
  private readonly changed = new Set<string>();

  constructor(
    private readonly run: CollectionRun,
    files: readonly RunFile[],
    batches: readonly RunBatch[],
    private readonly maxItems: number,
    private readonly nowMs: number,
  ) {
    this.files = [...files];
    this.batches = [...batches];
    this.items = run.items;
    this.sumMinor = run.sumMinor;
  }

  add({
    amountMinor,
    ...group
  }: Pick<RunBatch, 'scheme' | 'sequence' | 'collectionDate'> & { readonly amountMinor: number }): Pick<
    CollectionItem,
    'fileId' | 'batchId' | 'number' | 'page'
  > {
    const file = this.openFile();
    const batch = this.openBatch(file, group);
    this.files[this.files.indexOf(file)] = { ...file, items: file.items + 1, sumMinor: file.sumMinor + amountMinor };
    this.batches[this.batches.indexOf(batch)] = { ...batch, items: batch.items + 1, sumMinor: batch.sumMinor + amountMinor };
    this.changed.add(file.id).add(batch.id);
    this.items += 1;
    this.sumMinor += amountMinor;
    return { fileId: file.id, batchId: batch.id, number: this.items, page: Math.floor(batch.items / ITEMS_PER_PAGE) };
  }

  changedFiles(): readonly RunFile[] {
    return this.files.filter(({ id }) => this.changed.has(id));
  }

  changedBatches(): readonly RunBatch[] {
    return this.batches.filter(({ id }) => this.changed.has(id));
  }

  private openFile(): RunFile {
    const last = this.files.at(-1);
    if (last && last.items < this.maxItems) return last;
    const messageId = newReference('F');
    const name = `sepa-${this.run.choice.collectOn}-${this.run.id.slice(0, 8)}-${String(this.files.length + 1).padStart(3, '0')}.xml`;
    const unwritten = { items: 0, sumMinor: 0, octets: null, sha256: null, createdAtMs: this.nowMs };
    const file = { id: randomUUID(), runId: this.run.id, messageId, name, ...unwritten };
    this.files.push(file);
    return file;
  }

  private openBatch(file: RunFile, group: Pick<RunBatch, 'scheme' | 'sequence' | 'collectionDate'>): RunBatch {
    const own = this.batches.filter(({ fileId }) => fileId === file.id);
    const known = own.find(
      ({ scheme, sequence, collectionDate }) =>
        scheme === group.scheme && sequence === group.sequence && collectionDate === group.collectionDate,
    );
    if (known) return known;
    const paymentInformationId = `${file.messageId}-${String(own.length + 1).padStart(2, '0')}`;
    const batch = { id: randomUUID(), fileId: file.id, runId: this.run.id, paymentInformationId, ...group, items: 0, sumMinor: 0 };
    this.batches.push(batch);
    return batch;
  }
}

function remittanceOf(numbers: readonly string[], company: string): string {
  const shown = numbers.slice(0, SHOWN_NUMBERS).join(', ');
  return `${shown}${numbers.length > SHOWN_NUMBERS ? ' ...' : ''} ${company}`;
}
