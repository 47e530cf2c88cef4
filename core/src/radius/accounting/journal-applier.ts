import { setTimeout as pause } from 'node:timers/promises';
import type { Actor, Clock, Logger } from '@tapline/sdk';
import type { AccessStore } from '../../access/access-store.js';
import type { Database } from '../../kernel/database/database.js';
import type { DeviceStore } from '../../services/device-store.js';
import { UsageFeedStore } from '../../usage/feed/usage-feed-store.js';
import type { SessionChangeQueue } from '../change-of-authorization/session-change-queue.js';
import { applyBatch } from './accounting-batch.js';
import { type AccountingRecord, readAccountingRecord } from './accounting-record.js';
import type { AccountingStore } from './accounting-store.js';
import type { CompanyDay } from './company-day.js';
import { DeviceHearingStore } from './device-hearing-store.js';
import { DeviceHearings } from './device-hearings.js';
import type { JournalBatch, JournalReader } from './journal-reader.js';
import { longestDeafnessMs, silentAfterMs } from './silence.js';

/** What is read while more is behind it: the more records of one session come together, the fewer times its rows are written. */
const RECORDS_PER_BATCH = 4_000;
/** SQLite has one writer: who is behind leaves others a part of the time, and they ask for the lock in steps of up to 100 ms. */
const SHARE_LEFT_TO_OTHERS = 0.1;
/** So that single records share a transaction: the database's lock is also wanted by others. */
const GATHER_MS = 100;
const LOOK_EVERY_MS = 1_000;
/** Business time. */
const HEAR_EVERY_MS = 60_000;
const PAUSES_MS = [250, 500, 1_000, 2_000, 5_000, 10_000];
const ACTOR: Actor = { kind: 'system', id: 'radius', name: 'RADIUS accounting' };

export interface JournalApplierOptions {
  readonly database: Database;
  readonly store: AccountingStore;
  readonly devices: Pick<DeviceStore, 'learn'>;
  readonly access: Pick<AccessStore, 'replaceDevices'>;
  readonly reader: JournalReader;
  readonly day: CompanyDay;
  /** Business time. */
  readonly clock: Clock;
  /** How often routers are asked to report. */
  readonly interimIntervalSeconds: number;
  readonly journalId: string;
  /** Told which sessions go on. */
  readonly changes: Pick<SessionChangeQueue, 'onReported' | 'endSession'>;
  readonly logger: Logger;
}

/**
 * Takes the journal into the database, in order. A batch's sessions, usage and position in the journal are one transaction, so that a kill at
 * any instant neither loses a record nor counts it twice. While the database is away the journal grows and waits.
 */
export class JournalApplier {
  readonly #feed = new UsageFeedStore();
  readonly #heardDevices = new DeviceHearingStore();
  readonly #devices: DeviceHearings;
  #devicesAtMs = Number.NEGATIVE_INFINITY;
  #durable = 0;
  #position = -1;
  #wake: (() => void) | undefined;
  #isStopping = false;
  #hasFoundPosition = false;
  #isRemovalFailing = false;
  #failures = 0;
  #appliedRecords = 0;
  #heardAtMs = Number.NEGATIVE_INFINITY;
  #running: Promise<void> | undefined;
  readonly #waiting: { readonly position: number; readonly resolve: () => void }[] = [];

  constructor(private readonly options: JournalApplierOptions) {
    this.#devices = new DeviceHearings(silentAfterMs(options.interimIntervalSeconds));
  }

  /** `position`: up to where the journal is on disk now; all of it was applied if the database claims more. */
  start(position: number): void {
    this.#durable = position;
    this.#running = this.run(position);
  }

  /** Up to where the journal is on disk by now. */
  extend(position: number): void {
    this.#durable = position;
    this.#wake?.();
  }

