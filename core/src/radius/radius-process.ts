import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import type { Clock, Logger } from '@tapline/sdk';
import type { Configuration } from '../kernel/config/configuration.js';
import { Database } from '../kernel/database/database.js';
import { loadMasterKey, SecretBox } from '../kernel/security/secret-box.js';
import { LoginAnswers } from './answers/login-answers.js';
import { AuthenticationPort } from './authentication/authentication-port.js';
import { ProcessMemory } from './authentication/login-memory.js';
import { RouterLogins } from './authentication/router-logins.js';
import { TesterRecognition, withTester } from './diagnosis/tester-identity.js';
import { RouterCounters } from './health/router-counters.js';
import { SessionLeases } from './leases/session-leases.js';
import { DebugFollower } from './log/debug-follower.js';
import { DebugLog, debugLogFile } from './log/debug-log.js';
import { readDebugTopics } from './log/debug-store.js';
import { ShortLog, shortLogFile } from './log/short-log.js';
import { ProcessReporter } from './metrics/process-reporter.js';
import { OnlineFollower } from './online/online-follower.js';
import { OnlineSessions } from './online/online-sessions.js';
import { OnlineStore } from './online/online-store.js';
import { RadiusThread } from './radius-thread.js';
import { RELAY_KEY_PURPOSE } from './radsec/relay-message.js';
import { MessageAuthenticatorLearning } from './server/message-authenticator-learning.js';
import { RouterNames } from './server/router-names.js';
import { RouterTable } from './server/router-table.js';
import { SecretProofs } from './server/secret-proofs.js';
import { AccessSnapshot } from './snapshot/access-snapshot.js';
import { SnapshotFile, snapshotFile } from './snapshot/snapshot-file.js';
import { SnapshotLoader } from './snapshot/snapshot-loader.js';
import { SnapshotStore } from './snapshot/snapshot-store.js';
import type { ToAccountingThread, ToApplierThread } from './thread-messages.js';

export interface RadiusProcessOptions {
  readonly configuration: Configuration;
  /** Business time; must be what the configuration's `clock.mode` says, because the threads make theirs from it. */
  readonly clock: Clock;
  readonly logger: Logger;
  /** A thread died: nothing can be trusted to go on. Ends the process unless given. */
  readonly onFatal?: (error: Error) => void;
}

export interface RadiusProcess {
  readonly authPort: number;
  readonly accountingPort: number;
  /** TCP; `undefined` when RadSec is off. */
  readonly radsecPort: number | undefined;
  /** Look for changes of access and routers now. */
  nudge(): void;
  /** Resolves when logins see all that was committed before, and all acknowledged accounting is in the database. */
  settled(): Promise<void>;
  /** Answers what is safe in the journal, finishes the batch in hand, and lets go of everything. */
  stop(): Promise<void>;
}

/**
 * The RADIUS server in three event loops, so that none starves another: authentication and the snapshot here; the accounting socket and its
 * journal in a thread; the journal's way into the database in another. No add-on is loaded. Throws coded errors (`RADIUS_PORT_BUSY`).
 */
export async function startRadiusProcess(options: RadiusProcessOptions): Promise<RadiusProcess> {
  const radius = new RunningRadius(options);
  try {
    await radius.start();
  } catch (error) {
    await radius.stop();
    throw error;
  }
  return radius;
}

class RunningRadius implements RadiusProcess {
  readonly #database: Database;
  readonly #log: ShortLog;
  readonly #debug: DebugLog;
  readonly #debugFollower: DebugFollower;
  readonly #routers = new RouterTable();
  readonly #snapshot = new AccessSnapshot();
  readonly #leases: SessionLeases;
  readonly #answers: LoginAnswers;
  readonly #online = new OnlineSessions();
  readonly #onlineFollower: OnlineFollower;
  readonly #loader: SnapshotLoader;
  readonly #learning = new MessageAuthenticatorLearning();
  readonly #names: RouterNames;
  readonly #memory: ProcessMemory;
  readonly #routerLogins: RouterLogins;
  readonly #relayKey: Buffer;
  readonly #settling = new Map<number, () => void>();
  readonly #counters = new RouterCounters();
  readonly #secretProofs = new SecretProofs();
  readonly #reporter: ProcessReporter;
  #requests = 0;
  #port: AuthenticationPort | undefined;
  #accounting: RadiusThread<ToAccountingThread> | undefined;
  #applier: RadiusThread<ToApplierThread> | undefined;
  #knownRouters: Extract<ToAccountingThread, { kind: 'routers' }> = { kind: 'routers', routers: [] };

