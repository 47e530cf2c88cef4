import type { AddonCatalogue, KnownAddon } from './addon-catalogue.js';
import { versionThatRuns } from './addon-loader.js';
import { type AddonStatus, brokenStatus, DISABLED, needsConfig, quarantined, RUNNING, runningOlder } from './addon-state.js';
import type { AddonRecord, AddonStateStore } from './addon-state-store.js';
import { requireCompatible } from './manifest-reader.js';
import { type AddonSurroundings, RunningAddon } from './running-addon.js';

/** How one add-on stands in this process. */
interface Seat {
  running: RunningAddon | undefined;
  status: AddonStatus;
  /** The revision of its record that was followed. */
  readonly revision: number;
}

/** The add-ons of this process, brought into the states that their records ask for. */
export class AddonSeats {
  readonly #seats = new Map<string, Seat>();
  /** Add-ons change one after another. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly catalogue: AddonCatalogue,
    private readonly store: AddonStateStore,
    private readonly surroundings: AddonSurroundings,
  ) {}

  status(id: string): AddonStatus | undefined {
    return this.#seats.get(id)?.status;
  }

  /** Takes away, at once, whatever of an add-on could be called. */
  withdraw(id: string): void {
    this.#seats.get(id)?.running?.withdraw();
  }

  /** Starts and stops what has changed in the database since it was last looked at. */
  follow(): Promise<void> {
    return this.inTurn(async () => {
      const records = await this.store.all();
      this.catalogue.refresh(records);
      for (const id of [...this.#seats.keys()].filter((each) => !this.catalogue.known.has(each))) await this.vacate(id);
      for (const [id, known] of this.catalogue.known) {
        const record = records.get(id);
        if (record && record.revision !== this.#seats.get(id)?.revision) await this.reseat(known, record);
      }
    });
  }

  /** Deactivates all, the last one first. */
  stop(): Promise<void> {
    return this.inTurn(async () => {
      for (const seat of [...this.#seats.values()].toReversed()) await seat.running?.stop();
      this.#seats.clear();
    });
  }

  /** Of an add-on that was removed. */
  private async vacate(id: string): Promise<void> {
    await this.#seats.get(id)?.running?.stop();
    this.#seats.delete(id);
    this.surroundings.logger.info({ addon: id }, 'an add-on was removed; its data is kept');
  }

  private inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#queue.then(work);
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  private async reseat(known: KnownAddon, record: AddonRecord): Promise<void> {
    await this.#seats.get(record.id)?.running?.stop();
    const seat: Seat = { running: undefined, status: DISABLED, revision: record.revision };
    this.#seats.set(record.id, seat);
    seat.status = await this.seat(seat, known, record);
    await this.store.noteStatus(record.id, seat.status);
    this.surroundings.logger.info({ addon: record.id, state: seat.status.state, code: seat.status.code }, 'an add-on has a new state');
  }

  private async seat(seat: Seat, known: KnownAddon, record: AddonRecord): Promise<AddonStatus> {
    try {
      requireCompatible(known.package);
      if (record.quarantine !== null) return quarantined(record.quarantine);
      const config = this.openConfig(known, record);
      if (!config.isUsable) return needsConfig(config.error);
      if (!record.isEnabled) return DISABLED;
      seat.running = await RunningAddon.start(known.package, config.value, this.surroundings);
      const running = versionThatRuns(known.package);
      return running === known.package.version ? RUNNING : runningOlder(known.package.version, running);
    } catch (error) {
      this.surroundings.logger.error({ addon: record.id, err: error }, 'an add-on could not be started');
      return brokenStatus(error);
    }
  }

  private openConfig(known: KnownAddon, record: AddonRecord) {
    try {
      return { isUsable: true, value: known.settings.open(record.config) } as const;
    } catch (error) {
      return { isUsable: false, error } as const;
    }
  }
}
