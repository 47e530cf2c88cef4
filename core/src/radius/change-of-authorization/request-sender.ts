import { type Actor, type Clock, EVENTS, type Logger, type Router, TaplineError, type Transaction } from '@tapline/sdk';
import { AccessStore, type StoredAccess } from '../../access/access-store.js';
import { forgottenChangeOf, lacksOnlyCoa } from '../../access/grant-digest.js';
import type { Database } from '../../kernel/database/database.js';
import { newId } from '../../kernel/ids/id.js';
import type { EventRaiser } from '../../kernel/outbox/event-raiser.js';
import { parseRouterAddress } from '../../network/router-address.js';
import type { RouterService } from '../../network/router-service.js';
import type { SessionEnds } from '../accounting/session-ends.js';
import type { AnswerRouter } from '../answers/accept-attributes.js';
import { coaAddressOf } from '../health/coa-address.js';
import type { ShortLog } from '../log/short-log.js';
import { RadsecConnectionStore } from '../radsec/radsec-connection-store.js';
import type { CoaOutcome } from './coa-client.js';
import { type CoaDevice, CoaHealthStore, deviceKeyOf } from './coa-health-store.js';
import { coaTargetOf } from './coa-target.js';
import { changeOfLine, type LineChange } from './line-change.js';
import type { LiveSession } from './live-session.js';
import { LiveSessionStore } from './live-session-store.js';
import { LOGIN_TO_START_MS, type NeededRequest, neededRequest } from './needed-request.js';
import { liftedSince, quotasNow } from './quotas-now.js';
import type { RadsecFirst, RouterWays } from './radsec-first.js';
import { wordsOfTry } from './request-words.js';
import type { SessionChangeQueue } from './session-change-queue.js';
import { mayBeLease } from './session-marks.js';
import { meaningOfRefusal, type SessionRequest, TOO_LONG } from './session-request.js';
import { type RequestResult, SessionRequestStore } from './session-request-store.js';

export interface RequestSenderOptions {
  readonly database: Database;
  readonly queue: SessionChangeQueue;
  readonly client: Pick<RadsecFirst, 'ask' | 'close'>;
  readonly routers: Pick<RouterService, 'get' | 'secret'>;
  /** How the router is answered. */
  readonly answerRouter: (tx: Transaction, router: Router) => Promise<AnswerRouter>;
  /** How often routers are asked to report. */
  readonly interimIntervalSeconds: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly log: ShortLog;
  /** How long one request can be under way at most. */
  readonly longestSendMs: number;
  /** Real time. */
  readonly realNowMs: () => number;
  readonly events: Pick<EventRaiser, 'raise'>;
  readonly ends: Pick<SessionEnds, 'tell'>;
  /** Called when there may be more to send. */
  readonly onSettled: () => void;
}

interface Sending {
  readonly requestId: string;
  readonly claimId: string;
  readonly attempts: number;
  readonly session: LiveSession;
  readonly needed: NeededRequest;
  readonly change: LineChange | undefined;
  /** Whether what the session lacks is worth no new login. */
  readonly isByCoaOnly: boolean;
}

/** What is known of the session that a request is about. */
interface Known {
  readonly session: LiveSession | undefined;
  readonly answered: SessionRequest | undefined;
  readonly line: WantedOfLine | undefined;
}

interface WantedOfLine {
  readonly access: StoredAccess;
  /** What a CoA-Request would say. */
  readonly change: LineChange | undefined;
}

type Answered = Exclude<CoaOutcome, { kind: 'abandoned' }>;

/** What became of a try. */
interface Tried {
  readonly sending: Sending;
  readonly outcome: Answered;
  readonly sentAtMs: number;
}

export const ENFORCER_ACTOR: Actor = { kind: 'system', id: 'access-enforcer', name: 'Changes for who is online' };
const VERDICTS = { acknowledged: 'ok', refused: 'nak', unanswered: 'timeout', 'too-long': 'drop' } as const;
const AT_A_TIME_PER_DEVICE = 16;
const CLAIM_MARGIN_MS = 5_000;
const RECORDED_TOGETHER = 50;
const PAUSES_MS = [5_000, 15_000, 60_000, 300_000, 900_000, 3_600_000];

