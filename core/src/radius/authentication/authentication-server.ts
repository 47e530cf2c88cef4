import { isUtf8 } from 'node:buffer';
import type { Clock } from '@tapline/sdk';
import {
  ATTRIBUTE,
  AttributeWriter,
  DECODE_OUTCOME,
  DECODE_OUTCOME_WORDS,
  decodePacket,
  hasValidMessageAuthenticator,
  isChapPassword,
  isPapPassword,
  MAX_PACKET_LENGTH,
  normaliseMacAddress,
  PACKET_CODE,
  PacketView,
  packetCodeName,
  readText,
  revealedPassword,
  revealPassword,
  writeAccessAccept,
  writeAccessReject,
} from '../codec/index.js';
import type { RouterCounters } from '../health/router-counters.js';
import type { DebugLog } from '../log/debug-log.js';
import type { ShortLog } from '../log/short-log.js';
import type { ShortLogEntry } from '../log/short-log-entry.js';
import type { DuplicateCache } from '../server/duplicate-cache.js';
import { type KnownRouter, type RouterTable, wrongSecret } from '../server/router-table.js';
import type { SourceNotices } from '../server/source-notices.js';
import type { AccessSnapshot } from '../snapshot/access-snapshot.js';
import { decideLogin, type LoginAttempt } from './decide-login.js';
import { explainLogin } from './explain-login.js';
import { replyMessage } from './reply-message.js';
import { newSessionClass } from './session-class.js';

export interface AuthenticationServerOptions {
  readonly routers: RouterTable;
  readonly snapshot: AccessSnapshot;
  readonly duplicates: DuplicateCache;
  readonly notices: SourceNotices;
  readonly log: Pick<ShortLog, 'write'>;
  readonly debug: Pick<DebugLog, 'isOn' | 'record'>;
  readonly counters: RouterCounters;
  readonly clock: Clock;
  readonly send: (datagram: Buffer, address: string, port: number) => void;
}

const NO_ATTRIBUTES = Buffer.alloc(0);
const CONTROL_CHARACTER = /\p{Cc}/u;

/** Answers Access-Requests (RFC 2865) from memory: decode, router, duplicate, Message-Authenticator, decision, answer; all in one turn. */
export class AuthenticationServer {
  readonly #packet = new PacketView();
  readonly #output = Buffer.alloc(MAX_PACKET_LENGTH);
  /** How the last login was decided; only while the debug log is on. */
  #explanation: readonly string[] = [];

  constructor(private readonly options: AuthenticationServerOptions) {}

