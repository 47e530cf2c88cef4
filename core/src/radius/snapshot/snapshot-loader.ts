import { setImmediate as breathe } from 'node:timers/promises';
import type { Logger } from '@tapline/sdk';
import { type AccessRow, type StoredAccess, toStoredAccess } from '../../access/access-store.js';
import type { RouterLoginRow } from '../../accounts/router-login-store.js';
import type { SecretBox } from '../../kernel/security/secret-box.js';
import { NO_ADDRESSING } from '../../network/line-addressing.js';
import type { RouterRow } from '../../network/router-row.js';
import type { Answering } from '../answers/answering.js';
import type { SessionLeases } from '../leases/session-leases.js';
import { RepeatedLook } from '../repeated-look.js';
import type { RouterFacts } from '../server/router-table.js';
import type { AccessSnapshot, SnapshotLine } from './access-snapshot.js';
import { packCredentials } from './line-credentials.js';
import { toRouterFacts } from './router-facts.js';
import type { SnapshotBlock, SnapshotFile, SnapshotPart } from './snapshot-file.js';
import type { AccessChange, SnapshotStore } from './snapshot-store.js';
import { VersionGaps } from './version-gaps.js';

const POLL_EVERY_MS = 500;
const LINES_PER_STEP = 1_000;
/** So few that no login waits for them. */
const LINES_PER_FILE_STEP = 250;
/** How far below the newest change a transaction that is still open at the start is looked for. */
const START_LOOKBACK = 100_000;
const FIRST_ANSWER_MS = 6_000;
const CONFIRM_EVERY_MS = 10_000;
/** Of the local file, before it is written anew. */
const FEWEST_CHANGES = 10_000;

export interface SnapshotLoaderOptions {
  readonly store: SnapshotStore;
  readonly secrets: SecretBox;
  readonly snapshot: AccessSnapshot;
  readonly logger: Logger;
  /** Written as the snapshot follows the database, and read when the database is away at the start. */
  readonly file?: SnapshotFile;
  /** Called when any router was added or changed, with all of them. */
  readonly onRouters: (routers: readonly RouterFacts[]) => void;
  /** Called when anything changed of how routers are answered. */
  readonly onAnswering?: (answering: Answering) => void;
  /** Called when anything changed of the admins who may log in to routers, with all of them. */
  readonly onRouterLogins?: (rows: readonly RouterLoginRow[]) => void;
  /** Called when a line was taken in. */
  readonly onLine?: (line: SnapshotLine) => void;
  readonly leases: Pick<SessionLeases, 'replaceNetworks' | 'demand'>;
  /** Real time, for tests. */
  readonly nowMs?: () => number;
}

/** Fills the snapshot from the database and follows its changes. While the database is away the snapshot stays as it is. */
export class SnapshotLoader {
  #gaps: VersionGaps;
  /** As they were taken in last, by their kind. */
  readonly #parts = new Map<SnapshotPart['kind'], string>();
  #isAway = false;
  #isFromFile = false;
  /** The lines came from the database, and the local file is not made of them yet. */
  #isFileBehind = false;
  #confirmedMs = Number.NEGATIVE_INFINITY;
  readonly #look = new RepeatedLook(POLL_EVERY_MS, () => this.follow());

  constructor(private readonly options: SnapshotLoaderOptions) {
    this.#gaps = new VersionGaps(0, options.nowMs);
  }

  /**
   * Reads everything once and goes on following. When the database does not answer, the rows of the local file stand in until it does; throws
   * when there are none either: there is nothing to answer from yet.
   */
  async start(): Promise<void> {
    try {
      await this.loadAll();
    } catch (error) {
      await this.startFromFile(error as Error);
    }
    this.#look.start();
  }

  /** Whether the lines are those of the local file, because the database has not answered since the start. */
  get isFromFile(): boolean {
    return this.#isFromFile;
  }

  /** Of the local file, as it is known here. */
  get fileState(): { readonly octets: number; readonly confirmedAtMs: number | null } {
    return { octets: this.options.file?.octets ?? 0, confirmedAtMs: this.options.file?.confirmedAtMs ?? null };
  }

