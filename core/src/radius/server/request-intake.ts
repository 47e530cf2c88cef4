import type { Clock } from '@tapline/sdk';
import { ATTRIBUTE, DECODE_OUTCOME, DECODE_OUTCOME_WORDS, decodePacket, PACKET_CODE, PacketView, packetCodeName } from '../codec/index.js';
import type { RouterCounters } from '../health/router-counters.js';
import type { DebugExchange, DebugLog } from '../log/debug-log.js';
import type { ShortLog } from '../log/short-log.js';
import type { DuplicateCache } from './duplicate-cache.js';
import { provesSecret } from './request-authenticity.js';
import { shortLogEntry } from './request-report.js';
import { expectedNames, nasNames, RouterPlace } from './router-place.js';
import { type KnownRouter, type RouterTable, wrongSecret } from './router-table.js';
import { SourceNotices } from './source-notices.js';

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
  /** Called with a router whose first Message-Authenticator has come, if that is to be learned. */
  readonly onMessageAuthenticator?: (router: KnownRouter) => void;
}

// Of a router with a wrong secret every request says the same.
const REFUSALS = { perSource: 20, most: 200 };

/** What differs between the two ports. */
export interface IntakeRules {
  readonly kind: 'auth' | 'accounting';
  /** The port's name in advice. */
  readonly portName: string;
  /** The one code that it takes beside Status-Server. */
  readonly requestCode: number;
  /** Why a request cannot be taken for the router's own. */
  readonly findFault: (packet: PacketView, router: KnownRouter) => string | undefined;
  /** Whether a request is Tapline's own, which may come in a router's place and says nothing of that router. */
  readonly isTest?: (packet: PacketView, router: KnownRouter) => boolean;
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
  /** Where the request in hand came from. */
  sourceAddress = '';
  /** When it was read, by the clock of `performance.now()`. */
  readAtMs = 0;
  readonly #refusals = new SourceNotices(undefined, REFUSALS);

  constructor(
    private readonly options: IntakeOptions,
    private readonly rules: IntakeRules,
  ) {}

  /** `proven`: the router that a TLS connection has shown to be; a datagram's is found by where it comes from. */
  receive(datagram: Buffer, address: string, port: number, proven?: KnownRouter): void {
    const { packet, options, rules } = this;
    this.readAtMs = performance.now();
    const outcome = decodePacket(packet, datagram, datagram.length);
    this.sourceAddress = address;
    const place = proven ?? options.routers.find(address);
    if (!place) {
      this.refuseStranger(address);
      return;
    }
    if (outcome !== DECODE_OUTCOME.Ok) {
      options.counters.metrics.dropped('malformed');
      this.notice(address, place.name, `malformed packet: ${DECODE_OUTCOME_WORDS[outcome]}`);
      return;
    }
    if (packet.code !== rules.requestCode && packet.code !== PACKET_CODE['Status-Server']) {
      options.counters.metrics.dropped('malformed');
      this.notice(address, place.name, `${packetCodeName(packet.code)} on the ${rules.portName} port; correct the ports on the router`);
      return;
    }
    if (!(place instanceof RouterPlace)) {
      this.receiveFrom(place, datagram, port);
      return;
    }
    const router = place.only ?? this.choose(place);
    if (router) this.receiveFrom(router, datagram, port);
    else this.refuseMisnamed(place, address);
  }

  /** Takes a decoded request of a router that is known. */
  private receiveFrom(router: KnownRouter, datagram: Buffer, port: number): void {
    const { packet, options, rules, sourceAddress: address } = this;
    const known = options.duplicates.find(address, port, datagram);
    if (known !== undefined) {
      options.counters.metrics.dropped('duplicate');
      if (known !== 'in-progress') options.send(known, address, port);
      if (options.debug.isOn) {
        const reply = known === 'in-progress' ? undefined : known;
        this.trace(router, address, [rules.duplicateWords], { reply });
      }
      return;
    }
    const fault = rules.findFault(packet, router);
    if (fault !== undefined) {
      this.refuse(router, address, fault);
      return;
    }
    // A Status-Server always has a Message-Authenticator (RFC 5997 s3), and Tapline's own test sends one too.
    if (packet.code === rules.requestCode && !rules.isTest?.(packet, router)) {
      options.counters.seen(router.id, address);
      if (router.learnsMessageAuthenticator && packet.has(ATTRIBUTE['Message-Authenticator'])) options.onMessageAuthenticator?.(router);
    }
    rules.handle({ router, datagram, address, port });
  }