/** Sends requests to routers and writes down what became of them. Routers, and the devices of one that is a network, do not wait for each other. */
export class RequestSender {
  readonly #access = new AccessStore();
  readonly #live = new LiveSessionStore();
  readonly #requests = new SessionRequestStore();
  readonly #health = new CoaHealthStore();
  readonly #radsec = new RadsecConnectionStore();
  /** By device and session. */
  readonly #underWay = new Map<string, Map<string, Promise<void>>>();
  readonly #tried: (Tried & { readonly resolve: () => void; readonly reject: (error: Error) => void })[] = [];
  #isRecording = false;

  constructor(private readonly options: RequestSenderOptions) {}

  /** Begins to send all that is due now, as far as may be under way at once; of a device that does not answer one request at a time. */
  async sendDue(): Promise<void> {
    const realNowMs = this.options.realNowMs();
    const [devices, silent] = await this.options.database.view(ENFORCER_ACTOR, async (tx) => [
      await this.#requests.devicesWithDue(tx, realNowMs),
      await this.#health.silent(tx),
    ]);
    for (const device of devices) {
      try {
        await this.sendTo(device, silent.has(deviceKeyOf(device)) ? 1 : AT_A_TIME_PER_DEVICE);
      } catch (error) {
        this.options.logger.error({ err: error, ...device }, 'what a router is to be told could not be prepared; it is tried again');
      }
    }
  }