  receive(datagram: Buffer, address: string, port: number): void {
    const packet = this.#packet;
    const outcome = decodePacket(packet, datagram, datagram.length);
    const router = this.options.routers.find(address);
    if (!router) {
      const stranger = `no router has the address ${address}; add it under Routers, or correct its address`;
      this.notice(address, '', stranger);
      this.options.counters.stranger(address, this.options.clock.nowMs());
      if (this.options.debug.isOn) this.trace(undefined, address, [stranger]);
      return;
    }
    if (outcome !== DECODE_OUTCOME.Ok) {
      this.notice(address, router.name, `malformed packet: ${DECODE_OUTCOME_WORDS[outcome]}`);
      return;
    }
    if (packet.code !== PACKET_CODE['Access-Request'] && packet.code !== PACKET_CODE['Status-Server']) {
      this.notice(address, router.name, `${packetCodeName(packet.code)} on the authentication port; correct the ports on the router`);
      return;
    }
    const known = this.options.duplicates.find(address, port, datagram);
    if (known !== undefined) {
      if (known !== 'in-progress') this.options.send(known, address, port);
      if (this.options.debug.isOn) this.trace(router, address, ['sent again by the router: it gets the same answer'], known);
      return;
    }
    const fault = findAuthenticityFault(packet, router);
    if (fault !== undefined) {
      this.report(router, 'drop', fault);
      if (fault === wrongSecret(router)) this.options.counters.wrongSecret(router.id, this.options.clock.nowMs());
      if (this.options.debug.isOn) this.trace(router, address, [`not answered: ${fault}`]);
      return;
    }
    const reply = packet.code === PACKET_CODE['Status-Server'] ? this.confirm(router) : this.answer(router);
    if (this.options.debug.isOn) this.trace(router, address, this.#explanation, reply);
    if (!reply) return;
    this.options.duplicates.remember(address, port, datagram, reply);
    this.options.send(reply, address, port);
  }

  private answer(router: KnownRouter): Buffer | undefined {
    const packet = this.#packet;
    const line = this.options.snapshot.find(readText(packet, ATTRIBUTE['User-Name']) ?? '');
    const attempt = attemptOf(packet, router);
    const decision = decideLogin(line, attempt);
    const nowMs = this.options.clock.nowMs();
    this.options.counters.login(router.id, nowMs, decision.verdict === 'accept');
    if (this.options.debug.isOn) this.#explanation = explainLogin(line, attempt, decision);
    if (decision.verdict === 'accept') {
      const { serviceId, grantDigest, replyAttributes, ipv4Address } = decision.line;
      const sessionClass = new AttributeWriter().text(ATTRIBUTE.Class, newSessionClass(serviceId, grantDigest)).build();
      const length = writeAccessAccept(this.#output, packet, router.secret, Buffer.concat([replyAttributes, sessionClass]));
      return this.finish(router, length, 'accept', { reason: '', ipv4Address: ipv4Address ?? '' });
    }
    const length = writeAccessReject(this.#output, packet, router.secret, replyMessage(decision.replyMessage));
    const isUnreadable = decision.cause === 'wrong-password' && isGarbled(packet, router);
    if (isUnreadable) this.options.counters.wrongSecret(router.id, nowMs);
    const reason = isUnreadable ? "password unreadable: the router's secret is probably wrong" : decision.reason;
    return this.finish(router, length, 'reject', { reason, ipv4Address: '' });
  }

  /** RFC 5997 s3: the server is there. */
  private confirm(router: KnownRouter): Buffer | undefined {
    if (this.options.debug.isOn) this.#explanation = ['the router asks whether the server is there'];
    const length = writeAccessAccept(this.#output, this.#packet, router.secret, this.stateOfLine());
    return length === 0 ? undefined : Buffer.from(this.#output.subarray(0, length));
  }

  /** For `tapline radius test`, which names a login: whether this process has followed the database to its line's newest state. */
  private stateOfLine(): Buffer {
    const login = readText(this.#packet, ATTRIBUTE['User-Name']);
    if (login === undefined) return NO_ATTRIBUTES;
    return replyMessage(`access version ${this.options.snapshot.find(login)?.version ?? 0}`);
  }

  private finish(
    router: KnownRouter,
    length: number,
    verdict: 'accept' | 'reject',
    { reason, ipv4Address }: { readonly reason: string; readonly ipv4Address: string },
  ): Buffer | undefined {
    if (length === 0) {
      this.report(router, 'drop', 'the answer would be longer than a RADIUS packet may be; is a proxy adding to it?');
      return undefined;
    }
    this.report(router, verdict, reason, ipv4Address);
    return Buffer.from(this.#output.subarray(0, length));
  }

  private report(router: KnownRouter, verdict: ShortLogEntry['verdict'], reason: string, ipv4Address = ''): void {
    const station = readText(this.#packet, ATTRIBUTE['Calling-Station-Id']) ?? '';
    this.options.log.write({
      atMs: this.options.clock.nowMs(),
      kind: 'auth',
      verdict,
      login: readText(this.#packet, ATTRIBUTE['User-Name']) ?? '',
      routerName: router.name,
      routerAddress: router.address,
      macAddress: normaliseMacAddress(station) ?? station,
      ipv4Address,
      reason,
    });
  }

  private trace(router: KnownRouter | undefined, sourceAddress: string, steps: readonly string[], reply?: Buffer | 'in-progress'): void {
    const packet = this.#packet;
    this.options.debug.record({
      kind: 'auth',
      packet,
      router,
      sourceAddress,
      steps: router ? [`router ${router.name}; ${messageAuthenticatorWords(packet)}`, ...steps] : steps,
      reply: reply === 'in-progress' ? undefined : reply,
    });
  }

  private notice(routerAddress: string, routerName: string, reason: string): void {
    if (!this.options.notices.isDue(routerAddress)) return;
    const nobody = { login: '', macAddress: '', ipv4Address: '' };
    this.options.log.write({
      ...nobody,
      atMs: this.options.clock.nowMs(),
      kind: 'auth',
      verdict: 'drop',
      routerName,
      routerAddress,
      reason,
    });
  }
}

/** Why the request cannot be taken for the router's own (CVE-2024-3596, RFC 3579 s3.2). */
function findAuthenticityFault(packet: PacketView, router: KnownRouter): string | undefined {
  if (packet.has(ATTRIBUTE['Message-Authenticator'])) {
    if (hasValidMessageAuthenticator(packet, router.secret)) return undefined;
    return wrongSecret(router);
  }
  if (packet.code === PACKET_CODE['Status-Server']) return 'Status-Server without Message-Authenticator';
  if (router.requireMessageAuthenticator) {
    return "no Message-Authenticator: turn it on at the router (RouterOS 7.15 and later: require-message-auth), or turn off 'Require Message-Authenticator' for this router";
  }
  // What a forger needs room for; no router sends it by itself.
  return packet.proxyStateCount > 0 ? 'Proxy-State without Message-Authenticator: turn Message-Authenticator on at the proxy' : undefined;
}

function messageAuthenticatorWords(packet: PacketView): string {
  return packet.has(ATTRIBUTE['Message-Authenticator']) ? 'with Message-Authenticator' : 'without Message-Authenticator';
}

function attemptOf(packet: PacketView, router: KnownRouter): LoginAttempt {
  const macAddress = normaliseMacAddress(readText(packet, ATTRIBUTE['Calling-Station-Id']) ?? '');
  if (packet.has(ATTRIBUTE['User-Password'])) {
    return { credential: 'pap', macAddress, isPassword: (password) => isPapPassword(packet, router.secret, password) };
  }
  if (packet.has(ATTRIBUTE['CHAP-Password'])) {
    return { credential: 'chap', macAddress, isPassword: (password) => isChapPassword(packet, password) };
  }
  return { credential: 'none', macAddress, isPassword: () => false };
}

/** A password that nobody types came out of a hiding that was undone with another secret; with a Message-Authenticator that is ruled out. */
function isGarbled(packet: PacketView, router: KnownRouter): boolean {
  if (packet.has(ATTRIBUTE['Message-Authenticator'])) return false;
  const length = revealPassword(packet, router.secret);
  if (length < 0) return packet.has(ATTRIBUTE['User-Password']);
  const password = revealedPassword.subarray(0, length);
  return !isUtf8(password) || CONTROL_CHARACTER.test(password.toString('utf8'));
}
