import { NetworkStore, readNetworks } from '../../network/network-store.js';
import { SilentSessionStore } from '../accounting/silent-session-store.js';
import type { RadiusFixture } from '../testing/radius-fixture.js';
import { RecordingLogger } from '../testing/recording-logger.js';
import { newSessionClass } from '../testing/session-classes.js';
import type { LeaseRequest } from './lease-book.js';
import { LeaseKeeper } from './lease-keeper.js';
import { LeaseStore } from './lease-store.js';
import { SessionLeases } from './session-leases.js';

export const INTERVAL_SECONDS = 300;

/** One RADIUS server's leases as they run, both sides on one thread. */
export class LeaseServer {
  readonly logger = new RecordingLogger();
  readonly leases: SessionLeases;
  readonly #keeper: LeaseKeeper;
  #isDead = false;

  constructor(
    private readonly fixture: RadiusFixture,
    readonly directory: string,
  ) {
    const { clock, database } = fixture;
    this.leases = new SessionLeases({ dataDirectory: directory, name: directory, logger: this.logger, clock });
    this.#keeper = new LeaseKeeper({
      database,
      leases: new LeaseStore(),
      networks: new NetworkStore(),
      sessions: new SilentSessionStore(),
      clock,
      interimIntervalSeconds: INTERVAL_SECONDS,
      logger: this.logger,
      tell: (message) => {
        if (!this.#isDead) this.leases.receive(message);
      },
    });
  }

  async start(perSession: LeaseRequest['perSession']): Promise<this> {
    this.leases.demand(perSession);
    await this.follow();
    await this.leases.connect((message) => {
      if (!this.#isDead) this.#keeper.receive(message);
    });
    return this;
  }

  /** Takes in what the networks are now. */
  async follow(): Promise<void> {
    this.leases.replaceNetworks(await readNetworks(this.fixture.database.reader));
  }

  /** The address that a login is given, with its Class; else why none. */
  login(serviceId: string, perSession: LeaseRequest['perSession'], more: Partial<LeaseRequest> = {}) {
    const sessionClass = newSessionClass(serviceId, 'oAAAAAAAA');
    const router = { id: 'router'.padEnd(26, '0'), name: 'Hill' };
    const request = {
      serviceId,
      perSession,
      router,
      nasDevice: '10.0.0.1//',
      station: serviceId,
      sessionClass,
      nowMs: this.fixture.clock.atMs,
      ...more,
    };
    return { ...this.leases.give(request), sessionClass: request.sessionClass };
  }

  async settled(): Promise<void> {
    await this.leases.settled();
    await this.leases.settled();
  }

  async stop(): Promise<void> {
    if (this.#isDead) return;
    this.leases.close();
    this.#isDead = true;
    await this.#keeper.stop();
  }

  /** As by `kill -9`: nothing that was not written yet is, in the database or anywhere. */
  async kill(): Promise<void> {
    this.#isDead = true;
    await this.#keeper.stop();
    this.leases.close();
  }
}
