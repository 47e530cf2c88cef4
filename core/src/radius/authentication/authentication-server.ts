import { isUtf8 } from 'node:buffer';
import type { LineAddressing } from '../../network/line-addressing.js';
import { framedAttributes } from '../answers/framed-ppp.js';
import type { LoginAnswers } from '../answers/login-answers.js';
import { SHUT_REASON_WORDS } from '../answers/shut-policy.js';
import { canBeLetIn, isOfService, shutReasonOf } from '../answers/shut-reason.js';
import {
  AnswerAttributes,
  ATTRIBUTE,
  MAX_PACKET_LENGTH,
  PACKET_CODE,
  type PacketView,
  readText,
  revealedPassword,
  revealPassword,
  writeAccessAccept,
  writeAccessReject,
} from '../codec/index.js';
import { readPlayedRouter } from '../diagnosis/played-router.js';
import { TESTER_NAME, type TesterRecognition } from '../diagnosis/tester-identity.js';
import type { LeasedAddresses } from '../leases/lease-book.js';
import { leasedAttributes } from '../leases/leased-attributes.js';
import type { SessionLeases } from '../leases/session-leases.js';
import { stationOf } from '../leases/station.js';
import type { ShortLogEntry } from '../log/short-log-entry.js';
import type { DelayedAnswers } from '../server/delayed-answers.js';
import { nasDeviceOf } from '../server/nas-device.js';
import { findAccessRequestFault } from '../server/request-authenticity.js';
import { type IntakeOptions, type ReceivedRequest, RequestIntake } from '../server/request-intake.js';
import { shortLogEntry } from '../server/request-report.js';
import type { KnownRouter } from '../server/router-table.js';
import type { SecretProofs } from '../server/secret-proofs.js';
import type { AccessSnapshot, SnapshotLine } from '../snapshot/access-snapshot.js';
import {
  decideLogin,
  isKnownByItsDevice,
  type LoginDecision,
  type LoginRefusal,
  refuseForWantOfAddress,
  WRONG_CREDENTIALS,
} from './decide-login.js';
import { decideRouterLogin, routerLoginAttributes } from './decide-router-login.js';
import { explainLogin } from './explain-login.js';
import { findLine } from './find-line.js';
import { type LoginAttempt, RequestAttempt } from './login-attempt.js';
import type { ProcessMemory } from './login-memory.js';
import { appendMsChapAccept, appendMsChapReject } from './ms-chap-reply.js';
import { replyMessage } from './reply-message.js';
import type { RouterLogins } from './router-logins.js';
import { SessionClass } from './session-class.js';

export interface AuthenticationServerOptions extends IntakeOptions {
  readonly snapshot: AccessSnapshot;
  /** Decrypts the password of a line that has it sealed. */
  readonly unseal: (line: SnapshotLine) => void;
  readonly answers: LoginAnswers;
  readonly leases: Pick<SessionLeases, 'give' | 'preview'>;
  readonly memory: ProcessMemory;
  readonly secretProofs: Pick<SecretProofs, 'note' | 'has'>;
  readonly routerLogins: Pick<RouterLogins, 'find'>;
  readonly tester: Pick<TesterRecognition, 'isTest'>;
  /** Where rejections wait; without it they go at once. */
  readonly rejections?: Pick<DelayedAnswers, 'add'>;
}

/** A login while it is answered. */
interface AskedLogin {
  readonly router: KnownRouter;
  readonly attempt: LoginAttempt;
  /** Business time. */
  readonly nowMs: number;
}

/** What the sessions of a line are to be leased, and how many of them were looked at to let one in. */
interface SessionTerms {
  readonly perSession: LineAddressing['perSession'] | undefined;
  /** 0 where any number may be online. */
  readonly sessionLimit: number;
}

const NO_ATTRIBUTES = Buffer.alloc(0);
/** In the walled garden nobody is refused for being online already. */
const ANY_NUMBER = 0;
const MISREAD = "password unreadable: the router's secret is probably wrong";
/** Where the router has the right secret. */
const UNREADABLE = 'password unreadable: wrong password, or one that is not UTF-8';
const CONTROL_CHARACTER = /\p{Cc}/u;

