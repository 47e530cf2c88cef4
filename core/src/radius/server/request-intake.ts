import type { Clock } from '@tapline/sdk';
import { DECODE_OUTCOME, DECODE_OUTCOME_WORDS, decodePacket, PACKET_CODE, PacketView, packetCodeName } from '../codec/index.js';
import type { RouterCounters } from '../health/router-counters.js';
import type { DebugLog } from '../log/debug-log.js';
import type { ShortLog } from '../log/short-log.js';
import type { DuplicateCache } from './duplicate-cache.js';
import { shortLogEntry } from './request-report.js';
import { type KnownRouter, type RouterTable, wrongSecret } from './router-table.js';
import type { SourceNotices } from './source-notices.js';

/** What both servers are made with. */
export interface IntakeOptions {
  readonly routers: RouterTable;
  readonly duplicates: DuplicateCache;
  readonly notices: SourceNotices;
  readonly log: Pick<ShortLog, 'write'>;
  readonly debug: Pick<DebugLog, 'isOn' | 'record'>;
  readonly counters: RouterCounters;
  readonly clock: Clock;
  readonly send: (datagram: Buffer, address: string, port: number) => void;
}

/** What differs between the two ports. */
export interface IntakeRules {
  readonly kind: 'auth' | 'accounting';
  /** The port's name in advice. */
  readonly portName: string;
  /** The one code that it takes beside Status-Server. */
  readonly requestCode: number;
  /** Why a request cannot be taken for the router's own. */
  readonly findFault: (packet: PacketView, router: KnownRouter) => string | undefined;
  /** Said in the debug log of a retransmission. */
  readonly duplicateWords: string;
  /** Takes a request that is new and authentic; {@link RequestIntake.packet} holds it for this turn only. */
  readonly handle: (request: ReceivedRequest) => void;
}

/** A decoded, new and authentic request. */
export interface ReceivedRequest {
  readonly router: KnownRouter;
  readonly datagram: Buffer;
  readonly address: string;
  readonly port: number;
}

/** What every request passes before anybody thinks about it: decode, router, code, duplicate, authenticity. What does not pass is said, and never answered. */
export class RequestIntake {
  readonly packet = new PacketView();

  constructor(
    private readonly options: IntakeOptions,
    private readonly rules: IntakeRules,
  ) {}

  receive(datagram: Buffer, address: string, port: number): void {
    const { packet, options, rules } = this;
    const outcome = decodePacket(packet, datagram, datagram.length);
    const router = options.routers.find(address);
    if (!router) {
      this.refuseStranger(address);
      return;
    }
    if (outcome !== DECODE_OUTCOME.Ok) {
      this.notice(address, router.name, `malformed packet: ${DECODE_OUTCOME_WORDS[outcome]}`);
      return;
    }
    if (packet.code !== rules.requestCode && packet.code !== PACKET_CODE['Status-Server']) {
      this.notice(address, router.name, `${packetCodeName(packet.code)} on the ${rules.portName} port; correct the ports on the router`);
      return;
    }
    const known = options.duplicates.find(address, port, datagram);
    if (known !== undefined) {
      if (known !== 'in-progress') options.send(known, address, port);
      if (options.debug.isOn) this.trace(router, address, [rules.duplicateWords], known === 'in-progress' ? undefined : known);
      return;
    }
    const fault = rules.findFault(packet, router);
    if (fault !== undefined) {
      this.refuse(router, address, fault);
      return;
    }
    rules.handle({ router, datagram, address, port });
  }

  /** Writes the exchange to the debug log; look at its `isOn` first. */
  trace(router: KnownRouter | undefined, sourceAddress: string, steps: readonly string[], reply?: Buffer): void {
    const told = router ? [`router ${router.name}`, ...steps] : steps;
    this.options.debug.record({ kind: this.rules.kind, packet: this.packet, router, sourceAddress, steps: told, reply });
  }

  private refuseStranger(address: string): void {
    const { options } = this;
    const reason = `no router has the address ${address}; add it under Routers, or correct its address`;
    this.notice(address, '', reason);
    options.counters.stranger(address, options.clock.nowMs());
    if (options.debug.isOn) this.trace(undefined, address, [reason]);
  }

  private refuse(router: KnownRouter, address: string, fault: string): void {
    const { options, packet, rules } = this;
    options.log.write({
      ...shortLogEntry(packet, router),
      atMs: options.clock.nowMs(),
      kind: rules.kind,
      verdict: 'drop',
      ipv4Address: '',
      reason: fault,
    });
    if (fault === wrongSecret(router)) options.counters.wrongSecret(router.id, options.clock.nowMs());
    if (options.debug.isOn) this.trace(router, address, [`not answered: ${fault}`]);
  }

  private notice(routerAddress: string, routerName: string, reason: string): void {
    const { notices, log, clock } = this.options;
    if (!notices.isDue(routerAddress)) return;
    const nobody = { login: '', macAddress: '', ipv4Address: '' };
    log.write({ ...nobody, atMs: clock.nowMs(), kind: this.rules.kind, verdict: 'drop', routerName, routerAddress, reason });
  }
}
