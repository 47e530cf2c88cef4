import type { AuthenticationPort } from '../authentication/authentication-port.js';
import { addCounts, type RouterCount, type RouterCounters } from '../health/router-counters.js';
import type { MessageAuthenticatorLearning } from '../server/message-authenticator-learning.js';
import type { RouterTable } from '../server/router-table.js';
import type { AccessSnapshot } from '../snapshot/access-snapshot.js';
import type { SnapshotLoader } from '../snapshot/snapshot-loader.js';
import type { ToApplierThread } from '../thread-messages.js';
import type { LoopReport } from './loop-watch.js';

const HEALTH_EVERY_MS = 60_000;
const REPORT_EVERY_MS = 10_000;

export interface ProcessReporterOptions {
  /** How operators tell this process from others on the same database. */
  readonly instance: string;
  /** Of logins; what the accounting thread has counted comes with its reports. */
  readonly counters: RouterCounters;
  readonly learning: MessageAuthenticatorLearning;
  readonly snapshot: AccessSnapshot;
  readonly routers: RouterTable;
  readonly loader: Pick<SnapshotLoader, 'fileState' | 'isFromFile'>;
  /** `undefined` until logins are listened for. */
  readonly port: () => AuthenticationPort | undefined;
  /** To who writes into the database. */
  readonly tell: (message: ToApplierThread) => void;
  /** Asks the accounting thread for what is then handed to {@link ProcessReporter.report}. */
  readonly askForCounts: () => void;
}

/** Has written down what a radius process does and finds out, for health, metrics, and other processes. */
export class ProcessReporter {
  #timer: NodeJS.Timeout | undefined;
  #isStopping = false;
  #healthToldMs = Number.NEGATIVE_INFINITY;

  constructor(private readonly options: ProcessReporterOptions) {}

  start(): void {
    this.tellRadsec();
    this.#timer = setInterval(() => {
      this.options.askForCounts();
      this.tellLearned();
      this.tellRadsec();
    }, REPORT_EVERY_MS);
  }

  /** What is reported from now on is the last, and told whole. */
  stop(): void {
    this.#isStopping = true;
    clearInterval(this.#timer);
    this.tellLearned();
  }

  /** Of every report the figures of the event loops are written down, now and then what each router has done. */
  report(counts: readonly RouterCount[], accounting: LoopReport): void {
    const { instance, counters, snapshot, routers, loader, port, tell } = this.options;
    const nowMs = performance.now();
    if (this.#isStopping || nowMs - this.#healthToldMs >= HEALTH_EVERY_MS) {
      this.#healthToldMs = nowMs;
      tell({ kind: 'health', instance, counts: addCounts([...counters.counts(), ...counts]) });
    }
    const authentication = port()?.report();
    if (!authentication) return;
    const { octets: fileOctets, confirmedAtMs: fileConfirmedAtMs } = loader.fileState;
    tell({
      kind: 'report',
      instance,
      report: {
        loops: { authentication, accounting },
        residentMemoryOctets: process.memoryUsage.rss(),
        snapshot: { lines: snapshot.size, routers: routers.size, isFromFile: loader.isFromFile, fileOctets, fileConfirmedAtMs },
      },
    });
  }

  /** The routers that have been seen to send Message-Authenticator, if the database does not have them. */
  tellLearned(): void {
    const { learning, tell } = this.options;
    if (learning.untold.length > 0) tell({ kind: 'message-authenticators', seen: learning.untold });
  }

  /** Who is connected by RadSec. */
  tellRadsec(): void {
    const { instance, port, tell } = this.options;
    const connections = port()?.radsecConnections;
    if (connections) tell({ kind: 'radsec-connections', connections: { instance, ...connections } });
  }
}
