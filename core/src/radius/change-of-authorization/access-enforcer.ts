import { type Actor, type Clock, EVENTS, type EventDelivery, type Logger } from '@tapline/sdk';
import type { Database } from '../../kernel/database/database.js';
import { Wakeable } from '../../kernel/leases/wakeable.js';
import type { RouterService } from '../../network/router-service.js';
import { prepareSecret } from '../codec/index.js';
import { coaAddressOf } from '../health/coa-address.js';
import type { ShortLog } from '../log/short-log.js';
import type { DisconnectClient, DisconnectOutcome } from './disconnect-client.js';
import type { DisconnectResult, DisconnectStore, DueDisconnect } from './disconnect-store.js';

type AccessChanged = EventDelivery<NonNullable<(typeof EVENTS.accessChanged)['types']>['payload']>;

export interface AccessEnforcerOptions {
  readonly database: Database;
  readonly store: DisconnectStore;
  readonly client: DisconnectClient;
  readonly routers: Pick<RouterService, 'get' | 'secret'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly log: ShortLog;
  /** The outbox's. */
  readonly subscribe: (consumerId: string, eventName: string, listener: (delivery: AccessChanged) => Promise<void>) => Promise<void>;
  /** How long one request can be under way at most. */
  readonly longestSendMs: number;
  /** Real time, for tests. */
  readonly realNowMs?: () => number;
}

const CONSUMER = 'core.access-enforcer';
const ACTOR: Actor = { kind: 'system', id: 'access-enforcer', name: 'Disconnects' };
const LOOK_EVERY_MS = 1_000;
const SWEEP_EVERY_MS = 15_000;
const AT_A_TIME_PER_ROUTER = 16;
const CLAIM_MARGIN_MS = 10_000;
const PAUSES_MS = [5_000, 15_000, 60_000, 300_000, 900_000, 3_600_000];

/**
 * Puts who is online on a line that has been shut off the line: a request for each session is kept in the database, sent, and sent again
 * until the router answers, the session ends or the line is opened. Routers do not wait for each other. A sweep finds sessions whose start
 * became known only after their line was shut.
 */
export class AccessEnforcer {
  readonly #loop: Wakeable;
  readonly #sends = new Map<string, Set<Promise<void>>>();
  readonly #realNowMs: () => number;
  #sweptAtMs = Number.NEGATIVE_INFINITY;
  #isStarted = false;

  constructor(private readonly options: AccessEnforcerOptions) {
    this.#loop = new Wakeable(LOOK_EVERY_MS, () => this.work(), options.logger);
    this.#realNowMs = options.realNowMs ?? Date.now;
  }

  async start(): Promise<void> {
    this.#isStarted = true;
    await this.options.subscribe(CONSUMER, EVENTS.accessChanged.name, (delivery) => this.onAccessChanged(delivery));
    this.#loop.start();
  }

  /** Sends what is due now. */
  nudge(): void {
    this.#loop.nudge();
  }

