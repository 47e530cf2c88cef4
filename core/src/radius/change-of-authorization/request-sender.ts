import { type Logger, type Router, TaplineError, type Transaction } from '@tapline/sdk';
import { AccessStore, type StoredAccess } from '../../access/access-store.js';
import { forgottenChangeOf, lacksOnlyCoa } from '../../access/grant-digest.js';
import { newId } from '../../kernel/ids/id.js';
import { parseRouterAddress } from '../../network/router-address.js';
import type { RouterService } from '../../network/router-service.js';
import type { AnswerRouter } from '../answers/accept-attributes.js';
import { coaAddressOf } from '../health/coa-address.js';
import type { ShortLog } from '../log/short-log.js';
import { RadsecConnectionStore } from '../radsec/radsec-connection-store.js';
import { type CoaDevice, CoaHealthStore, deviceKeyOf } from './coa-health-store.js';
import { coaTargetOf } from './coa-target.js';
import { changeOfLine, type LineChange } from './line-change.js';
import type { LiveSession } from './live-session.js';
import { LiveSessionStore } from './live-session-store.js';
import { LOGIN_TO_START_MS, neededRequest } from './needed-request.js';
import { liftedSince, quotasNow } from './quotas-now.js';
import type { RadsecFirst, RouterWays } from './radsec-first.js';
import { ENFORCER_ACTOR, RequestRecorder, type RequestRecorderOptions, type Sending } from './request-recorder.js';
import { wordsOfTry } from './request-words.js';
import type { SessionRequest } from './session-request.js';
import { SessionRequestStore } from './session-request-store.js';

export interface RequestSenderOptions extends RequestRecorderOptions {
  readonly client: Pick<RadsecFirst, 'ask' | 'close'>;
  readonly routers: Pick<RouterService, 'get' | 'secret'>;
  /** How the router is answered. */
  readonly answerRouter: (tx: Transaction, router: Router) => Promise<AnswerRouter>;
  /** How often routers are asked to report. */
  readonly interimIntervalSeconds: number;
  readonly logger: Logger;
  readonly log: ShortLog;
  /** How long one request can be under way at most. */
  readonly longestSendMs: number;
  /** Called when there may be more to send. */
  readonly onSettled: () => void;
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

const VERDICTS = { acknowledged: 'ok', refused: 'nak', unanswered: 'timeout', 'too-long': 'drop' } as const;
const AT_A_TIME_PER_DEVICE = 16;
const CLAIM_MARGIN_MS = 5_000;

/** Sends requests to routers, of which {@link RequestRecorder} writes down what became. Routers, and the devices of one that is a network, do not wait for each other. */
export class RequestSender {
  readonly #access = new AccessStore();
  readonly #live = new LiveSessionStore();
  readonly #requests = new SessionRequestStore();
  readonly #health = new CoaHealthStore();
  readonly #radsec = new RadsecConnectionStore();
  /** By device and session. */
  readonly #underWay = new Map<string, Map<string, Promise<void>>>();
  readonly #recorder: RequestRecorder;

  constructor(private readonly options: RequestSenderOptions) {
    this.#recorder = new RequestRecorder(options);
  }

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
    await this.#recorder.recordSoon({ sending, outcome, sentAtMs });
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
}