  /** Decrypts the password of a line that has it sealed. One that cannot be decrypted leaves the line without, and is said. */
  unseal(line: SnapshotLine): void {
    const { sealedPassword, login } = line;
    if (sealedPassword === undefined) return;
    line.sealedPassword = undefined;
    try {
      line.credentials = packCredentials(this.options.secrets.open(sealedPassword));
    } catch (error) {
      this.options.logger.error({ login }, `the password of "${login}" is of no use: ${(error as Error).message}`);
    }
  }

  /** Looks for changes now. Resolves when all that was committed before the call is in the snapshot, or the database is away. */
  refresh(): Promise<void> {
    return this.#look.now();
  }

  async stop(): Promise<void> {
    await this.#look.stop();
    await this.options.file?.close();
  }

  /** Fills the snapshot from the database. Lines that the database does not have go. The local file is written later: nobody waits for it. */
  private async loadAll(): Promise<void> {
    const { store, snapshot, nowMs } = this.options;
    const highest = await withDeadline(store.highestVersion());
    this.#gaps = new VersionGaps(highest, nowMs, await store.missingBetween(Math.max(0, highest - START_LOOKBACK), highest));
    this.#isFileBehind = true;
    this.#parts.clear();
    await this.loadParts();
    this.options.leases.replaceNetworks(await store.networks());
    const gone = new Set(snapshot.serviceIds());
    let afterServiceId = '';
    for (;;) {
      const rows = await store.page(afterServiceId, LINES_PER_STEP);
      for (const row of rows) gone.delete(this.put(row));
      if (rows.length < LINES_PER_STEP) break;
      afterServiceId = String(rows.at(-1)?.service_id);
      await breathe();
    }
    for (const serviceId of gone) snapshot.remove(serviceId);
    this.#isFromFile = false;
  }