  /** Requests under way are abandoned, and sent again after the next start. */
  async stop(): Promise<void> {
    if (!this.#isStarted) return;
    this.#isStarted = false;
    await this.#loop.stop();
    await this.options.client.close();
    await Promise.all([...this.#sends.values()].flatMap((sends) => [...sends]));
    await this.options.log.close();
  }

  /** Queues, withdraws and begins to send all that is due. */
  async work(): Promise<void> {
    const { database, store } = this.options;
    const realNowMs = this.#realNowMs();
    if (realNowMs - this.#sweptAtMs >= SWEEP_EVERY_MS) {
      await this.queue();
      this.#sweptAtMs = realNowMs;
    }
    const routerIds = await database.view(ACTOR, (tx) => store.routersWithDue(tx, realNowMs));
    if (routerIds.length === 0) return;
    await database.transaction(ACTOR, (tx) => store.withdraw(tx, realNowMs));
    for (const routerId of routerIds) await this.sendDue(routerId, realNowMs);
  }

  private async onAccessChanged({ payload }: AccessChanged): Promise<void> {
    if (payload.isAllowed) return;
    await this.queue(payload.serviceId);
    this.nudge();
  }

  private async queue(serviceId?: string): Promise<void> {
    const { database, store, clock } = this.options;
    const at = { nowMs: clock.nowMs(), dueAtMs: this.#realNowMs(), ...(serviceId === undefined ? {} : { serviceId }) };
    await database.transaction(ACTOR, (tx) => store.queue(tx, at));
  }

  private async sendDue(routerId: string, realNowMs: number): Promise<void> {
    const { database, store, longestSendMs } = this.options;
    const sends = this.#sends.get(routerId) ?? new Set();
    this.#sends.set(routerId, sends);
    const limit = AT_A_TIME_PER_ROUTER - sends.size;
    if (limit <= 0) return;
    const untilMs = realNowMs + longestSendMs + CLAIM_MARGIN_MS;
    const claimed = await database.transaction(ACTOR, (tx) => store.claim(tx, { routerId, limit, realNowMs, untilMs }));
    for (const due of claimed) {
      const send = this.send(due)
        .catch((error: unknown) =>
          this.options.logger.error({ err: error, login: due.login }, 'a disconnect could not be sent or recorded'),
        )
        .finally(() => {
          sends.delete(send);
          this.nudge();
        });
      sends.add(send);
    }
  }

  private async send(due: DueDisconnect): Promise<void> {
    const { database, client, routers, store, clock, log } = this.options;
    const [router, secret, address] = await database.view(ACTOR, async (tx) => {
      const found = await routers.get(tx, due.routerId);
      return [found, await routers.secret(tx, due.routerId), await coaAddressOf(tx, found)] as const;
    });
    // A host name that has not been heard of yet is still worth asking the resolver for.
    const target = { address: address ?? router.address, port: router.coaPort, secret: prepareSecret(Buffer.from(secret, 'utf8')) };
    const outcome = await client.disconnect(target, due);
    if (outcome.kind === 'abandoned') return;
    const atMs = clock.nowMs();
    const result = resultOf(due, outcome, { atMs, realNowMs: this.#realNowMs() });
    await database.transaction(ACTOR, async (tx) => {
      await store.record(tx, result);
      if (outcome.kind === 'refused' && outcome.isSessionUnknown) await store.closeLostSession(tx, due.sessionId);
    });
    log.write({
      atMs,
      kind: 'disconnect',
      verdict: outcome.kind === 'acknowledged' ? 'ok' : outcome.kind === 'refused' ? 'nak' : 'timeout',
      login: due.login,
      routerName: router.name,
      routerAddress: router.address,
      macAddress: due.macAddress ?? '',
      ipv4Address: due.ipv4Address ?? '',
      reason: wordsOf(due, outcome, router.coaPort),
    });
  }
}

function resultOf(
  due: DueDisconnect,
  outcome: Exclude<DisconnectOutcome, { kind: 'abandoned' }>,
  { atMs, realNowMs }: { readonly atMs: number; readonly realNowMs: number },
): DisconnectResult {
  const attempts = due.attempts + 1;
  const { id } = due;
  if (outcome.kind === 'unanswered') {
    const pauseMs = PAUSES_MS[Math.min(due.attempts, PAUSES_MS.length - 1)] as number;
    return { id, state: 'unanswered', attempts, nextTryAtMs: realNowMs + pauseMs, errorCause: null, answeredAtMs: null };
  }
  const errorCause = outcome.kind === 'refused' ? outcome.errorCause : null;
  return { id, state: outcome.kind, attempts, nextTryAtMs: null, errorCause, answeredAtMs: atMs };
}

function wordsOf(due: DueDisconnect, outcome: DisconnectOutcome, coaPort: number): string {
  if (outcome.kind === 'acknowledged') return due.reason;
  if (outcome.kind === 'refused') return `the router refused: ${outcome.errorCause || 'it did not say why'}`;
  return `no answer on port ${coaPort}; is /radius incoming accept=yes with that port set on the router?`;
}
