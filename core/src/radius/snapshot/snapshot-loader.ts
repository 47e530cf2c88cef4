import { setImmediate as breathe } from 'node:timers/promises';
import type { Logger } from '@tapline/sdk';
import type { StoredAccess } from '../../access/access-store.js';
import type { SecretBox } from '../../kernel/security/secret-box.js';
import { NO_ADDRESSING } from '../../network/line-addressing.js';
import { type RouterRow, toRouter } from '../../network/router-row.js';
import type { RouterFacts } from '../server/router-table.js';
import type { AccessSnapshot, SnapshotLine } from './access-snapshot.js';
import { type LineCredentials, packCredentials } from './line-credentials.js';
import type { AccessChange, SnapshotStore } from './snapshot-store.js';
import { VersionGaps } from './version-gaps.js';

const POLL_EVERY_MS = 500;
const LINES_PER_STEP = 1_000;
/** How far below the newest change a transaction that is still open at the start is looked for. */
const START_LOOKBACK = 100_000;

export interface SnapshotLoaderOptions {
  readonly store: SnapshotStore;
  readonly secrets: SecretBox;
  readonly snapshot: AccessSnapshot;
  readonly logger: Logger;
  /** Called when any router was added or changed, with all of them. */
  readonly onRouters: (routers: readonly RouterFacts[]) => void;
  /** Real time, for tests. */
  readonly nowMs?: () => number;
}

/** Fills the snapshot from the database and follows its changes. While the database is away the snapshot stays as it is. */
export class SnapshotLoader {
  #gaps: VersionGaps;
  #routerRows = '';
  #isAway = false;
  #isStopped = false;
  #timer: NodeJS.Timeout | undefined;
  #pass: Promise<void> | undefined;
  #nextPass: Promise<void> | undefined;

  constructor(private readonly options: SnapshotLoaderOptions) {
    this.#gaps = new VersionGaps(0, options.nowMs);
  }

  /** Reads everything once and goes on following. Throws when the database does not answer: there is nothing to answer from yet. */
  async start(): Promise<void> {
    const { store } = this.options;
    this.#gaps = new VersionGaps(Math.max(0, (await store.highestVersion()) - START_LOOKBACK), this.options.nowMs);
    for (let changes = await this.nextChanges(); changes.length > 0; changes = await this.nextChanges()) this.note(changes);
    await this.loadRouters();
    let afterServiceId = '';
    for (;;) {
      const lines = await store.page(afterServiceId, LINES_PER_STEP);
      for (const line of lines) this.put(line);
      if (lines.length < LINES_PER_STEP) break;
      afterServiceId = (lines.at(-1) as StoredAccess).serviceId;
      await breathe();
    }
    this.schedule();
  }

  /** Looks for changes now. Resolves when all that was committed before the call is in the snapshot, or the database is away. */
  refresh(): Promise<void> {
    if (!this.#pass) return this.beginPass();
    this.#nextPass ??= this.#pass.then(() => {
      this.#nextPass = undefined;
      return this.beginPass();
    });
    return this.#nextPass;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await (this.#nextPass ?? this.#pass);
  }

  private beginPass(): Promise<void> {
    const pass = this.follow().finally(() => {
      this.#pass = undefined;
    });
    this.#pass = pass;
    return pass;
  }

  private schedule(): void {
    if (this.#isStopped) return;
    this.#timer = setTimeout(() => void this.refresh().then(() => this.schedule()), POLL_EVERY_MS);
  }

  private async follow(): Promise<void> {
    const { logger } = this.options;
    try {
      await this.loadRouters();
      await this.takeIn(await this.options.store.changesIn(this.#gaps.openGaps()));
      for (let changes = await this.nextChanges(); changes.length > 0; changes = await this.nextChanges()) {
        await this.takeIn(changes);
        await breathe();
      }
      if (this.#isAway) logger.info({}, 'the database answers again; RADIUS follows it');
      this.#isAway = false;
    } catch (error) {
      if (!this.#isAway) {
        logger.error(
          { error: (error as Error).message },
          'the database cannot be read: RADIUS goes on answering from memory until it is back',
        );
      }
      this.#isAway = true;
    }
  }

  private nextChanges(): Promise<readonly AccessChange[]> {
    return this.options.store.changesAfter(this.#gaps.last, LINES_PER_STEP);
  }

  private async takeIn(changes: readonly AccessChange[]): Promise<void> {
    const serviceIds = new Set(changes.map(({ serviceId }) => serviceId));
    for (const line of await this.options.store.lines([...serviceIds])) {
      this.put(line);
      serviceIds.delete(line.serviceId);
    }
    for (const serviceId of serviceIds) this.options.snapshot.remove(serviceId);
    // Only now: what failed half-way is read again.
    this.note(changes);
  }

  private note(changes: readonly AccessChange[]): void {
    this.#gaps.note(changes.map(({ version }) => version));
  }

  private put(access: StoredAccess): void {
    try {
      this.options.snapshot.put(this.toLine(access));
    } catch (error) {
      // One line that cannot be answered for must not keep the others from being followed.
      this.options.snapshot.remove(access.serviceId);
      this.options.logger.error({ login: access.login }, `"${access.login}" cannot log in: ${(error as Error).message}`);
    }
  }

  private toLine(access: StoredAccess): SnapshotLine {
    const { serviceId, version, login, macAddresses, loginRules, ipv4Address, isAllowed, shutBy, grantDigest } = access;
    return {
      serviceId,
      version,
      login,
      credentials: this.unseal(access),
      macAddresses,
      loginRules,
      ipv4Address,
      ...(access.addressing === NO_ADDRESSING ? {} : access.addressing),
      isAllowed,
      grantDigest,
      reason: isAllowed ? '' : access.reasons.find(({ effect }) => effect === 'block')?.text || 'the line is shut',
      shutBy,
      downloadBitsPerSecond: access.downloadBitsPerSecond,
      uploadBitsPerSecond: access.uploadBitsPerSecond,
      shaping: access.shaping,
      planTerms: access.planTerms,
      ownTerms: access.ownTerms,
      facts: access.facts,
    };
  }

  private unseal({ login, passwordSealed }: StoredAccess): LineCredentials | undefined {
    try {
      return packCredentials(this.options.secrets.open(passwordSealed));
    } catch (error) {
      this.options.logger.error({ login }, `the password of "${login}" is of no use: ${(error as Error).message}`);
      return undefined;
    }
  }

  private async loadRouters(): Promise<void> {
    const rows = await this.options.store.routers();
    const text = JSON.stringify(rows);
    if (text === this.#routerRows) return;
    this.options.onRouters(rows.flatMap((row) => this.toFacts(row)));
    this.#routerRows = text;
  }

  private toFacts(row: RouterRow): RouterFacts[] {
    const { id, name, address, nasIpAddress, nasIdentifier, timeoutMs, certificateName, ...router } = toRouter(row);
    try {
      const rule = router.requireMessageAuthenticator;
      const isSeen = router.messageAuthenticatorSeenAtMs !== null;
      return [
        {
          id,
          name,
          address,
          nasIpAddress,
          nasIdentifier,
          timeoutMs,
          certificateName,
          resolvedAddresses: [],
          secret: this.options.secrets.open(row.secret_sealed),
          requireMessageAuthenticator: rule === 'yes' || (rule === 'auto' && isSeen),
          learnsMessageAuthenticator: rule === 'auto' && !isSeen,
        },
      ];
    } catch (error) {
      this.options.logger.error({ router: name }, `the router "${name}" is left out: ${(error as Error).message}`);
      return [];
    }
  }
}