  /** How much of the journal on disk is not in the database yet. */
  get unappliedOctets(): number {
    return Math.max(0, this.#durable - Math.max(0, this.#position));
  }

  /** Since the start. */
  get appliedRecords(): number {
    return this.#appliedRecords;
  }

  /** Resolves when everything up to a position is in the database. */
  applied(position: number): Promise<void> {
    if (this.#position >= position) return Promise.resolve();
    const promise = new Promise<void>((resolve) => {
      this.#waiting.push({ position, resolve });
    });
    this.#wake?.();
    return promise;
  }

  /** Ends after the batch in hand. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#wake?.();
    await this.#running;
    await this.options.reader.close();
  }

  private async run(recoveredEnd: number): Promise<void> {
    while (!this.#isStopping) {
      try {
        if (this.#position < 0) this.#position = await this.findPosition(this.#hasFoundPosition ? this.#durable : recoveredEnd);
        this.#hasFoundPosition = true;
        await this.catchUp();
        this.settle();
        if (this.#position >= this.#durable) await this.noteHearing();
        await this.noteDevices();
        if (!this.#isStopping && this.#position >= this.#durable) await this.nextRecords();
      } catch (error) {
        await this.retreat(error as Error);
      }
    }
  }

  private async catchUp(): Promise<void> {
    while (!this.#isStopping && this.#position < this.#durable) {
      const batch = await this.options.reader.read(this.#position, this.#durable, RECORDS_PER_BATCH);
      this.reportLoss(batch);
      const begunMs = performance.now();
      this.#position = await this.apply(batch, this.#position);
      if (!this.options.database.hasManyWriters && this.#position < this.#durable) {
        await pause((performance.now() - begunMs) * SHARE_LEFT_TO_OTHERS);
      }
      this.#appliedRecords += batch.records.length;
      await this.noteDevices();
      await this.removeApplied();
      this.recover();
    }
  }

  /** Returns the position that the database holds afterwards: another than the batch's end when an earlier commit had gone through unseen. */
  private async apply(batch: JournalBatch, expected: number): Promise<number> {
    const { database, store, day, clock, interimIntervalSeconds, journalId, changes } = this.options;
    const heardAtMs = batch.records.at(-1)?.receivedAtMs;
    const records = batch.records.flatMap((record) => readAccountingRecord(record) ?? []);
    await this.learnDevices(records);
    const applied = await database.transaction(ACTOR, async (tx) => {
      const position = await store.lockPosition(tx, journalId, expected);
      if (position !== expected) return position;
      const deltas = await applyBatch(tx, { store, day, records, interimIntervalSeconds, changes });
      await this.#feed.append(tx, journalId, deltas, clock.nowMs());
      await store.setProgress(tx, journalId, {
        position: batch.end,
        ...(heardAtMs === undefined ? {} : { heardAtMs }),
        longestDeafnessMs: longestDeafnessMs(interimIntervalSeconds),
      });
      return batch.end;
    });
    for (const record of records) if (record.kind !== 'device') this.#devices.note(record);
    return applied;
  }

  /** By themselves, for they lock what accounting does not; learnt again after a failure they change nothing. */
  private async learnDevices(records: readonly AccountingRecord[]): Promise<void> {
    const { database, devices, access } = this.options;
    for (const record of records) {
      if (record.kind !== 'device') continue;
      await database.transaction(ACTOR, async (tx) => {
        if (await devices.learn(tx, record)) await access.replaceDevices(tx, record.serviceId, record.atMs);
      });
    }
  }

  /** Says that no router has said anything more, so that silence can be told from our own absence. */
  private async noteHearing(): Promise<void> {
    const { database, store, clock, journalId, interimIntervalSeconds } = this.options;
    const heardAtMs = clock.nowMs();
    if (heardAtMs - this.#heardAtMs < HEAR_EVERY_MS) return;
    await database.transaction(ACTOR, (tx) =>
      store.setProgress(tx, journalId, { heardAtMs, longestDeafnessMs: longestDeafnessMs(interimIntervalSeconds) }),
    );
    this.#heardAtMs = heardAtMs;
    this.recover();
  }

  /** By themselves, after what they have said: what is not written yet only makes them seem more silent than they are. */
  private async noteDevices(): Promise<void> {
    const { database, clock, interimIntervalSeconds } = this.options;
    const nowMs = clock.nowMs();
    if (nowMs - this.#devicesAtMs < HEAR_EVERY_MS) return;
    const hearings = this.#devices.gathered;
    if (hearings.length === 0) return;
    await database.transaction(ACTOR, (tx) => this.#heardDevices.write(tx, hearings, silentAfterMs(interimIntervalSeconds)));
    this.#devices.clear();
    this.#devicesAtMs = nowMs;
  }

  private recover(): void {
    if (this.#failures > 0) this.options.logger.info({}, 'the accounting journal is being applied again');
    this.#failures = 0;
  }

  private async removeApplied(): Promise<void> {
    try {
      await this.options.reader.removeBefore(this.#position);
      this.#isRemovalFailing = false;
    } catch (error) {
      if (!this.#isRemovalFailing) this.options.logger.warn({ error: (error as Error).message }, 'applied journal files cannot be deleted');
      this.#isRemovalFailing = true;
    }
  }

  private findPosition(highest: number): Promise<number> {
    const { database, store, interimIntervalSeconds, journalId, logger } = this.options;
    return database.transaction(ACTOR, async (tx) => {
      const position = await store.lockPosition(tx, journalId, 0);
      if (position <= highest) return position;
      // The journal's files were lost or put back; what they hold was applied, and what is appended now was not.
      logger.warn(
        { position, journalEnd: highest },
        'the accounting journal is shorter than what was applied from it; going on at its end',
      );
      await store.setProgress(tx, journalId, { position: highest, longestDeafnessMs: longestDeafnessMs(interimIntervalSeconds) });
      return highest;
    });
  }

  private reportLoss({ lostOctets, start }: JournalBatch): void {
    if (lostOctets === 0) return;
    this.options.logger.error(
      { position: start, octets: lostOctets },
      'a part of the accounting journal is damaged or missing; the routers will report the sessions in it again with their next interim',
    );
  }

  private async nextRecords(): Promise<void> {
    await new Promise<void>((resolve) => {
      const look = setTimeout(resolve, LOOK_EVERY_MS).unref();
      this.#wake = () => {
        clearTimeout(look);
        resolve();
      };
    });
    this.#wake = undefined;
    if (this.#position >= this.#durable) return;
    // Somebody who waits is not kept waiting; nor is the end.
    if (this.#waiting.length === 0 && !this.#isStopping) await pause(GATHER_MS);
  }

  private async retreat(error: Error): Promise<void> {
    if (this.#failures === 0) {
      this.options.logger.error(
        { error: error.message },
        'accounting cannot be written to the database: it is kept in the journal on disk and applied when the database takes it again',
      );
    }
    const pauseMs = PAUSES_MS[Math.min(this.#failures, PAUSES_MS.length - 1)];
    this.#failures++;
    const until = new AbortController();
    this.#wake = () => {
      if (this.#isStopping) until.abort();
    };
    await pause(pauseMs, undefined, { signal: until.signal }).catch(() => undefined);
    this.#wake = undefined;
    // The commit may have gone through although its answer was lost: the database says how far it is.
    this.#position = -1;
  }

  private settle(): void {
    for (const waiter of this.#waiting.splice(0)) {
      if (this.#position >= waiter.position) waiter.resolve();
      else this.#waiting.push(waiter);
    }
  }
}
