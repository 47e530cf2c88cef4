import { createToken, invalid, notFound } from '@tapline/sdk';
import { Wakeable } from '../leases/wakeable.js';
import type { SecretBox } from '../security/secret-box.js';
import { AddonCatalogue } from './addon-catalogue.js';
import type { AddonConfig } from './addon-config.js';
import { unknownAddon } from './addon-errors.js';
import { type AddonInfo, describeAddon, describeBroken } from './addon-info.js';
import { AddonSeats } from './addon-seats.js';
import { type AddonRecord, AddonStateStore } from './addon-state-store.js';
import { requireCompatible } from './manifest-reader.js';
import { isPackageName } from './package-finder.js';
import { quarantineFile, readQuarantine, removeQuarantine } from './quarantine-file.js';
import type { AddonSurroundings } from './running-addon.js';

export interface AddonHostOptions extends AddonSurroundings {
  /** `addons.packages` */
  readonly packages: readonly string[];
  readonly dataDirectory: string;
  readonly secretBox: SecretBox;
}

const FOLLOW_MS = 1000;

/**
 * Brings add-ons up and down. What an admin decides is kept in the database and followed by every process within a second, by this one at once.
 * Whatever an add-on does wrong becomes its state, with a reason and a next step; it never keeps Tapline from starting.
 */
export class AddonHost {
  readonly #store: AddonStateStore;
  readonly #catalogue: AddonCatalogue;
  readonly #seats: AddonSeats;
  readonly #follower: Wakeable;
  #isStarted = false;

  /** Runs nothing. Without {@link start} it can list and change, and other processes follow. */
  constructor(private readonly options: AddonHostOptions) {
    this.#store = new AddonStateStore(options.database);
    this.#catalogue = new AddonCatalogue(options.packages, options.secretBox);
    this.#seats = new AddonSeats(this.#catalogue, this.#store, options);
    this.#follower = new Wakeable(FOLLOW_MS, () => this.#seats.follow(), options.logger);
  }

  /** Activates what is enabled. The database must have the core's schema. */
  async start(): Promise<void> {
    this.#isStarted = true;
    await this.register();
    for (const { specifier, status } of this.#catalogue.broken) {
      this.options.logger.error({ package: specifier, code: status.code }, `an add-on cannot be used: ${status.sentence}`);
    }
    await this.takeQuarantineNote();
    await this.#seats.follow();
    this.#follower.start();
  }

  /** Deactivates all that runs; nothing changes in what is enabled. */
  async stop(): Promise<void> {
    await this.#follower.stop();
    await this.#seats.stop();
    this.#isStarted = false;
  }

  /** All add-ons that are installed, also those that cannot be used. */
  async list(): Promise<readonly AddonInfo[]> {
    const records = await this.register();
    const infos = [...this.#catalogue.known].flatMap(([id, known]) => {
      const record = records.get(id);
      return record ? [describeAddon(known, record, this.#seats.status(id) ?? record.status)] : [];
    });
    return [...infos, ...this.#catalogue.broken.map(describeBroken)];
  }

  /** Throws `ADDON_UNKNOWN`. */
  async info(id: string): Promise<AddonInfo> {
    const info = (await this.list()).find((each) => each.id === id);
    if (info) return info;
    throw unknownAddon(id);
  }

  /**
   * Takes a package up that npm has put beside Tapline, while it runs: in all its processes, within a second. What an earlier installation has left
   * is taken up again; an add-on that needs no settings runs at once. Throws `ADDON_PACKAGE_MISSING`, `ADDON_MANIFEST_INVALID`,
   * `ADDON_SDK_INCOMPATIBLE`, `ADDON_ID_TAKEN`.
   */
  async install(specifier: string): Promise<AddonInfo> {
    await this.register();
    const { package: found, settings } = this.#catalogue.readNew(specifier);
    requireCompatible(found);
    const { id } = found.manifest;
    await this.#store.install({ id, package: specifier, version: found.version, isEnabled: settings.areOptional });
    return this.follow(id);
  }

  /**
   * {@link install}, for who asks from outside: a package by its name, or as the configuration names it, so that nobody picks any folder of the
   * machine. Throws `ADDON_PACKAGE_NAME` too.
   */
  async installNamed(name: string): Promise<AddonInfo> {
    if (isPackageName(name) || this.options.packages.includes(name)) return this.install(name);
    throw invalid('ADDON_PACKAGE_NAME', `"${name}" is no name of an npm package`, 'package');
  }

  /** Takes an add-on away at once, also if the configuration names it; its data is kept for when it is installed again. Throws `ADDON_UNKNOWN`. */
  async remove(id: string): Promise<void> {
    await this.info(id);
    await this.#store.remove(id);
    this.#seats.withdraw(id);
    if (this.#isStarted) await this.#seats.follow();
  }

  /** Lifts a quarantine too. Whether it runs then is in its state. Throws `ADDON_UNKNOWN`. */
  async enable(id: string): Promise<AddonInfo> {
    await this.#store.enable(id);
    return this.follow(id);
  }

  /** At once, also for calls under way; its data is kept. Throws `ADDON_UNKNOWN`. */
  async disable(id: string): Promise<AddonInfo> {
    await this.#store.disable(id);
    this.#seats.withdraw(id);
    return this.follow(id);
  }

  /** Checks and keeps its settings, and starts it anew with them if it is enabled. Throws `ADDON_UNKNOWN`, `ADDON_CONFIG_INVALID`. */
  async configure(id: string, config: AddonConfig): Promise<AddonInfo> {
    await this.info(id);
    const known = this.#catalogue.known.get(id);
    if (!known) throw notFound('ADDON_UNKNOWN', `${id} is a package that is no usable add-on; its state says why`);
    const record = await this.#store.get(id);
    await this.#store.configure(id, known.settings.seal(config, record.config));
    return this.follow(id);
  }

  private async follow(id: string): Promise<AddonInfo> {
    if (this.#isStarted) await this.#seats.follow();
    return this.info(id);
  }

  private async register(): Promise<ReadonlyMap<string, AddonRecord>> {
    const records = await this.#store.all();
    this.#catalogue.refresh(records);
    let isNew = false;
    for (const [id, { package: found, settings }] of this.#catalogue.known) {
      const record = records.get(id);
      if (record?.version === found.version && record.package === found.specifier) continue;
      await this.#store.see({ id, package: found.specifier, version: found.version, isEnabled: settings.areOptional });
      isNew = true;
    }
    return isNew ? this.#store.all() : records;
  }

  private async takeQuarantineNote(): Promise<void> {
    const file = quarantineFile(this.options.dataDirectory);
    const note = readQuarantine(file);
    if (note && this.#catalogue.known.has(note.addonId)) {
      const seconds = Math.round(note.stalledMs / 1000);
      const reason = `It stood still for ${seconds} s in ${note.call} at ${new Date(note.atMs).toISOString()}, and the process with it.`;
      await this.#store.quarantine(note.addonId, reason);
      this.options.logger.error(
        { addon: note.addonId, call: note.call },
        'an add-on is in quarantine: it brought the process to a standstill',
      );
    }
    removeQuarantine(file);
  }
}

export const ADDON_HOST = createToken<AddonHost>('core.addon-host');