  /** Requests under way are abandoned: they are due at once for whoever sends next. */
  async stop(): Promise<void> {
    await this.options.client.close();
    await Promise.all([...this.#underWay.values()].flatMap((sends) => [...sends.values()]));
  }

  private async sendTo(device: CoaDevice, mostAtATime: number): Promise<void> {
    const { database, logger, onSettled } = this.options;
    const sends = this.#underWay.get(deviceKeyOf(device)) ?? new Map<string, Promise<void>>();
    this.#underWay.set(deviceKeyOf(device), sends);
    const limit = mostAtATime - sends.size;
    if (limit <= 0) return;
    const found = await database.transaction(ENFORCER_ACTOR, async (tx) => {
      const router = await this.routerOf(tx, device);
      if (!router) {
        await this.#requests.withdrawOf(tx, device);
        return undefined;
      }
      return {
        router,
        ways: await this.waysTo(tx, router),
        // Whatever the clock does, no session is sent a second request beside one that is under way here.
        claimed: await this.claim(tx, router, { device, limit, besides: [...sends.keys()] }),
      };
    });
    if (!found) return;
    const { claimed, router, ways } = found;
    for (const sending of claimed) {
      const { id, login, deviceAddress } = sending.session;
      const udp = ways.udp && { ...ways.udp, address: deviceAddress || ways.udp.address };
      const send = this.send(sending, router, { ...ways, udp })
        .catch((error: unknown) => logger.error({ err: error, login }, 'a request to a router could not be sent or recorded'))
        .finally(() => {
          sends.delete(id);
          onSettled();
        });
      sends.set(id, send);
    }
  }

  /** `undefined` when it was removed: its sessions have ended, and nobody can be asked about them. */
  private async routerOf(tx: Transaction, { routerId }: CoaDevice): Promise<Router | undefined> {
    try {
      return await this.options.routers.get(tx, routerId);
    } catch (error) {
      if (error instanceof TaplineError && error.code === 'ROUTER_UNKNOWN') return undefined;
      throw error;
    }
  }

  private async waysTo(tx: Transaction, router: Router): Promise<RouterWays> {
    const { id: routerId, coaMessageAuthenticator: messageAuthenticator } = router;
    const radsec = await this.#radsec.wayTo(tx, router, this.options.realNowMs());
    const address = await coaAddressOf(tx, router);
    const hasUdp = address !== undefined || parseRouterAddress(router.address).kind !== 'certificate';
    const udp = hasUdp ? coaTargetOf(router, address, await this.options.routers.secret(tx, routerId)) : undefined;
    return { routerId, udp, radsec, messageAuthenticator };
  }

  private async claim(
    tx: Transaction,
    router: Router,
    which: { readonly device: CoaDevice; readonly limit: number; readonly besides: readonly string[] },
  ): Promise<readonly Sending[]> {
    const due = await this.#requests.lockDue(tx, { ...which, realNowMs: this.options.realNowMs() });
    const sessionIds = due.map(({ sessionId }) => sessionId);
    const live = new Map((await this.#live.find(tx, { sessionIds })).map((session) => [session.id, session]));
    const answered = await this.#requests.latestAnswered(tx, sessionIds);
    const lines = await this.lines(tx, router, [...live.values()]);
    const claimed: Sending[] = [];
    for (const request of due) {
      const { sessionId } = request;
      const sending = await this.claimOne(tx, request, {
        session: live.get(sessionId),
        answered: answered.get(sessionId),
        line: lines.get(sessionId),
      });
      if (sending) claimed.push(sending);
    }
    return claimed;
  }

  /** By session. */
  private async lines(tx: Transaction, router: Router, sessions: readonly LiveSession[]): Promise<ReadonlyMap<string, WantedOfLine>> {
    const { answerRouter, clock, interimIntervalSeconds } = this.options;
    const profile = await answerRouter(tx, router);
    const serviceIds = sessions.flatMap(({ serviceId }) => serviceId ?? []);
    const lines = new Map((await this.#access.find(tx, serviceIds)).map((access) => [access.serviceId, access]));
    const quotas = await quotasNow(tx, [...lines.values()]);
    const wanted = new Map<string, WantedOfLine>();
    for (const { id, serviceId, used, startedAtMs } of sessions) {
      const access = lines.get(serviceId ?? '');
      if (!access) continue;
      const now = quotas.get(access.serviceId);
      const moment = { nowMs: clock.nowMs(), interimIntervalSeconds, used };
      const change = now
        ? changeOfLine(profile, { ...access, facts: now.facts }, { ...moment, lifted: liftedSince(now, startedAtMs, LOGIN_TO_START_MS) })
        : changeOfLine(profile, access, moment);
      wanted.set(id, { access, change });
    }
    return wanted;
  }

  /** What a request says is found anew each time that it is sent. */
  private async claimOne(tx: Transaction, request: SessionRequest, { session, answered, line }: Known): Promise<Sending | undefined> {
    const { clock, realNowMs, longestSendMs, queue } = this.options;
    const change = line?.change;
    // Changed between the two looks: it stays due.
    if (change && change.digest !== session?.wanted?.digest) return undefined;
    const needed =
      session &&
      neededRequest(session, {
        // A request to change was opened to be tried, whatever was refused before it.
        latest: request.kind === 'disconnect' ? answered : undefined,
        isNews: true,
        isOpen: true,
        nowMs: clock.nowMs(),
        canChange: change !== undefined,
      });
    const isByCoaOnly = needed?.cause === 'access' && line !== undefined && lacksOnlyCoa(session?.grantedDigest ?? '', line.access);
    const isLeftAlone = isByCoaOnly && needed.kind === 'disconnect';
    if (isLeftAlone) await this.#live.setGranted(tx, request.sessionId, line.access.grantDigest);
    if (!needed || isLeftAlone) {
      await this.#requests.close(tx, request.id, 'withdrawn');
      // What has come to be wanted since it was looked at has found this request open.
      await queue.queue(tx, { sessionIds: [request.sessionId] });
      return undefined;
    }
    let requestId: string | undefined = request.id;
    const isSame = needed.kind === request.kind && needed.cause === request.cause && needed.wantedDigest === request.wantedDigest;
    if (request.attempts > 0 && !isSame) {
      await this.#requests.close(tx, request.id, 'superseded');
      requestId = await this.#requests.open(tx, { ...request }, needed, { nowMs: clock.nowMs(), dueAtMs: realNowMs() });
      if (requestId === undefined) return undefined;
    }
    const claimId = newId();
    await this.#requests.claim(tx, requestId, needed, { id: claimId, untilMs: realNowMs() + longestSendMs + CLAIM_MARGIN_MS });
    const isChange = needed.kind === 'coa';
    // From now on the router may have followed it, whether its answer comes or not.
    if (isChange && session.grantedDigest !== null) await this.#live.setGranted(tx, session.id, forgottenChangeOf(session.grantedDigest));
    return {
      requestId,
      claimId,
      attempts: isSame ? request.attempts : 0,
      session,
      needed,
      change: isChange ? change : undefined,
      isByCoaOnly,
    };
  }

  private async send(sending: Sending, router: Router, ways: RouterWays): Promise<void> {
    const { database, client, clock, log } = this.options;
    const { session, needed, change } = sending;
    const sentAtMs = clock.nowMs();
    const outcome = await client.ask(ways, change ? { kind: 'coa', session, change: change.attributes } : { kind: 'disconnect', session });
    if (outcome.kind === 'abandoned') {
      await database.transaction(ENFORCER_ACTOR, (tx) => this.#requests.release(tx, sending.requestId, sending.claimId));
      return;
    }
    await this.recordSoon({ sending, outcome, sentAtMs });
    const changeWords = change?.words ?? null;
    log.write({
      atMs: clock.nowMs(),
      kind: needed.kind,
      verdict: VERDICTS[outcome.kind],
      login: session.login,
      routerName: router.name,
      routerAddress: router.address,
      macAddress: session.macAddress ?? '',
      ipv4Address: session.ipv4Address ?? '',
      reason: wordsOfTry({ reason: needed.reason, changeWords }, outcome, router.coaPort),
    });
  }

  /** Answers that come while others are being written share the next transaction. */
  private recordSoon(tried: Tried): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#tried.push({ ...tried, resolve, reject });
      if (!this.#isRecording) void this.recordAll();
    });
  }

  private async recordAll(): Promise<void> {
    this.#isRecording = true;
    while (this.#tried.length > 0) {
      const some = this.#tried.splice(0, RECORDED_TOGETHER);
      try {
        await this.options.database.transaction(ENFORCER_ACTOR, async (tx) => {
          const ended: (string | null)[] = [];
          for (const tried of some) if (await this.record(tx, tried)) ended.push(tried.sending.session.serviceId);
          await this.options.ends.tell(tx, ended);
        });
        for (const { resolve } of some) resolve();
      } catch (error) {
        for (const { reject } of some) reject(error as Error);
      }
    }
    this.#isRecording = false;
  }

  /** Whether the session is found to have ended by it. */
  private async record(tx: Transaction, { sending, outcome, sentAtMs }: Tried): Promise<boolean> {
    const { queue, clock, realNowMs } = this.options;
    const { requestId, claimId, session, needed, change } = sending;
    const atMs = clock.nowMs();
    const result = { ...this.resultOf(sending, outcome, sentAtMs), changeWords: change?.words ?? null };
    if (!(await this.#requests.record(tx, requestId, claimId, result))) {
      // It was taken for lost and sent by another process as well: nobody knows which of the two the router has followed last.
      await queue.applyAgain(tx, session.id);
      return false;
    }
    const isLost = outcome.kind === 'refused' && meaningOfRefusal(outcome.errorCause, needed.kind) === 'session-unknown';
    const isEnded = isLost && !mayBeLease(session) && (await this.#live.closeLost(tx, session.id));
    const isSettled = outcome.kind === 'acknowledged' || (sending.isByCoaOnly && cannotBeTold(outcome));
    if (isSettled && needed.kind === 'coa' && needed.wantedDigest !== null) {
      await this.#live.setGranted(tx, session.id, needed.wantedDigest);
    }
    if (outcome.kind === 'unanswered') {
      const { id: sessionId, routerId, serviceId } = session;
      const payload = { sessionId, routerId, serviceId, kind: needed.kind, reason: needed.reason };
      await this.options.events.raise(tx, EVENTS.sessionRequestUnanswered, { customerId: null, payload });
    }
    const refusal = refusalToEnd(sending, outcome);
    if (typeof refusal === 'string') {
      const { id: sessionId, routerId, serviceId } = session;
      const payload = { sessionId, routerId, serviceId, kind: 'disconnect', reason: needed.reason, errorCause: refusal } as const;
      await this.options.events.raise(tx, EVENTS.sessionRequestRefused, { customerId: null, payload });
    }
    // A router that takes nothing about leases is no silent router.
    const isSilence = outcome.kind === 'unanswered';
    if (outcome.kind !== 'too-long' && !(isSilence && mayBeLease(session))) {
      const answer = isSilence ? null : { atMs, roundTripMs: outcome.roundTripMs };
      const { routerId, deviceAddress } = session;
      const isBack = await this.#health.record(tx, {
        routerId,
        deviceAddress,
        sentAtMs,
        answer,
        ...(refusal === undefined ? {} : { refusal }),
      });
      if (isBack) await this.#requests.wake(tx, { device: { routerId, deviceAddress } }, realNowMs());
    }
    if (result.nextTryAtMs === null) await queue.queue(tx, { sessionIds: [session.id] });
    else if (await this.isOvertaken(tx, sending)) await this.#requests.wake(tx, { sessionIds: [session.id] }, realNowMs());
    return isEnded;
  }

  /** Whether something else was wanted while the request was under way: that does not wait for its next try. */
  private async isOvertaken(tx: Transaction, { session, needed }: Sending): Promise<boolean> {
    const [now] = await this.#live.find(tx, { sessionIds: [session.id] });
    if (!now) return false;
    return now.endReason === null ? now.wanted?.digest !== needed.wantedDigest : needed.cause !== 'end';
  }

  private resultOf({ attempts, needed }: Sending, outcome: Answered, sentAtMs: number): RequestResult {
    const { clock, realNowMs } = this.options;
    const tried = { attempts: attempts + 1, sentAtMs };
    const pauseMs = PAUSES_MS[Math.min(attempts, PAUSES_MS.length - 1)] as number;
    const again = { ...tried, state: 'retrying', nextTryAtMs: realNowMs() + pauseMs } as const;
    if (outcome.kind === 'unanswered') return { ...again, errorCause: null, roundTripMs: null, answeredAtMs: null };
    if (outcome.kind === 'too-long') {
      return { ...tried, state: 'refused', errorCause: TOO_LONG, roundTripMs: null, answeredAtMs: null, nextTryAtMs: null };
    }
    const errorCause = outcome.kind === 'refused' ? outcome.errorCause : null;
    const answer = { errorCause, roundTripMs: outcome.roundTripMs, answeredAtMs: clock.nowMs() };
    if (errorCause !== null && meaningOfRefusal(errorCause, needed.kind) === 'passing') return { ...again, ...answer };
    return { ...tried, ...answer, state: outcome.kind, nextTryAtMs: null };
  }
}

/** Whether the router takes no such CoA-Request. */
function cannotBeTold(outcome: Answered): boolean {
  return outcome.kind === 'too-long' || (outcome.kind === 'refused' && meaningOfRefusal(outcome.errorCause, 'coa') === 'cannot-change');
}

/** Why a router will not end a session that it was to end, null when it would; `undefined` when its answer does not tell. */
function refusalToEnd({ needed, session }: Sending, outcome: Answered): string | null | undefined {
  if (needed.kind !== 'disconnect') return undefined;
  if (outcome.kind === 'acknowledged') return null;
  if (outcome.kind !== 'refused') return undefined;
  const meaning = meaningOfRefusal(outcome.errorCause, needed.kind);
  if (meaning === 'final') return outcome.errorCause;
  // It has looked for the session; RouterOS knows none of a lease, whatever it is asked.
  return meaning === 'session-unknown' && !mayBeLease(session) ? null : undefined;
}
