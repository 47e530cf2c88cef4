import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import type { Clock, Logger } from '@tapline/sdk';
import { readRouterLogins } from '../accounts/router-login-store.js';
import type { Configuration } from '../kernel/config/configuration.js';
import { Database } from '../kernel/database/database.js';
import { loadMasterKey, SecretBox } from '../kernel/security/secret-box.js';
import { LoginAnswers } from './answers/login-answers.js';
import { AuthenticationServer } from './authentication/authentication-server.js';
import { ProcessMemory } from './authentication/login-memory.js';
import { RouterLogins } from './authentication/router-logins.js';
import { withTester } from './diagnosis/tester-identity.js';
import { addCounts, type RouterCount, RouterCounters } from './health/router-counters.js';
import { SessionLeases } from './leases/session-leases.js';
import { DebugFollower } from './log/debug-follower.js';
import { DebugLog, debugLogFile } from './log/debug-log.js';
import { readDebugTopics } from './log/debug-store.js';
import { ShortLog, shortLogFile } from './log/short-log.js';
import { type LoopReport, LoopWatch } from './metrics/loop-watch.js';
import { OnlineFollower } from './online/online-follower.js';
import { OnlineSessions } from './online/online-sessions.js';
import { OnlineStore } from './online/online-store.js';
import { RadiusThread } from './radius-thread.js';
import { RadsecListener } from './radsec/radsec-listener.js';
import { isRadsecPort } from './radsec/radsec-port.js';
import { DelayedAnswers } from './server/delayed-answers.js';
import { DuplicateCache } from './server/duplicate-cache.js';
import { readKernelSocket } from './server/kernel-socket.js';
import { LoadGate } from './server/load-gate.js';
import { MessageAuthenticatorLearning } from './server/message-authenticator-learning.js';
import { reportReceiveBuffer } from './server/receive-buffer.js';
import { routerLanes } from './server/router-lanes.js';
import { RouterNames } from './server/router-names.js';
import { RouterTable } from './server/router-table.js';
import { SourceNotices } from './server/source-notices.js';
import { UdpListener } from './server/udp-listener.js';
import { AccessSnapshot } from './snapshot/access-snapshot.js';
import { SnapshotFile, snapshotFile } from './snapshot/snapshot-file.js';
import { SnapshotLoader } from './snapshot/snapshot-loader.js';
import { SnapshotStore } from './snapshot/snapshot-store.js';
import type { ToAccountingThread, ToApplierThread } from './thread-messages.js';