  /** Writes the local file anew from the database, a little at a time, and follows changes meanwhile. */
  private async writeFile(): Promise<void> {
    const { store, file } = this.options;
    if (!file) return;
    file.begin();
    for (const text of this.#parts.values()) file.add(JSON.parse(text) as SnapshotPart);
    let afterServiceId = '';
    for (;;) {
      const rows = await store.page(afterServiceId, LINES_PER_FILE_STEP);
      file.add({ kind: 'lines', rows });
      await file.idle();
      if (rows.length < LINES_PER_FILE_STEP || this.#look.isStopped) break;
      afterServiceId = String(rows.at(-1)?.service_id);
      await breathe();
      await this.takeIn(await this.nextChanges());
    }
    if (this.#look.isStopped) return;
    file.commit();
    this.#isFileBehind = false;
  }

  private async startFromFile(cause: Error): Promise<void> {
    const { file, logger, snapshot } = this.options;
    const state = await file?.state();
    if (!file || !state) throw cause;
    try {
      for await (const block of file.read()) this.takeBlock(block);
    } catch (error) {
      logger.error({ error: (error as Error).message }, `RADIUS cannot start from its local snapshot: ${(error as Error).message}`);
      throw cause;
    }
    this.#isFromFile = true;
    this.#isAway = true;
    const confirmedAt = new Date(state.confirmedAtMs).toISOString();
    logger.error(
      { error: cause.message, lines: snapshot.size, confirmedAt },
      `the database cannot be read: RADIUS answers from its local snapshot, which was right at ${confirmedAt}, until it is back`,
    );
  }

  private takeBlock(block: SnapshotBlock): void {
    if (block.kind === 'routers') this.takeRouters(block.rows);
    else if (block.kind === 'answering') this.options.onAnswering?.(block.answering);
    else if (block.kind === 'router-logins') this.options.onRouterLogins?.(block.rows);
    else if (block.kind === 'lines') for (const row of block.rows) this.put(row);
    else if (block.kind === 'gone') for (const serviceId of block.serviceIds) this.options.snapshot.remove(serviceId);
  }

  private async follow(): Promise<void> {
    const { logger } = this.options;
    try {
      if (this.#isFromFile) await this.loadAll();
      await this.loadParts();
      this.options.leases.replaceNetworks(await this.options.store.networks());
      await this.takeIn(await this.options.store.changesIn(this.#gaps.openGaps()));
      for (let changes = await this.nextChanges(); changes.length > 0; changes = await this.nextChanges()) {
        await this.takeIn(changes);
        await breathe();
      }
      if (this.#isFileBehind || this.isFileLong()) await this.writeFile();
      if (this.#isAway) logger.info({}, 'the database answers again; RADIUS follows it');
      this.#isAway = false;
      this.confirm();
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
    if (changes.length === 0) return;
    const { store, snapshot, file } = this.options;
    const gone = new Set(changes.map(({ serviceId }) => serviceId));
    const rows = await store.lines([...gone]);
    for (const row of rows) gone.delete(this.put(row));
    for (const serviceId of gone) snapshot.remove(serviceId);
    file?.add({ kind: 'lines', rows });
    if (gone.size > 0) file?.add({ kind: 'gone', serviceIds: [...gone] });
    // Only now: what failed half-way is read again.
    this.note(changes);
  }

  private note(changes: readonly AccessChange[]): void {
    this.#gaps.note(changes.map(({ version }) => version));
  }

  /** When so much was added that the file is better written anew. */
  private isFileLong(): boolean {
    const { file, snapshot } = this.options;
    return file !== undefined && file.changes > Math.max(FEWEST_CHANGES, snapshot.size);
  }

  private confirm(): void {
    const nowMs = performance.now();
    if (nowMs - this.#confirmedMs < CONFIRM_EVERY_MS) return;
    this.#confirmedMs = nowMs;
    this.options.file?.confirm();
  }

  /** Returns the line's service. */
  private put(row: AccessRow): string {
    const { snapshot, logger } = this.options;
    const serviceId = String(row.service_id);
    try {
      // The database may be an older one than the file, restored from a backup: it is right.
      if (this.#isFromFile) snapshot.remove(serviceId);
      const line = this.toLine(toStoredAccess(row));
      snapshot.put(line);
      this.options.onLine?.(line);
      if (line.perSession) this.options.leases.demand(line.perSession);
    } catch (error) {
      // One line that cannot be answered for must not keep the others from being followed.
      snapshot.remove(serviceId);
      logger.error({ login: row.login }, `"${row.login}" cannot log in: ${(error as Error).message}`);
    }
    return serviceId;
  }

  private toLine(access: StoredAccess): SnapshotLine {
    const { serviceId, version, login, macAddresses, loginRules, ipv4Address, isAllowed, shutBy, grantDigest } = access;
    // Without a spread in it: that makes an object of many times the size.
    const line = {
      serviceId,
      version,
      login,
      credentials: undefined,
      sealedPassword: access.passwordSealed,
      // Room for what its first login brings.
      prepared: undefined,
      macAddresses,
      loginRules,
      ipv4Address,
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
    return access.addressing === NO_ADDRESSING ? line : { ...line, ...access.addressing };
  }

  private async loadParts(): Promise<void> {
    const { store } = this.options;
    this.takePart({ kind: 'answering', answering: await store.answering() });
    this.takePart({ kind: 'routers', rows: await store.routers() });
    this.takePart({ kind: 'router-logins', rows: await store.routerLogins() });
  }

  private takePart(part: SnapshotPart): void {
    const text = JSON.stringify(part);
    if (text === this.#parts.get(part.kind)) return;
    this.takeBlock(part);
    this.options.file?.add(part);
    this.#parts.set(part.kind, text);
  }

  private takeRouters(rows: readonly RouterRow[]): void {
    this.options.onRouters(rows.flatMap((row) => this.toFacts(row)));
  }

  private toFacts(row: RouterRow): RouterFacts[] {
    try {
      return [toRouterFacts(row, this.options.secrets)];
    } catch (error) {
      this.options.logger.error({ router: row.name }, `the router "${row.name}" is left out: ${(error as Error).message}`);
      return [];
    }
  }
}

/** A server that does not even refuse must not hold up the start for long. */
async function withDeadline<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the database did not answer within ${FIRST_ANSWER_MS} ms`)), FIRST_ANSWER_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
