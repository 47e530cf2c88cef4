import { type Clock, type GatewayPayments, type Notifications, refused, type Transaction } from '@tapline/sdk';
import { GATEWAY_ID } from '../collections/collection-gateway.js';
import type { CollectionStore } from '../collections/collection-store.js';
import { WITHDRAWN } from '../collections/outcome.js';
import type { MandateUse } from '../mandates/mandate-use.js';
import { withdrawalNotice } from '../notices/withdrawal-notice.js';
import type { BankProfile } from '../profiles/bank-profile.js';
import type { ProfileStore } from '../profiles/profile-store.js';
import type { FileMaker, MadeFile } from './file-maker.js';
import type { CollectionRun, RunState } from './run.js';
import type { RunBuilder } from './run-builder.js';
import type { CustomersDue, ResolvedChoice } from './run-planner.js';
import type { RunStore } from './run-store.js';

const CUSTOMERS_PER_PART = 50;
/** Runs of so many customers are made at once; larger ones by the job, step by step. */
const AT_ONCE = 100;
const ITEMS_PER_CANCEL = 100;

export interface RunServiceParts {
  readonly store: RunStore;
  readonly items: CollectionStore;
  readonly profiles: ProfileStore;
  readonly builder: RunBuilder;
  readonly files: FileMaker;
  readonly mandateUse: MandateUse;
  readonly payments: GatewayPayments;
  readonly notifications: Notifications;
  readonly clock: Clock;
}

/** Collection runs: made, cancelled, sent. */
export class RunService {
  constructor(private readonly parts: RunServiceParts) {}

  /** Makes a run of what is due; small ones are ready when it returns. Throws `SEPA_RUN_EMPTY`. The id names the request: the same again is the same run. */
  async create(
    tx: Transaction,
    profile: BankProfile,
    { subject, dueUntil, collectOn, minimumMinor, isAgain, customerId }: ResolvedChoice,
    due: CustomersDue,
    { id, by }: { readonly id: string; readonly by: string },
  ): Promise<CollectionRun> {
    const { store, clock } = this.parts;
    const known = await store.find(tx, id);
    if (known) return known;
    const customerIds = [...due.keys()];
    const { name, iban, bic, creditorId, version, addressStyle, characters, isBatchBooked } = profile;
    const creditor = { name, iban, bic, creditorId, version, addressStyle, characters, isBatchBooked };
    const atMs = clock.nowMs();
    const choice = { subject, dueUntil, collectOn, minimumMinor, isAgain, customerId };
    const begun = { id, profileId: profile.id, state: 'building', isToldSent: false, creditor, choice, items: 0, sumMinor: 0 } as const;
    await store.put(tx, { ...begun, by, createdAtMs: atMs, changedAtMs: atMs });
    for (let at = 0; at < customerIds.length; at += CUSTOMERS_PER_PART) {
      await store.keepPart(tx, id, at / CUSTOMERS_PER_PART, customerIds.slice(at, at + CUSTOMERS_PER_PART));
    }
    if (customerIds.length > AT_ONCE) return store.get(tx, id);
    while (await this.step(tx, id));
    for (const made of await this.unwritten((read) => read(tx), id)) await this.parts.files.keep(tx, made);
    const run = await this.ready(tx, id);
    if (run.items > 0) return run;
    throw refused('SEPA_RUN_EMPTY', 'there is nothing to collect: the preview says why each customer is left out');
  }

  /** Goes on with what is being made; false when all customers have been looked at. */
  async step(tx: Transaction, runId: string): Promise<boolean> {
    const run = await this.parts.store.get(tx, runId);
    if (run.state !== 'building') return false;
    // As it was when the run began: what is written stands under that creditor.
    const profile = { ...(await this.parts.profiles.get(tx, run.profileId)), ...run.creditor };
    return this.parts.builder.step(tx, run, profile);
  }

  /** Writes the files of a run whose items are complete; they are kept by the caller. */
  async unwritten(read: <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>, runId: string): Promise<readonly MadeFile[]> {
    const { store, files } = this.parts;
    const { run, all, batches } = await read(async (tx) => ({
      run: await store.get(tx, runId),
      all: await store.filesOf(tx, runId),
      batches: await store.batchesOf(tx, runId),
    }));
    const made: MadeFile[] = [];
    for (const file of all) if (file.sha256 === null) made.push(await files.make(read, run, file, batches));
    return made;
  }

  /** All files are there. A run in which nothing was left to collect is over at once. */
  async ready(tx: Transaction, runId: string): Promise<CollectionRun> {
    const run = await this.parts.store.get(tx, runId);
    return run.state === 'building' ? this.move(tx, run, run.items > 0 ? 'ready' : 'cancelled') : run;
  }

  /** The bank has it. Throws `SEPA_RUN_NOT_READY`. */
  async markSent(tx: Transaction, runId: string): Promise<CollectionRun> {
    const run = await this.held(tx, runId);
    if (run.state === 'sent') return run.isToldSent ? this.move(tx, { ...run, isToldSent: false }, 'sent') : run;
    if (run.state !== 'ready')
      throw refused('SEPA_RUN_NOT_READY', `the run is ${run.state}; only one whose files are ready can be given to the bank`);
    return this.move(tx, run, 'sent');
  }

  /** Withdraws it before the bank has it: its invoices can be collected anew. Throws `SEPA_RUN_SENT`, `SEPA_RUN_NOT_READY`. */
  async cancel(tx: Transaction, runId: string): Promise<CollectionRun> {
    const run = await this.held(tx, runId);
    if (run.state === 'sent')
      throw refused('SEPA_RUN_SENT', 'the bank has the files of this run: ask the bank to recall them, and import its answer');
    if (run.state === 'building') throw refused('SEPA_RUN_NOT_READY', 'the run is being made; wait a minute, then cancel it');
    if (run.state === 'ready') await this.move(tx, run, 'cancelling');
    if (run.items > AT_ONCE) return this.parts.store.get(tx, runId);
    while (await this.cancelStep(tx, runId));
    return this.parts.store.get(tx, runId);
  }

  /** Withdraws some more items; false when none was left. */
  async cancelStep(tx: Transaction, runId: string): Promise<boolean> {
    const { items, payments, mandateUse, notifications, clock } = this.parts;
    const run = await this.held(tx, runId);
    if (run.state !== 'cancelling') return false;
    const some = await items.ofRun(tx, runId, { state: 'collecting', limit: ITEMS_PER_CANCEL });
    for (const item of some) {
      const report = { attempt: { reference: item.endToEndId }, step: 'cancelled', reason: 'the collection run was cancelled' } as const;
      await payments.report(tx, GATEWAY_ID, report);
      await items.put(tx, { ...item, ...WITHDRAWN, changedAtMs: clock.nowMs() });
      await mandateUse.refresh(tx, item.mandateId);
      if (item.details.isAnnounced) await notifications.want(tx, withdrawalNotice(item));
    }
    if (some.length > 0) return true;
    await this.move(tx, run, 'cancelled');
    return false;
  }

  /** As it is when nobody else can change it. */
  private async held(tx: Transaction, runId: string): Promise<CollectionRun> {
    await this.parts.store.hold(tx, runId);
    return this.parts.store.get(tx, runId);
  }

  private async move(tx: Transaction, run: CollectionRun, state: RunState): Promise<CollectionRun> {
    const moved = { ...run, state, changedAtMs: this.parts.clock.nowMs() };
    await this.parts.store.put(tx, moved);
    return moved;
  }
}