const HEALTH_EVERY_MS = 60_000;
const REPORT_EVERY_MS = 10_000;

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
  readonly #settling = new Map<number, () => void>();
  readonly #counters = new RouterCounters();
  #healthTimer: NodeJS.Timeout | undefined;
  #requests = 0;
  #listener: UdpListener | undefined;
  #gate: LoadGate | undefined;
  #radsec: RadsecListener | undefined;
  #watch: LoopWatch | undefined;
  /** Of before the socket was closed. */
  #lastReport: LoopReport | undefined;
  #isStopping = false;
  #healthToldMs = Number.NEGATIVE_INFINITY;
  #rejections: DelayedAnswers | undefined;
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
    this.#leases = new SessionLeases({ dataDirectory, name: instanceOf(configuration), logger, clock });
    this.#loader = new SnapshotLoader({
      store: new SnapshotStore(this.#database.reader),
      file: new SnapshotFile({ file: snapshotFile(dataDirectory), key: secrets.deriveKey('radius-snapshot'), logger }),
      secrets,
      snapshot: this.#snapshot,
      leases: this.#leases,
      logger,
      onAnswering: (answering) => this.#answers.replace(answering),
      onRouters: (routers) => this.#names.replace(this.#learning.apply(routers)),
    });
    this.#routerLogins = new RouterLogins({
      read: () => readRouterLogins(this.#database.reader),
      secrets: new SecretBox(loadMasterKey(security.masterKey, join(resolve(dataDirectory), 'master.key'))),
      logger,
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
  }

  get authPort(): number {
    return this.#listener?.port ?? 0;
  }

  get radsecPort(): number | undefined {
    return this.#radsec?.port;
  }

  get accountingPort(): number {
    return this.#accounting?.port ?? 0;
  }

  async start(): Promise<void> {
    await this.#loader.start();
    await this.startThreads();
    await this.#leases.connect((message) => this.#applier?.tell({ kind: 'leases', message }));
    await this.#onlineFollower.start();
    await this.#routerLogins.start();
    await this.listen();
    await this.#debugFollower.start();
    this.#healthTimer = setInterval(() => {
      this.#accounting?.tell({ kind: 'count' });
      this.tellLearned();
    }, REPORT_EVERY_MS);
    this.options.logger.info({ lines: this.#snapshot.size, routers: this.#routers.size }, 'RADIUS answers');
  }

  nudge(): void {
    void this.#loader.refresh();
    void this.#debugFollower.refresh();
    void this.#routerLogins.refresh();
  }

  async settled(): Promise<void> {
    await this.#loader.refresh();
    await this.#names.settled();
    await this.#debugFollower.refresh();
    await this.#onlineFollower.refresh();
    await this.#routerLogins.refresh();
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
    this.#isStopping = true;
    clearInterval(this.#healthTimer);
    this.#names.stop();
    this.tellLearned();
    this.#gate?.stop();
    this.#rejections?.close();
    this.#lastReport = this.#watch?.report();
    this.#watch?.stop();
    this.#watch = undefined;
    await this.#radsec?.close();
    await this.#listener?.close();
    await this.#loader.stop();
    await this.#onlineFollower.stop();
    await this.#routerLogins.stop();
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
      onRadsecAnswer: (answer, port) => this.#radsec?.send(answer, port),
      onCounts: (counts, loop) => this.report(counts, loop),
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
    const duplicates = new DuplicateCache();
    const send = (datagram: Buffer, address: string, port: number): void => {
      if (isRadsecPort(port)) this.#radsec?.send(datagram, port);
      else this.#listener?.send(datagram, address, port);
    };
    this.#rejections = new DelayedAnswers({
      delayMs: configuration.radius.rejectDelayMs,
      send: ({ request, reply, address, port }) => {
        duplicates.answer(address, port, request, reply);
        send(reply, address, port);
      },
    });
    const server = new AuthenticationServer({
      routers: this.#routers,
      snapshot: this.#snapshot,
      unseal: (line) => this.#loader.unseal(line),
      answers: this.#answers,
      leases: this.#leases,
      memory: this.#memory,
      routerLogins: this.#routerLogins,
      duplicates,
      rejections: this.#rejections,
      notices: new SourceNotices(),
      log: this.#log,
      debug: this.#debug,
      counters: this.#counters,
      clock,
      send,
      onMessageAuthenticator: (router) => {
        this.#learning.learn(router, clock.nowMs());
        this.tellLearned();
        logger.info({ router: router.name }, `${router.name} sends Message-Authenticator; requests without it are dropped from now on`);
      },
    });
    const gate = new LoadGate({
      handle: (datagram, address, port) => server.receive(datagram, address, port),
      isNeverShed: () => false,
      queuedOctets: () => readKernelSocket(this.authPort)?.queuedOctets,
      ...routerLanes(this.#routers, configuration.radius.patienceMs),
    });
    this.#gate = gate;
    this.#listener = await UdpListener.bind({
      host: configuration.radius.host,
      port: configuration.radius.authPort,
      configurationKey: 'radius.authPort',
      receiveBufferOctets: configuration.radius.receiveBufferOctets,
      onDatagram: (datagram, address, port) => gate.receive(datagram, address, port),
    });
    gate.start();
    this.#watch = new LoopWatch({ metrics: this.#counters.metrics, gate, listener: this.#listener });
    if (configuration.radius.radsec === 'on') await this.listenForRadsec(server);
    reportReceiveBuffer(logger, {
      wanted: configuration.radius.receiveBufferOctets,
      granted: this.#listener.receiveBufferOctets,
      port: this.#listener.port,
    });
  }

  private async listenForRadsec(server: AuthenticationServer): Promise<void> {
    const { configuration, logger } = this.options;
    // Few have it switched on, and what makes certificates takes a tenth of a second to load.
    const { loadRadsecCredentials } = await import('./radsec/radsec-credentials.js');
    this.#radsec = await RadsecListener.listen({
      host: configuration.radius.host,
      port: configuration.radius.radsecPort,
      credentials: await loadRadsecCredentials(configuration),
      routers: this.#routers,
      logger,
      onAccess: (packet, address, port, router) => server.receive(packet, address, port, router),
      onAccounting: (packet, address, port, { certificateName }) =>
        this.#accounting?.tell({ kind: 'radsec', packet, address, port, certificateName: certificateName ?? '' }),
      onStranger: (address, names) =>
        logger.warn(
          { address, names },
          `a RadSec connection from ${address} shows a certificate that no router has (${names}); set the router's RadSec certificate under Routers`,
        ),
    });
  }

  /** Of every report the figures of the event loops are written down, now and then what each router has done. */
  private report(counts: readonly RouterCount[], accounting: LoopReport): void {
    const { configuration } = this.options;
    const instance = instanceOf(configuration);
    const nowMs = performance.now();
    if (this.#isStopping || nowMs - this.#healthToldMs >= HEALTH_EVERY_MS) {
      this.#healthToldMs = nowMs;
      this.#applier?.tell({ kind: 'health', instance, counts: addCounts([...this.#counters.counts(), ...counts]) });
    }
    const authentication = this.#watch?.report() ?? this.#lastReport;
    if (!authentication) return;
    const file = this.#loader.fileState;
    this.#applier?.tell({
      kind: 'report',
      instance,
      report: {
        loops: { authentication, accounting },
        residentMemoryOctets: process.memoryUsage.rss(),
        snapshot: {
          lines: this.#snapshot.size,
          routers: this.#routers.size,
          isFromFile: this.#loader.isFromFile,
          fileOctets: file.octets,
          fileConfirmedAtMs: file.confirmedAtMs,
        },
      },
    });
  }

  private tellLearned(): void {
    const { untold } = this.#learning;
    if (untold.length > 0) this.#applier?.tell({ kind: 'message-authenticators', seen: untold });
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