/** Answers Access-Requests (RFC 2865) from memory: decode, router, duplicate, Message-Authenticator, decision, answer; all in one turn. */
export class AuthenticationServer {
  readonly #intake: RequestIntake;
  readonly #packet: PacketView;
  readonly #output = Buffer.alloc(MAX_PACKET_LENGTH);
  /** What this answer alone holds. */
  readonly #extra = new AnswerAttributes();
  readonly #sessionClass = new SessionClass();
  /** What was leased for the login in hand. */
  #leased: LeasedAddresses | undefined;
  /** The line that the login in hand is about. */
  #found: SnapshotLine | undefined;
  /** How the last login was decided; only while the debug log is on. */
  #explanation: readonly string[] = [];

  constructor(private readonly options: AuthenticationServerOptions) {
    this.#intake = new RequestIntake(options, {
      kind: 'auth',
      portName: 'authentication',
      requestCode: PACKET_CODE['Access-Request'],
      findFault: findAccessRequestFault,
      isTest: (packet, router) => options.tester.isTest(packet, router),
      duplicateWords: 'sent again by the router: it gets the same answer',
      handle: (request) => this.handle(request),
    });
    this.#packet = this.#intake.packet;
  }

  /** `proven`: see {@link RequestIntake.receive}. */
  receive(datagram: Buffer, address: string, port: number, proven?: KnownRouter): void {
    this.#intake.receive(datagram, address, port, proven);
  }

  private handle({ router, datagram, address, port }: ReceivedRequest): void {
    const { debug, duplicates, send, rejections, counters } = this.options;
    const length = this.#packet.code === PACKET_CODE['Status-Server'] ? this.confirm(router) : this.answer(router);
    if (debug.isOn) {
      const reply = length === 0 ? undefined : this.#output.subarray(0, length);
      this.#intake.trace(router, address, [messageAuthenticatorWords(this.#packet), ...this.#explanation], {
        reply,
        serviceId: this.#found?.serviceId,
      });
    }
    counters.metrics.took(performance.now() - this.#intake.readAtMs);
    if (length === 0) return;
    const output = this.#output;
    if (rejections && output[0] === PACKET_CODE['Access-Reject']) {
      // Until it is sent, a retransmission is one of a request in progress.
      duplicates.remember(address, port, datagram);
      rejections.add({ request: datagram, reply: Buffer.from(output.subarray(0, length)), address, port });
      return;
    }
    send(duplicates.keep(address, port, datagram, output, length), address, port);
  }

  /** Writes the answer to {@link #output} and returns its length; 0 when there is none. */
  private answer(asking: KnownRouter): number {
    const packet = this.#packet;
    const attempt = new RequestAttempt(packet, asking, this.options.tester.isTest(packet, asking));
    // Nothing of a test is counted or shown as the router's in whose place it comes.
    const router = attempt.isTest ? { ...asking, name: TESTER_NAME } : asking;
    this.#found = undefined;
    if (attempt.way === 'router') return this.answerAdmin(router, attempt);
    const line = findLine(this.options.snapshot, attempt);
    this.#found = line;
    if (line?.sealedPassword !== undefined) this.options.unseal(line);
    const { memory, secretProofs } = this.options;
    const { sourceAddress } = this.#intake;
    const nowMs = this.options.clock.nowMs();
    const decision = this.lease(decideLogin(line, attempt, memory), { router, attempt, nowMs });
    if (this.options.debug.isOn) this.#explanation = explainLogin(line, attempt, { decision, memory });
    this.explainLease();
    this.#extra.clear();
    if (!attempt.isTest && isSigned(packet, attempt, decision)) secretProofs.note(router, sourceAddress, nowMs);
    if (decision.verdict === 'accept') {
      if (!attempt.isTest) this.options.counters.login(router.id, nowMs, true);
      this.options.counters.metrics.answered(router.id, 'accept');
      const { credentials } = decision.line;
      const attributes = this.options.answers.accept(router.id, decision.line, nowMs);
      this.#extra.append(framedAttributes(packet));
      this.appendSession();
      if (credentials) appendMsChapAccept(this.#extra, packet, { secret: router.secret, credentials });
      if (!attempt.isTest) memory.accepted(decision.line, attempt, { learnedMac: decision.learnedMac, sessionClass: this.#sessionClass });
      const length = writeAccessAccept(this.#output, packet, router.secret, attributes, this.#extra);
      const ipv4Address = this.#leased?.ipv4 ?? decision.line.ipv4Address ?? '';
      return this.finish(router, length, 'accept', { reason: '', ipv4Address });
    }
    const isUnreadable = decision.cause === 'wrong-password' && isGarbled(packet, router);
    const isMisread = isUnreadable && !secretProofs.has(router, sourceAddress, nowMs);
    const refused = isUnreadable ? { ...decision, reason: isMisread ? MISREAD : UNREADABLE } : decision;
    const letIn = isMisread ? refused : this.letIntoGarden(line, refused, { router, attempt, nowMs });
    const isIn = typeof letIn === 'number';
    const { cause, ...refusal } = isIn ? refused : letIn;
    if (!attempt.isTest) this.options.counters.login(router.id, nowMs, isIn);
    this.options.counters.metrics.answered(router.id, `${isIn ? 'walled-garden' : 'reject'} ${cause}`);
    if (isIn) {
      const ipv4Address = this.#leased?.ipv4 ?? '';
      return this.finish(router, letIn, 'accept', { reason: `walled garden: ${refusal.reason}`, ipv4Address });
    }
    appendMsChapReject(this.#extra, packet, cause, refusal.replyMessage);
    const length = writeAccessReject(this.#output, packet, router.secret, replyMessage(refusal.replyMessage), this.#extra);
    if (isMisread) this.options.counters.wrongSecret(router.id, nowMs);
    return this.finish(router, length, 'reject', { reason: refusal.reason, ipv4Address: '' });
  }

  /** Somebody wants in to the router itself. */
  private answerAdmin(router: KnownRouter, attempt: LoginAttempt): number {
    const packet = this.#packet;
    const decision = decideRouterLogin(this.options.routerLogins.find(attempt.login), attempt);
    const { verdict, reason } = decision;
    this.options.counters.login(router.id, this.options.clock.nowMs(), verdict === 'accept');
    if (this.options.debug.isOn) this.#explanation = ['asks for the router itself', `${verdict}: ${reason}`];
    this.#extra.clear();
    if (decision.verdict === 'accept') {
      const { group, credentials } = decision.admin;
      appendMsChapAccept(this.#extra, packet, { secret: router.secret, credentials });
      const length = writeAccessAccept(this.#output, packet, router.secret, routerLoginAttributes(group), this.#extra);
      return this.finish(router, length, verdict, { reason, ipv4Address: '' });
    }
    appendMsChapReject(this.#extra, packet, decision.cause, WRONG_CREDENTIALS);
    const length = writeAccessReject(this.#output, packet, router.secret, replyMessage(WRONG_CREDENTIALS), this.#extra);
    return this.finish(router, length, verdict, { reason, ipv4Address: '' });
  }

  /** Writes the answer that lets a login that is shut into the walled garden, and returns its length; else why it is refused. */
  private letIntoGarden(line: SnapshotLine | undefined, decision: LoginRefusal, asked: AskedLogin): number | LoginRefusal {
    const { router, attempt, nowMs } = asked;
    // Whoever may pass is not shut: the next login may find an address.
    if (decision.cause === 'no-address') return decision;
    const packet = this.#packet;
    const reason = shutReasonOf(decision.cause, line);
    if (!canBeLetIn(reason, attempt.method)) return decision;
    const { login } = attempt;
    const isOwn = line !== undefined && isOfService(reason);
    // A stranger gets nothing of the line, its address least of all.
    const garden = this.options.answers.garden(router.id, reason, { login, line: isOwn ? line : undefined }, nowMs);
    if (!garden) return decision;
    if (isOwn) {
      const shortage = this.nameSession(line, { perSession: garden.perSession, sessionLimit: ANY_NUMBER }, asked);
      if (shortage) {
        this.explain(`not let into the walled garden: ${shortage.reason}`);
        return shortage;
      }
    } else this.#sessionClass.nameGuest();
    this.explain(`let into the walled garden (${SHUT_REASON_WORDS[reason]})`);
    this.explainLease();
    this.#extra.append(framedAttributes(packet));
    this.appendSession();
    if (line?.credentials && reason !== 'wrongPassword') {
      appendMsChapAccept(this.#extra, packet, { secret: router.secret, credentials: line.credentials });
    }
    return writeAccessAccept(this.#output, packet, router.secret, garden.attributes, this.#extra);
  }

  private appendSession(): void {
    this.#extra.appendStandard(ATTRIBUTE.Class, this.#sessionClass.octets, this.#sessionClass.length);
    if (this.#leased) this.#extra.append(leasedAttributes(this.#leased));
  }

  private explainLease(): void {
    if (this.options.debug.isOn && this.#leased) this.explain(`leased: ${Object.values(this.#leased).join(', ')}`);
  }

  private explain(step: string): void {
    if (this.options.debug.isOn) this.#explanation = [...this.#explanation, step];
  }

  /** Names the session of a login that may pass, and leases what the line leaves to its sessions; without it the login is refused. */
  private lease(decision: LoginDecision, asked: AskedLogin): LoginDecision {
    this.#leased = undefined;
    if (decision.verdict !== 'accept') return decision;
    const { perSession, loginRules } = decision.line;
    return this.nameSession(decision.line, { perSession, sessionLimit: loginRules.sessionLimit }, asked) ?? decision;
  }

  /** Makes the Class of a session of the line, and leases what it is to be leased; returns why the login is refused where that cannot be. */
  private nameSession(
    { serviceId, grantDigest }: SnapshotLine,
    { perSession, sessionLimit }: SessionTerms,
    { router, attempt, nowMs }: AskedLogin,
  ): LoginRefusal | undefined {
    this.#sessionClass.name(serviceId, grantDigest);
    if (perSession === undefined || Object.keys(perSession).length === 0) return undefined;
    const { leases } = this.options;
    const sessionClass = this.#sessionClass.text;
    const { macAddress } = attempt;
    const station = stationOf(this.#packet, { macAddress, sessionLimit, sessionClass });
    const nasDevice = nasDeviceOf(this.#packet, this.#intake.sourceAddress);
    const session = { serviceId, perSession, nasDevice, station, sessionClass, nowMs };
    const outcome = attempt.isTest ? leases.preview({ ...session, router: this.playedRouter() }) : leases.give({ ...session, router });
    if (!outcome.isGiven) return refuseForWantOfAddress(outcome.reason);
    this.#leased = outcome.addresses;
    return undefined;
  }

  /** In whose place the test in hand asks; `undefined` where that is not known. */
  private playedRouter(): KnownRouter | undefined {
    const routerId = readPlayedRouter(this.#packet);
    return routerId === undefined ? undefined : this.options.routers.withId(routerId);
  }

  /** RFC 5997 s3: the server is there. */
  private confirm(router: KnownRouter): number {
    this.#found = undefined;
    if (this.options.debug.isOn) this.#explanation = ['the router asks whether the server is there'];
    return writeAccessAccept(this.#output, this.#packet, router.secret, this.stateOfLine());
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
  ): number {
    if (length === 0) this.report(router, 'drop', 'the answer would be longer than a RADIUS packet may be; is a proxy adding to it?');
    else this.report(router, verdict, reason, ipv4Address);
    return length;
  }

  private report(router: KnownRouter, verdict: ShortLogEntry['verdict'], reason: string, ipv4Address = ''): void {
    const outcome = { atMs: this.options.clock.nowMs(), kind: 'auth', verdict, ipv4Address, reason } as const;
    this.options.log.write(shortLogEntry(this.#packet, router, this.#intake.sourceAddress, outcome));
  }
}

function messageAuthenticatorWords(packet: PacketView): string {
  return packet.has(ATTRIBUTE['Message-Authenticator']) ? 'with Message-Authenticator' : 'without Message-Authenticator';
}

/** Whether only who has the router's secret can have asked: there is a Message-Authenticator, or the right password came out of its hiding. */
function isSigned(packet: PacketView, attempt: LoginAttempt, decision: LoginDecision): boolean {
  if (packet.has(ATTRIBUTE['Message-Authenticator'])) return true;
  return decision.verdict === 'accept' && attempt.method === 'pap' && !isKnownByItsDevice(decision.line, attempt);
}

/** A password that nobody types came out of a hiding that was undone with another secret; with a Message-Authenticator that is ruled out. */
function isGarbled(packet: PacketView, router: KnownRouter): boolean {
  if (packet.has(ATTRIBUTE['Message-Authenticator'])) return false;
  const length = revealPassword(packet, router.secret);
  if (length < 0) return packet.has(ATTRIBUTE['User-Password']);
  const password = revealedPassword.subarray(0, length);
  return !isUtf8(password) || CONTROL_CHARACTER.test(password.toString('utf8'));
}