  private choose(place: RouterPlace): KnownRouter | undefined {
    const { packet } = this;
    const chosen = place.choose(packet);
    // Whoever asks only whether we are there need not say who it is (RFC 5997 s3); its Message-Authenticator does.
    if (chosen || packet.code !== PACKET_CODE['Status-Server']) return chosen;
    return place.routers.find((router) => provesSecret(packet, router));
  }

  /** Writes the exchange to the debug log; look at its `isOn` first. */
  trace(
    router: KnownRouter | undefined,
    sourceAddress: string,
    steps: readonly string[],
    outcome: Pick<DebugExchange, 'reply' | 'serviceId'> = {},
  ): void {
    const told = router ? [`router ${router.name}`, ...steps] : steps;
    this.options.debug.record({ kind: this.rules.kind, packet: this.packet, router, sourceAddress, steps: told, ...outcome });
  }

  private refuseStranger(address: string): void {
    const { options } = this;
    const reason = `no router has the address ${address}; add it under Routers, or correct its address`;
    this.notice(address, '', reason);
    options.counters.stranger(address, options.clock.nowMs());
    options.counters.metrics.dropped('stranger');
    if (options.debug.isOn) this.trace(undefined, address, [reason]);
  }

  /** Somebody behind a shared address who calls himself what nobody there is called. */
  private refuseMisnamed(place: RouterPlace, address: string): void {
    const { options, packet } = this;
    options.counters.stranger(address, options.clock.nowMs());
    options.counters.metrics.dropped('misnamed');
    if (!options.notices.isDue(address)) return;
    const owner = place.routers.find((router) => provesSecret(packet, router));
    const names = nasNames(packet);
    if (owner) options.counters.misnamed(owner.id, names, options.clock.nowMs());
    const reason = owner
      ? `it sends ${names}, and under Routers it has ${expectedNames(owner)}; correct one of the two`
      : `no router at ${address} has ${names}; there ${place.routers.map((router) => `${router.name} has ${expectedNames(router)}`).join(', ')}; correct it under Routers, or add the router`;
    this.writeDrop({ name: owner?.name ?? '' }, reason);
    if (options.debug.isOn) this.trace(owner, address, [`not answered: ${reason}`]);
  }

  private refuse(router: KnownRouter, address: string, fault: string): void {
    const { options } = this;
    options.counters.metrics.dropped('refused');
    if (fault === wrongSecret(router)) options.counters.wrongSecret(router.id, options.clock.nowMs());
    if (this.#refusals.isDue(address)) this.writeDrop(router, fault);
    if (options.debug.isOn) this.trace(router, address, [`not answered: ${fault}`]);
  }

  private writeDrop(router: Pick<KnownRouter, 'name'>, reason: string): void {
    const { log, clock } = this.options;
    const outcome = { atMs: clock.nowMs(), kind: this.rules.kind, verdict: 'drop', ipv4Address: '', reason } as const;
    log.write(shortLogEntry(this.packet, router, this.sourceAddress, outcome));
  }

  private notice(routerAddress: string, routerName: string, reason: string): void {
    const { notices, log, clock } = this.options;
    if (!notices.isDue(routerAddress)) return;
    const nobody = { login: '', macAddress: '', ipv4Address: '' };
    log.write({ ...nobody, atMs: clock.nowMs(), kind: this.rules.kind, verdict: 'drop', routerName, routerAddress, reason });
  }
}
