import { type Actor, type Clock, createToken, type Transaction } from '@tapline/sdk';
import type { AuditLog } from '../../kernel/audit/audit-log.js';
import type { Database } from '../../kernel/database/database.js';
import type { RouterService } from '../../network/router-service.js';
import { type CoaDevice, CoaHealthStore, type CoaRefusal } from '../change-of-authorization/coa-health-store.js';
import { cureOfRefusal } from '../change-of-authorization/request-words.js';
import type { RelayClient } from '../radsec/relay-client.js';
import { coaSteps } from './coa-steps.js';
import { withWays } from './line-facts.js';
import { ago, type StepVerdict, step, type TestStep, worstVerdict } from './test-step.js';

export interface RouterTest {
  readonly routerId: string;
  readonly routerName: string;
  /** The worst of the steps. */
  readonly verdict: StepVerdict;
  readonly steps: readonly TestStep[];
}

export interface RouterTesterOptions {
  readonly database: Database;
  readonly routers: Pick<RouterService, 'get' | 'secret'>;
  readonly audit: AuditLog;
  /** How long one try waits for its answer. */
  readonly timeoutMs: number;
  readonly relay: Pick<RelayClient, 'ask'>;
  readonly clock: Clock;
}

type Refused = Pick<CoaDevice, 'deviceAddress'> & CoaRefusal;

/**
 * Finds out whether a router takes Disconnect- and CoA-Requests, and says what to do where it does not. Nobody online notices, but who was to be ended and
 * was not as the router refused: one that takes requests is asked again.
 */
export class RouterTester {
  readonly #health = new CoaHealthStore();

  constructor(private readonly options: RouterTesterOptions) {}

  async run(actor: Actor, routerId: string): Promise<RouterTest> {
    const { database, routers, audit, timeoutMs, relay, clock } = this.options;
    const { router, refusals } = await database.transaction(actor, async (tx) => {
      const found = await withWays(tx, await routers.get(tx, routerId), await routers.secret(tx, routerId));
      await audit.record(tx, { action: 'router.test', subject: `router:${routerId}`, details: {} });
      return { router: found, refusals: await this.refusalsOf(tx, routerId) };
    });
    const found = await coaSteps(router, { timeoutMs, relay });
    const isTaken = found.some(({ title, verdict }) => title === 'Disconnect' && verdict === 'ok');
    if (isTaken) await database.transaction(actor, (tx) => this.#health.tested(tx, routerId, clock.nowMs()));
    const steps = [...found, ...refusals.map((refusal) => this.refusalStep(router.name, refusal, isTaken))];
    return { routerId, routerName: router.name, verdict: worstVerdict(steps), steps };
  }

  private async refusalsOf(tx: Transaction, routerId: string): Promise<readonly Refused[]> {
    const healths = (await this.#health.list(tx)).filter((health) => health.routerId === routerId);
    return healths.flatMap(({ deviceAddress, refusal }) => (refusal === null ? [] : [{ deviceAddress, ...refusal }]));
  }

  private refusalStep(name: string, { deviceAddress, atMs, errorCause }: Refused, isTaken: boolean): TestStep {
    const who = deviceAddress === '' ? name : `${deviceAddress} of ${name}`;
    const when = ago(atMs, this.options.clock.nowMs());
    const next = isTaken ? 'it is asked again now' : 'it is asked again every hour';
    return step('Refusals', 'warning', `${who} has refused to end a session (${when}): ${errorCause || 'it did not say why'}; ${next}`, {
      cure: cureOfRefusal(errorCause) ?? 'see the log of the router for why',
    });
  }
}

export const ROUTER_TESTER = createToken<RouterTester>('core.router-tester');
