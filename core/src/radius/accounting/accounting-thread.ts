import type { MessagePort } from 'node:worker_threads';
import type { Clock } from '@tapline/sdk';
import { createClock } from '../../kernel/clock/create-clock.js';
import { ownCopyOf } from '../codec/index.js';
import { RouterCounters } from '../health/router-counters.js';
import { SessionEndsGatherer } from '../leases/session-ends.js';
import { DebugLog, debugLogFile } from '../log/debug-log.js';
import { ShortLog, shortLogFile } from '../log/short-log.js';
import { LoopWatch } from '../metrics/loop-watch.js';
import { SessionNotes } from '../online/session-notes.js';
import { isRadsecPort } from '../radsec/radsec-port.js';
import { DuplicateCache } from '../server/duplicate-cache.js';
import { readKernelSocket } from '../server/kernel-socket.js';
import { LoadGate } from '../server/load-gate.js';
import { reportReceiveBuffer } from '../server/receive-buffer.js';
import { routerLanes } from '../server/router-lanes.js';
import { RouterTable } from '../server/router-table.js';
import { SourceNotices } from '../server/source-notices.js';
import { UdpListener } from '../server/udp-listener.js';
import { runThread, tellMain } from '../thread-body.js';
import type { DurableMessage, ToAccountingThread } from '../thread-messages.js';
import { AccountingServer } from './accounting-server.js';
import { isInterimUpdate } from './interim-update.js';
import { Journal } from './journal.js';
import { JournalFolder, journalDirectory } from './journal-folder.js';
import { buildLearnedDevice } from './learned-device.js';

// The thread of the accounting socket and of the journal's writing end.

interface Parts {
  readonly listener: UdpListener;
  readonly gate: LoadGate;
  readonly watch: LoopWatch;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: ShortLog;
  readonly debug: DebugLog;
  readonly durable: MessagePort;
}

const routers = new RouterTable();
const counters = new RouterCounters();
const ends = new SessionEndsGatherer((said) => tellMain({ kind: 'ends', ends: said }));
const notes = new SessionNotes((told) => tellMain({ kind: 'notes', notes: told }));
let server: AccountingServer | undefined;
let parts: Parts | undefined;

runThread<ToAccountingThread>({
  async start({ configuration, durable }, logger) {
    const { dataDirectory, radius } = configuration;
    const tellApplier = (message: DurableMessage): void => durable.postMessage(message);
    const gate = new LoadGate({
      handle: (datagram, address, port) => server?.receive(datagram, address, port),
      // What strangers send is dropped anyway: it takes no room of routers'.
      isNeverShed: (datagram, address) => !isInterimUpdate(datagram) && routers.find(address) !== undefined,
      queuedOctets: () => (parts ? readKernelSocket(parts.listener.port)?.queuedOctets : 0),
      ...routerLanes(routers, radius.patienceMs),
    });
    // The port first: who does not get it must not touch the journal of the one who has it.
    const listener = await UdpListener.bind({
      host: radius.host,
      port: radius.accountingPort,
      configurationKey: 'radius.accountingPort',
      receiveBufferOctets: radius.receiveBufferOctets,
      onDatagram: (datagram, address, port) => gate.receive(datagram, address, port),
    });
    reportReceiveBuffer(logger, { wanted: radius.receiveBufferOctets, granted: listener.receiveBufferOctets, port: listener.port });
    const folder = await JournalFolder.open(journalDirectory(dataDirectory));
    const journal = await Journal.open({ folder, logger, onDurable: (position) => tellApplier({ kind: 'durable', position }) });
    const clock = createClock(configuration);
    const log = new ShortLog({ file: shortLogFile(dataDirectory), logger });
    const debug = new DebugLog({ file: debugLogFile(dataDirectory), logger, clock });
    tellApplier({ kind: 'opened', directory: folder.directory, journalId: folder.id, position: journal.position });
    server = new AccountingServer({
      routers,
      journal: notes.listening(journal),
      duplicates: new DuplicateCache(),
      notices: new SourceNotices(),
      log,
      debug,
      counters,
      ends,
      clock,
      send: (datagram, address, port) => {
        if (isRadsecPort(port)) tellMain({ kind: 'radsec-answer', answer: ownCopyOf(datagram), port });
        else listener.send(datagram, address, port);
      },
    });
    gate.start();
    const watch = new LoopWatch({ metrics: counters.metrics, gate, listener });
    parts = { listener, gate, watch, journal, clock, log, debug, durable };
    return listener.port;
  },

  receive(message) {
    if (message.kind === 'routers') routers.replace(message.routers);
    else if (message.kind === 'notes') notes.isWanted = message.isWanted;
    else if (message.kind === 'learned') keepLearned(message);
    else if (message.kind === 'debug') parts?.debug.replaceTopics(message.topics);
    else if (message.kind === 'count') tellCounts();
    else if (message.kind === 'radsec') receiveOverTls(message);
    else if (message.kind === 'settle') void settle(message.request);
  },

  async stop() {
    // What was journaled is still answered; what comes now is sent again by the routers.
    server = undefined;
    if (!parts) return;
    parts.gate.stop();
    await parts.journal.close();
    ends.flush();
    tellCounts();
    parts.watch.stop();
    await parts.listener.close();
    await parts.log.close();
    await parts.debug.close();
    parts.durable.close();
  },
});

/** Lost with the disk, it is learnt again at the device's next login. */
function keepLearned({ serviceId, macAddress, routerId }: Extract<ToAccountingThread, { kind: 'learned' }>): void {
  const packet = buildLearnedDevice({ serviceId, macAddress });
  parts?.journal.append({ receivedAtMs: parts.clock.nowMs(), routerId, sourceAddress: '0.0.0.0', packet }, () => undefined);
}

function receiveOverTls({ packet, address, port, certificateName }: Extract<ToAccountingThread, { kind: 'radsec' }>): void {
  const router = routers.withCertificate([certificateName]);
  if (router) server?.receive(Buffer.from(packet.buffer, packet.byteOffset, packet.byteLength), address, port, router);
}

function tellCounts(): void {
  if (parts) tellMain({ kind: 'counts', counts: counters.counts(), loop: parts.watch.report() });
}

async function settle(request: number): Promise<void> {
  if (!parts) return;
  await parts.journal.idle();
  ends.flush();
  notes.flush();
  parts.durable.postMessage({ kind: 'settle', position: parts.journal.position, request } satisfies DurableMessage);
}
