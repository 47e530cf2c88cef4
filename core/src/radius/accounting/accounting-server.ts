import {
  ACCT_STATUS_TYPE,
  ATTRIBUTE,
  acctStatusTypeName,
  MAX_PACKET_LENGTH,
  PACKET_CODE,
  type PacketView,
  readIpv4,
  readText,
  readUint32,
  writeAccountingResponse,
} from '../codec/index.js';
import type { SessionEndsGatherer } from '../leases/session-ends.js';
import type { ShortLogEntry } from '../log/short-log-entry.js';
import { clockSkewProblem, clockSkewSeconds, TOLERATED_SKEW_SECONDS } from '../server/clock-skew.js';
import { nasDeviceOf } from '../server/nas-device.js';
import { findAccountingRequestFault } from '../server/request-authenticity.js';
import { type IntakeOptions, type ReceivedRequest, RequestIntake } from '../server/request-intake.js';
import { shortLogEntry } from '../server/request-report.js';
import type { KnownRouter } from '../server/router-table.js';
import { SourceNotices } from '../server/source-notices.js';
import type { Journal } from './journal.js';

export interface AccountingServerOptions extends IntakeOptions {
  readonly journal: Pick<Journal, 'append'>;
  /** Told of sessions that are over, once that is safe in the journal. */
  readonly ends: Pick<SessionEndsGatherer, 'sessionEnded' | 'deviceRestarted'>;
}

const ROUTER_WIDE: ReadonlySet<number> = new Set([ACCT_STATUS_TYPE['Accounting-On'], ACCT_STATUS_TYPE['Accounting-Off']]);

/** Takes Accounting-Requests (RFC 2866) and acknowledges each when, and only when, it is safe in the journal. */
export class AccountingServer {
  readonly #intake: RequestIntake;
  readonly #packet: PacketView;
  readonly #output = Buffer.alloc(MAX_PACKET_LENGTH);
  readonly #clockNotices = new SourceNotices();

  constructor(private readonly options: AccountingServerOptions) {
    this.#intake = new RequestIntake(options, {
      kind: 'accounting',
      portName: 'accounting',
      requestCode: PACKET_CODE['Accounting-Request'],
      findFault,
      duplicateWords: 'sent again by the router: it gets the same answer, and counts once',
      handle: (request) => this.handle(request),
    });
    this.#packet = this.#intake.packet;
  }

  /** `proven`: see {@link RequestIntake.receive}. */
  receive(datagram: Buffer, address: string, port: number, proven?: KnownRouter): void {
    this.#intake.receive(datagram, address, port, proven);
  }

  private handle(request: ReceivedRequest): void {
    const { router, address, port } = request;
    const packet = this.#packet;
    const length = writeAccountingResponse(this.#output, packet, router.secret);
    if (length === 0) return;
    const reply = Buffer.from(this.#output.subarray(0, length));
    if (this.options.debug.isOn) this.#intake.trace(router, address, ['authentic; answered when it is safe on disk'], { reply });
    if (packet.code === PACKET_CODE['Status-Server']) this.options.send(reply, address, port);
    else this.keep(request, reply);
  }

  private keep({ router, datagram, address, port }: ReceivedRequest, reply: Buffer): void {
    const { journal, duplicates, log, send, clock, counters, ends } = this.options;
    const { readAtMs } = this.#intake;
    duplicates.remember(address, port, datagram);
    counters.accounting(router.id, clock.nowMs());
    const statusType = readUint32(this.#packet, ATTRIBUTE['Acct-Status-Type']) ?? 0;
    const statusName = acctStatusTypeName(statusType);
    const entry = this.entry(router, 'ok', statusName + this.clockNotice(router));
    const sessionClass = statusType === ACCT_STATUS_TYPE.Stop ? readText(this.#packet, ATTRIBUTE.Class) : undefined;
    const delaySeconds = readUint32(this.#packet, ATTRIBUTE['Acct-Delay-Time']) ?? 0;
    const packet = datagram.subarray(0, this.#packet.length);
    const restarted = ROUTER_WIDE.has(statusType) ? nasDeviceOf(this.#packet, address) : undefined;
    journal.append({ receivedAtMs: clock.nowMs(), routerId: router.id, sourceAddress: address, packet }, (isDurable) => {
      if (!isDurable) {
        // Unanswered, the router sends it again; perhaps the disk takes it then.
        duplicates.forget(address, port, datagram);
        log.write({ ...entry, verdict: 'drop', reason: `${entry.reason}: the accounting journal could not take it` });
        return;
      }
      duplicates.answer(address, port, datagram, reply);
      send(reply, address, port);
      counters.metrics.answered(router.id, statusName);
      counters.metrics.took(performance.now() - readAtMs);
      log.write(entry);
      if (sessionClass !== undefined) ends.sessionEnded(sessionClass);
      else if (restarted !== undefined) {
        ends.deviceRestarted({ routerId: router.id, nasDevice: restarted, beforeMs: clock.nowMs() - 1_000 * delaySeconds });
      }
    });
  }

  /** That the router's clock is wrong, once a second; else empty. */
  private clockNotice(router: KnownRouter): string {
    const { counters, clock } = this.options;
    const skewSeconds = clockSkewSeconds(this.#packet, clock.nowMs());
    if (skewSeconds === undefined) return '';
    counters.clock(router.id, skewSeconds, clock.nowMs());
    if (Math.abs(skewSeconds) <= TOLERATED_SKEW_SECONDS || !this.#clockNotices.isDue(router.id)) return '';
    return `; ${clockSkewProblem(skewSeconds)}`;
  }

  private entry(router: KnownRouter, verdict: ShortLogEntry['verdict'], reason: string): ShortLogEntry {
    return shortLogEntry(this.#packet, router, this.#intake.sourceAddress, {
      atMs: this.options.clock.nowMs(),
      kind: 'accounting',
      verdict,
      ipv4Address: readIpv4(this.#packet, ATTRIBUTE['Framed-IP-Address']) ?? '',
      reason,
    });
  }
}

function findFault(packet: PacketView, router: KnownRouter): string | undefined {
  const fault = findAccountingRequestFault(packet, router);
  if (fault !== undefined || packet.code === PACKET_CODE['Status-Server']) return fault;
  const statusType = readUint32(packet, ATTRIBUTE['Acct-Status-Type']);
  if (statusType === undefined) return 'no Acct-Status-Type';
  return packet.has(ATTRIBUTE['Acct-Session-Id']) || ROUTER_WIDE.has(statusType) ? undefined : 'no Acct-Session-Id';
}
