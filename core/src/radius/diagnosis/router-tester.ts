import { type Actor, createToken } from '@tapline/sdk';
import type { AuditLog } from '../../kernel/audit/audit-log.js';
import type { Database } from '../../kernel/database/database.js';
import type { RouterService } from '../../network/router-service.js';
import type { RelayClient } from '../radsec/relay-client.js';
import { coaSteps } from './coa-steps.js';
import { withWays } from './line-facts.js';
import { type StepVerdict, type TestStep, worstVerdict } from './test-step.js';

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
}

/** Finds out whether a router takes Disconnect- and CoA-Requests, and says what to do where it does not. Nobody online notices. */
export class RouterTester {
  constructor(private readonly options: RouterTesterOptions) {}

  async run(actor: Actor, routerId: string): Promise<RouterTest> {
    const { database, routers, audit, timeoutMs, relay } = this.options;
    const router = await database.transaction(actor, async (tx) => {
      const found = await withWays(tx, await routers.get(tx, routerId), await routers.secret(tx, routerId));
      await audit.record(tx, { action: 'router.test', subject: `router:${routerId}`, details: {} });
      return found;
    });
    const steps = await coaSteps(router, { timeoutMs, relay });
    return { routerId, routerName: router.name, verdict: worstVerdict(steps), steps };
  }
}

export const ROUTER_TESTER = createToken<RouterTester>('core.router-tester');
