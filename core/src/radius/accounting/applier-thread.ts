import type { Actor, Logger, Transaction } from '@tapline/sdk';
import { AccessStore } from '../../access/access-store.js';
import { createClock } from '../../kernel/clock/create-clock.js';
import type { Configuration } from '../../kernel/config/configuration.js';
import { Database } from '../../kernel/database/database.js';
import { NetworkStore } from '../../network/network-store.js';
import { DeviceStore } from '../../services/device-store.js';
import { SessionChangeQueue } from '../change-of-authorization/session-change-queue.js';
import { SessionRequestStore } from '../change-of-authorization/session-request-store.js';
import { HealthStore } from '../health/health-store.js';
import { LeaseKeeper } from '../leases/lease-keeper.js';
import { LeaseStore } from '../leases/lease-store.js';
import { ReportStore } from '../metrics/report-store.js';
import { RadsecConnectionStore, type RadsecConnections } from '../radsec/radsec-connection-store.js';
import { RouterLearningStore } from '../server/router-learning-store.js';
import { runThread, tellMain } from '../thread-body.js';
import type { DurableMessage, ToApplierThread } from '../thread-messages.js';
import { yieldToRequests } from '../thread-priority.js';
import { AccountingStore } from './accounting-store.js';
import { CompanyDay } from './company-day.js';
import { JournalApplier } from './journal-applier.js';
import { JournalFolder } from './journal-folder.js';
import { JournalReader } from './journal-reader.js';
import { SilentSessionStore } from './silent-session-store.js';

// The thread that takes the journal into the database: its waits, and libsql's, hold up nothing else.

const health = new HealthStore();
const reports = new ReportStore();
const radsec = new RadsecConnectionStore();
const requests = new SessionRequestStore();
const learning = new RouterLearningStore();
const NOTES_ACTOR: Actor = { kind: 'system', id: 'radius', name: 'RADIUS' };

let applier: JournalApplier | undefined;
let leases: LeaseKeeper | undefined;
type Noted = Extract<ToApplierThread, { kind: 'health' | 'report' | 'message-authenticators' | 'radsec-connections' }>;

let note: (message: Noted) => Promise<void> = () => Promise.resolve();
let noting = Promise.resolve();
let close = (): Promise<void> => Promise.resolve();

runThread<ToApplierThread>({
  start({ configuration, durable }, logger) {
    yieldToRequests();
    const database = Database.open(configuration);
    leases = new LeaseKeeper({
      database,
      leases: new LeaseStore(),
      networks: new NetworkStore(),
      sessions: new SilentSessionStore(),
      clock: createClock(configuration),
      interimIntervalSeconds: configuration.radius.interimIntervalSeconds,
      logger,
      tell: (message) => tellMain({ kind: 'leases', message }),
    });
    note = (message) =>
      database
        .transaction(NOTES_ACTOR, (tx) => write(tx, message))
        // It is told again in a minute.
        .catch((error: unknown) => logger.debug({ error: String(error) }, `the database does not take ${message.kind} now`));
    close = async () => {
      await database.close();
      durable.close();
    };
    return new Promise((resolve) => {
      durable.on('message', (message: DurableMessage) => {
        if (message.kind === 'opened') {
          applier = createApplier(database, message, { configuration, logger });
          applier.start(message.position);
          resolve(undefined);
        } else if (message.kind === 'durable') {
          applier?.extend(message.position);
        } else {
          void applier?.applied(message.position).then(() => tellMain({ kind: 'settled', request: message.request }));
        }
      });
    });
  },

  receive(message) {
    if (message.kind === 'leases') leases?.receive(message.message);
    else if (message.kind !== 'stop') noting = noting.then(() => note(message));
  },

  async stop() {
    await applier?.stop();
    await noting;
    await leases?.stop();
    await close();
  },
});

async function write(tx: Transaction, message: Noted): Promise<void> {
  if (message.kind === 'health') await health.write(tx, message.instance, message.counts);
  else if (message.kind === 'report') await writeReport(tx, message);
  else if (message.kind === 'radsec-connections') await writeRadsec(tx, message.connections);
  else for (const [routerId, atMs] of message.seen) await learning.messageAuthenticatorSeen(tx, routerId, atMs);
}

/** What could not be asked of a router that is connected again is asked now. */
async function writeRadsec(tx: Transaction, connections: RadsecConnections): Promise<void> {
  const realNowMs = Date.now();
  for (const routerId of await radsec.write(tx, connections, realNowMs)) {
    await requests.wake(tx, { device: { routerId, deviceAddress: '' } }, realNowMs);
  }
}

async function writeReport(tx: Transaction, { instance, report }: Extract<Noted, { kind: 'report' }>): Promise<void> {
  const journal = { unappliedOctets: applier?.unappliedOctets ?? 0, appliedRecords: applier?.appliedRecords ?? 0 };
  await reports.write(tx, { instance, writtenAtMs: Date.now(), report: { ...report, journal } });
}

function createApplier(
  database: Database,
  { directory, journalId }: Extract<DurableMessage, { kind: 'opened' }>,
  { configuration, logger }: { readonly configuration: Configuration; readonly logger: Logger },
): JournalApplier {
  const clock = createClock(configuration);
  return new JournalApplier({
    database,
    store: new AccountingStore(),
    devices: new DeviceStore(),
    access: new AccessStore(),
    reader: new JournalReader(new JournalFolder(directory, journalId)),
    day: new CompanyDay(configuration.company.timeZone),
    clock,
    changes: new SessionChangeQueue({ clock }),
    interimIntervalSeconds: configuration.radius.interimIntervalSeconds,
    journalId,
    logger,
  });
}
