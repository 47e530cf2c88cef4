import type { Clock } from '@tapline/sdk';
import {
  ACCT_STATUS_TYPE,
  ATTRIBUTE,
  acctStatusTypeName,
  DECODE_OUTCOME,
  DECODE_OUTCOME_WORDS,
  decodePacket,
  hasValidAccountingAuthenticator,
  hasValidMessageAuthenticator,
  MAX_PACKET_LENGTH,
  normaliseMacAddress,
  PACKET_CODE,
  PacketView,
  packetCodeName,
  readIpv4,
  readText,
  readUint32,
  writeAccountingResponse,
} from '../codec/index.js';
import type { RouterCounters } from '../health/router-counters.js';
import type { DebugLog } from '../log/debug-log.js';
import type { ShortLog } from '../log/short-log.js';
import type { ShortLogEntry } from '../log/short-log-entry.js';
import type { DuplicateCache } from '../server/duplicate-cache.js';
import { type KnownRouter, type RouterTable, wrongSecret } from '../server/router-table.js';
import type { SourceNotices } from '../server/source-notices.js';
import type { Journal } from './journal.js';

export interface AccountingServerOptions {
  readonly routers: RouterTable;
  readonly journal: Pick<Journal, 'append'>;
  readonly duplicates: DuplicateCache;
  readonly notices: SourceNotices;
  readonly log: Pick<ShortLog, 'write'>;
  readonly debug: Pick<DebugLog, 'isOn' | 'record'>;
  readonly counters: RouterCounters;
  readonly clock: Clock;
  readonly send: (datagram: Buffer, address: string, port: number) => void;
}

const ROUTER_WIDE: ReadonlySet<number> = new Set([ACCT_STATUS_TYPE['Accounting-On'], ACCT_STATUS_TYPE['Accounting-Off']]);

/** Takes Accounting-Requests (RFC 2866) and acknowledges each when, and only when, it is safe in the journal. */
export class AccountingServer {
  readonly #packet = new PacketView();
  readonly #output = Buffer.alloc(MAX_PACKET_LENGTH);

  constructor(private readonly options: AccountingServerOptions) {}

  receive(datagram: Buffer, address: string, port: number): void {
    const packet = this.#packet;
    const outcome = decodePacket(packet, datagram, datagram.length);
    const router = this.options.routers.find(address);
    if (!router) {
      const stranger = `no router has the address ${address}; add it under Routers, or correct its address`;
      this.notice(address, '', stranger);
      this.options.counters.stranger(address, this.options.clock.nowMs());
      if (this.options.debug.isOn) this.trace(undefined, address, stranger);
      return;
    }
    if (outcome !== DECODE_OUTCOME.Ok) {
      this.notice(address, router.name, `malformed packet: ${DECODE_OUTCOME_WORDS[outcome]}`);
      return;
    }
    if (packet.code !== PACKET_CODE['Accounting-Request'] && packet.code !== PACKET_CODE['Status-Server']) {
      this.notice(address, router.name, `${packetCodeName(packet.code)} on the accounting port; correct the ports on the router`);
      return;
    }
    const known = this.options.duplicates.find(address, port, datagram);
    if (known !== undefined) {
      if (known !== 'in-progress') this.options.send(known, address, port);
      if (this.options.debug.isOn) this.trace(router, address, 'sent again by the router: it gets the same answer, and counts once');
      return;
    }
    const fault = findFault(packet, router);
    if (fault !== undefined) {
      this.options.log.write(this.entry(router, 'drop', fault));
      if (fault === wrongSecret(router)) this.options.counters.wrongSecret(router.id, this.options.clock.nowMs());
      if (this.options.debug.isOn) this.trace(router, address, `not answered: ${fault}`);
      return;
    }
    const length = writeAccountingResponse(this.#output, packet, router.secret);
    if (length === 0) return;
    const reply = Buffer.from(this.#output.subarray(0, length));
    if (this.options.debug.isOn) this.trace(router, address, 'authentic; answered when it is safe on disk', reply);
    if (packet.code === PACKET_CODE['Status-Server']) this.options.send(reply, address, port);
    else this.keep(router, { datagram, port, reply });
  }

  private keep(
    router: KnownRouter,
    { datagram, port, reply }: { readonly datagram: Buffer; readonly port: number; readonly reply: Buffer },
  ): void {
    const { journal, duplicates, log, send, clock } = this.options;
    const { address } = router;
    duplicates.remember(address, port, datagram);
    this.options.counters.accounting(router.id, clock.nowMs());
    const statusType = readUint32(this.#packet, ATTRIBUTE['Acct-Status-Type']) ?? 0;
    const entry = this.entry(router, 'ok', acctStatusTypeName(statusType));
    const packet = datagram.subarray(0, this.#packet.length);
    journal.append({ receivedAtMs: clock.nowMs(), routerId: router.id, sourceAddress: address, packet }, (isDurable) => {
      if (!isDurable) {
        // Unanswered, the router sends it again; perhaps the disk takes it then.
        duplicates.forget(address, port, datagram);
        log.write({ ...entry, verdict: 'drop', reason: `${entry.reason}: the accounting journal could not take it` });
        return;
      }
      duplicates.answer(address, port, datagram, reply);
      send(reply, address, port);
      log.write(entry);
    });
  }

  private entry(router: KnownRouter, verdict: ShortLogEntry['verdict'], reason: string): ShortLogEntry {
    const packet = this.#packet;
    const station = readText(packet, ATTRIBUTE['Calling-Station-Id']) ?? '';
    return {
      atMs: this.options.clock.nowMs(),
      kind: 'accounting',
      verdict,
      login: readText(packet, ATTRIBUTE['User-Name']) ?? '',
      routerName: router.name,
      routerAddress: router.address,
      macAddress: normaliseMacAddress(station) ?? station,
      ipv4Address: readIpv4(packet, ATTRIBUTE['Framed-IP-Address']) ?? '',
      reason,
    };
  }

  private trace(router: KnownRouter | undefined, sourceAddress: string, step: string, reply?: Buffer): void {
    const steps = router ? [`router ${router.name}`, step] : [step];
    this.options.debug.record({ kind: 'accounting', packet: this.#packet, router, sourceAddress, steps, reply });
  }

  private notice(routerAddress: string, routerName: string, reason: string): void {
    if (!this.options.notices.isDue(routerAddress)) return;
    const nobody = { login: '', macAddress: '', ipv4Address: '' };
    this.options.log.write({
      ...nobody,
      atMs: this.options.clock.nowMs(),
      kind: 'accounting',
      verdict: 'drop',
      routerName,
      routerAddress,
      reason,
    });
  }
}

function findFault(packet: PacketView, router: KnownRouter): string | undefined {
  const hasMessageAuthenticator = packet.has(ATTRIBUTE['Message-Authenticator']);
  if (packet.code === PACKET_CODE['Status-Server']) {
    if (!hasMessageAuthenticator) return 'Status-Server without Message-Authenticator';
    return hasValidMessageAuthenticator(packet, router.secret) ? undefined : wrongSecret(router);
  }
  if (!hasValidAccountingAuthenticator(packet, router.secret)) return wrongSecret(router);
  if (hasMessageAuthenticator && !hasValidMessageAuthenticator(packet, router.secret)) return wrongSecret(router);
  const statusType = readUint32(packet, ATTRIBUTE['Acct-Status-Type']);
  if (statusType === undefined) return 'no Acct-Status-Type';
  return packet.has(ATTRIBUTE['Acct-Session-Id']) || ROUTER_WIDE.has(statusType) ? undefined : 'no Acct-Session-Id';
}