  constructor(private readonly options: RadiusProcessOptions) {
    const { configuration, clock, logger } = options;
    const { dataDirectory, security, radius } = configuration;
    this.#database = Database.open(configuration);
    this.#log = new ShortLog({ file: shortLogFile(dataDirectory), logger });
    this.#debug = new DebugLog({ file: debugLogFile(dataDirectory), logger, clock });
    this.#debugFollower = new DebugFollower({
      read: () => readDebugTopics(this.#database.reader, Date.now()),
      onTopics: (topics) => {
        this.#debug.replaceTopics(topics);
        this.#accounting?.tell({ kind: 'debug', topics });
      },
    });
    this.#answers = new LoginAnswers({
      onInvalidDriver: (error) => logger.error({ error: error.message }, `${error.message}; its routers are answered by RFC`),
      interimIntervalSeconds: radius.interimIntervalSeconds,
      onMisfit: ({ definition, text }, login) =>
        logger.warn({ login }, `${definition.name} is left out of the answer to "${login}": it cannot carry "${text}"`),
    });
    const secrets = new SecretBox(loadMasterKey(security.masterKey, join(resolve(dataDirectory), 'master.key')));
    this.#routerLogins = new RouterLogins({ secrets, logger });
    this.#relayKey = secrets.deriveKey(RELAY_KEY_PURPOSE);
    this.#leases = new SessionLeases({ dataDirectory, name: instanceOf(configuration), logger, clock });
    this.#loader = new SnapshotLoader({
      store: new SnapshotStore(this.#database.reader),
      file: new SnapshotFile({ file: snapshotFile(dataDirectory), key: secrets.deriveKey('radius-snapshot'), logger }),
      secrets,
      snapshot: this.#snapshot,
      leases: this.#leases,
      logger,
      onLine: (line) => this.#memory.follow(line),
      onAnswering: (answering) => this.#answers.replace(answering),
      onRouterLogins: (rows) => this.#routerLogins.replace(rows),
      onRouters: (routers) => this.#names.replace(this.#learning.apply(routers)),
    });
    this.#memory = new ProcessMemory({
      online: this.#online,
      routerName: (routerId) => this.#knownRouters.routers.find(({ id }) => id === routerId)?.name ?? 'a router that is no more',
      clock,
      onLearned: (learned) => this.#accounting?.tell({ kind: 'learned', ...learned }),
    });
    this.#onlineFollower = new OnlineFollower({
      store: new OnlineStore(this.#database.reader),
      sessions: this.#online,
      clock,
      logger,
      isWanted: () => this.#snapshot.refusingLines > 0,
      onWanted: (isWanted) => this.#accounting?.tell({ kind: 'notes', isWanted }),
    });
    this.#names = new RouterNames({
      logger,
      onRouters: (routers) => {
        this.#knownRouters = { kind: 'routers', routers };
        this.#routers.replace(withTester(routers, { host: radius.host, dataDirectory }));
        this.#accounting?.tell(this.#knownRouters);
      },
    });
    this.#reporter = new ProcessReporter({
      instance: instanceOf(configuration),
      counters: this.#counters,
      learning: this.#learning,
      snapshot: this.#snapshot,
      routers: this.#routers,
      loader: this.#loader,
      port: () => this.#port,
      tell: (message) => this.#applier?.tell(message),
      askForCounts: () => this.#accounting?.tell({ kind: 'count' }),
    });
  }

  get authPort(): number {
    return this.#port?.port ?? 0;
  }

  get radsecPort(): number | undefined {
    return this.#port?.radsecPort;
  }

  get accountingPort(): number {
    return this.#accounting?.port ?? 0;
  }

  async start(): Promise<void> {
    await this.#loader.start();
    await this.startThreads();
    await this.#leases.connect((message) => this.#applier?.tell({ kind: 'leases', message }));
    await this.#onlineFollower.start();
    await this.listen();
    this.#reporter.start();
    await this.#debugFollower.start();
    this.options.logger.info({ lines: this.#snapshot.size, routers: this.#routers.size }, 'RADIUS answers');
  }

  nudge(): void {
    void this.#loader.refresh();
    void this.#debugFollower.refresh();
  }

  async settled(): Promise<void> {
    await this.#loader.refresh();
    await this.#names.settled();
    await this.#debugFollower.refresh();
    await this.#onlineFollower.refresh();
    const request = ++this.#requests;
    await new Promise<void>((done) => {
      this.#settling.set(request, done);
      this.#accounting?.tell({ kind: 'settle', request });
    });
    // What was found to be over is written down by the second.
    await this.#leases.settled();
    await this.#leases.settled();
  }

  async stop(): Promise<void> {
    this.#names.stop();
    this.#reporter.stop();
    await this.#port?.close();
    await this.#loader.stop();
    await this.#onlineFollower.stop();
    await this.#debugFollower.stop();
    await this.#accounting?.stop();
    this.#leases.close();
    await this.#applier?.stop();
    for (const done of this.#settling.values()) done();
    await this.#log.close();
    await this.#debug.close();
    await this.#database.close();
  }

  /** As it is configured; empty of one that is no more. */
  private routerAddressOf(routerId: string): string {
    return this.#knownRouters.routers.find(({ id }) => id === routerId)?.address ?? '';
  }

  private async startThreads(): Promise<void> {
    const { configuration, logger } = this.options;
    const { port1, port2 } = new MessageChannel();
    const onDeath = (error: Error): void => this.die(error);
    this.#applier = new RadiusThread({
      name: 'radius-journal',
      module: new URL('./accounting/applier-thread.js', import.meta.url),
      data: { configuration, durable: port2 },
      logger,
      onDeath,
      onSettled: (request) => {
        this.#settling.get(request)?.();
        this.#settling.delete(request);
      },
      onLeases: (message) => this.#leases.receive(message),
    });
    this.#accounting = new RadiusThread({
      name: 'radius-accounting',
      module: new URL('./accounting/accounting-thread.js', import.meta.url),
      data: { configuration, durable: port1 },
      logger,
      onDeath,
      onNotes: (notes) => {
        const serviceOf = (login: string): string | undefined => this.#snapshot.find(login)?.serviceId;
        const routerAddressOf = (routerId: string): string => this.routerAddressOf(routerId);
        for (const note of notes) this.#online.take(note, { serviceOf, routerAddressOf });
      },
      onRadsecAnswer: (answer, port) => this.#port?.sendOverTls(answer, port),
      onCounts: (counts, loop) => {
        this.#secretProofs.noteAccounting(counts, (routerId) => this.#routers.withId(routerId));
        this.#reporter.report(counts, loop);
      },
      onEnds: (ends) => {
        if (ends.kind === 'sessionsEnded') this.#leases.sessionsEnded(ends.sessionClasses);
        else this.#leases.deviceRestarted({ ...ends, routerAddress: this.routerAddressOf(ends.routerId) });
      },
    });
    await Promise.all([this.#accounting.ready(), this.#applier.ready()]);
    this.#accounting.tell(this.#knownRouters);
  }

  private async listen(): Promise<void> {
    const { configuration, clock, logger } = this.options;
    this.#port = await AuthenticationPort.open({
      configuration,
      logger,
      server: {
        routers: this.#routers,
        snapshot: this.#snapshot,
        unseal: (line) => this.#loader.unseal(line),
        answers: this.#answers,
        leases: this.#leases,
        memory: this.#memory,
        secretProofs: this.#secretProofs,
        routerLogins: this.#routerLogins,
        tester: new TesterRecognition(configuration.dataDirectory),
        log: this.#log,
        debug: this.#debug,
        counters: this.#counters,
        clock,
        onMessageAuthenticator: (router) => {
          this.#learning.learn(router, clock.nowMs());
          this.#reporter.tellLearned();
          logger.info({ router: router.name }, `${router.name} sends Message-Authenticator; requests without it are dropped from now on`);
        },
      },
      onRadsecAccounting: (request) => this.#accounting?.tell({ kind: 'radsec', ...request }),
      onRadsecConnections: () => this.#reporter.tellRadsec(),
      relayKey: this.#relayKey,
    });
  }

  private die(error: Error): void {
    this.options.logger.error({ error: error.message }, `RADIUS cannot go on: ${error.message}`);
    if (this.options.onFatal) this.options.onFatal(error);
    else process.exit(1);
  }
}

/** How operators tell this process from others on the same database. */
function instanceOf({ radius }: Configuration): string {
  return `${hostname()}:${radius.authPort}`.slice(-190);
}
