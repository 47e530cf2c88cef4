import { setTimeout as pause } from 'node:timers/promises';
import { type Actor, type Clock, createToken, type Service } from '@tapline/sdk';
import type { AuditLog } from '../../kernel/audit/audit-log.js';
import type { Configuration } from '../../kernel/config/configuration.js';
import type { Database } from '../../kernel/database/database.js';
import { compileValidator } from '../../kernel/validation/validator.js';
import { ADDRESS_PARTS } from '../../network/line-addressing.js';
import type { LoginMethod } from '../authentication/password-check.js';
import { prepareSecret } from '../codec/index.js';
import { LineNames } from '../log/line-names.js';
import type { ShortLogEntry } from '../log/short-log-entry.js';
import type { ShortLogReader } from '../log/short-log-reader.js';
import { otherRadiusMachines } from '../metrics/radius-machines.js';
import type { RelayClient } from '../radsec/relay-client.js';
import { coaSteps } from './coa-steps.js';
import { findTestedLine, type TestedLine } from './find-tested-line.js';
import { lastAsked, lastRouter } from './last-router.js';
import { type FactSources, type LineFacts, type RouterWithSecret, readLineFacts, readRouters } from './line-facts.js';
import { accessStep, addressStep, serviceStep, sessionStep } from './line-steps.js';
import { accountingSteps, askedStep, clockSteps, droppedSteps } from './log-steps.js';
import { LOGIN_TEST_SCHEMA, type NewLoginTest } from './login-test-schema.js';
import { secondOpinionSteps } from './second-opinion.js';
import { askLogin, askServer, elsewhereStep, loginStep, memoryStep } from './server-steps.js';
import { TestClient } from './test-client.js';
import { type TestLogin, userNameOf } from './test-request.js';
import { type LoginTest, type TestStep, worstVerdict } from './test-step.js';
import { routerInPlaceOfTester, testerAddress, testerName, testerSecret, testTarget } from './tester-identity.js';

export interface LoginTesterOptions {
  readonly configuration: Configuration;
  readonly database: Database;
  readonly sources: FactSources;
  readonly shortLog: Pick<ShortLogReader, 'latest' | 'follow'>;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly relay: Pick<RelayClient, 'ask'>;
}

const ANSWER_WITHIN_MS = 1_000;
const REASON_WITHIN_MS = 1_000;
const FOLLOWED_WITHIN_MS = 2_000;
const LOOK_AGAIN_MS = 200;
const LOOKED_AT_ENTRIES = 5_000;
/** Of a login that no router has asked for: so many are tried. */
const MOST_ROUTERS = 5;

const validate = compileValidator<NewLoginTest & { method: LoginMethod }>(LOGIN_TEST_SCHEMA, 'LOGIN_TEST_INVALID');

/** Plays a router against the server of this machine, and says step by step what is found, with the cure of each fault. */
export class LoginTester {
  constructor(private readonly options: LoginTesterOptions) {}

  async run(actor: Actor, wanted: NewLoginTest): Promise<LoginTest> {
    const test = validate(wanted);
    const { database, sources, clock, shortLog } = this.options;
    await database.transaction(actor, (tx) =>
      this.options.audit.record(tx, {
        action: 'radius.test',
        subject: `login:${test.login}`.slice(0, 190),
        details: { method: test.method },
      }),
    );
    const { line, facts, routers, otherMachines } = await database.view(actor, async (tx) => {
      const found = await findTestedLine(tx, sources.services, test);
      return {
        line: found,
        facts: found.service && (await readLineFacts(tx, sources, found.service)),
        routers: await readRouters(tx, sources),
        otherMachines: await otherRadiusMachines(tx),
      };
    });
    const names = new LineNames(test.login, facts?.service);
    const before = await shortLog.latest(LOOKED_AT_ENTRIES);
    const nowMs = clock.nowMs();
    const played = lastRouter(facts, before, { routers, names });
    const steps = [
      serviceStep(test.login, facts),
      ...(facts ? [accessStep(facts, nowMs), addressStep(facts)] : []),
      ...(otherMachines.length > 0 ? [elsewhereStep(otherMachines)] : await this.serverSteps(test, { line, facts, routers, played })),
      ...this.laterSteps(facts, { routers, entries: before, nowMs, names, hasLog: otherMachines.length === 0 }),
      ...(await this.disconnectSteps(routersOf(facts, before, { routers, names }))),
    ];
    return { login: test.login, verdict: worstVerdict(steps), steps };
  }

  private async serverSteps(
    test: ReturnType<typeof validate>,
    {
      line,
      facts,
      routers,
      played,
    }: {
      readonly line: TestedLine;
      readonly facts: LineFacts | undefined;
      readonly routers: readonly RouterWithSecret[];
      readonly played: RouterWithSecret | undefined;
    },
  ): Promise<readonly TestStep[]> {
    const { dataDirectory, radius } = this.options.configuration;
    const sourceAddress = testerAddress(radius.host);
    const target = { address: testTarget(radius.host), port: radius.authPort };
    const place = `${target.address}:${target.port}/udp`;
    const own = routerInPlaceOfTester(routers, sourceAddress)?.secret ?? testerSecret(dataDirectory);
    const secret = prepareSecret(Buffer.from(own, 'utf8'));
    const client = await TestClient.open(sourceAddress, target, ANSWER_WITHIN_MS);
    try {
      const ask = () => askServer(client, { secret, login: facts?.service.login ?? test.login, place });
      let server = await ask();
      if (server.step.verdict !== 'ok') return [server.step];
      const password = test.password ?? facts?.password;
      if (!facts && password === undefined && line.way !== 'dhcp') return [server.step];
      const giveUpAtMs = performance.now() + FOLLOWED_WITHIN_MS;
      const wanted = facts?.access.version ?? server.version;
      while (server.version !== wanted && performance.now() < giveUpAtMs) {
        await pause(LOOK_AGAIN_MS);
        server = await ask();
      }
      const login: TestLogin = {
        login: facts?.service.login ?? test.login,
        way: line.way,
        isByDevice: line.way === 'hotspot' && line.device !== undefined,
        circuitId: line.circuitId,
        remoteId: line.remoteId,
        password: password ?? '',
        method: test.method,
        macAddress: test.macAddress ?? line.device ?? facts?.service.macAddresses[0] ?? null,
        sourceAddress,
        testerName: testerName(dataDirectory),
        playedRouter: played && { id: played.id, name: played.name },
        isLeased: facts !== undefined && isLeasedPerSession(facts.service),
        rules: facts?.service.loginRules,
      };
      const reason = this.nextReason(userNameOf(login), sourceAddress);
      const asked = await askLogin(client, secret, login);
      const memory = facts ? [memoryStep(server.version, facts.access.version)] : [];
      return [
        server.step,
        ...memory,
        loginStep(asked, login, place, await reason),
        ...secondOpinionSteps(asked.request, asked.answer, own),
      ];
    } finally {
      await client.close();
    }
  }

  /** What the short log says of the next login of ours; empty when it says nothing in time. */
  private nextReason(login: string, sourceAddress: string): Promise<string> {
    return new Promise((done) => {
      const timer = setTimeout(() => finish(''), ANSWER_WITHIN_MS + REASON_WITHIN_MS);
      const stop = this.options.shortLog.follow((entry) => {
        if (entry.kind === 'auth' && entry.login === login && entry.routerAddress === sourceAddress) finish(entry.reason);
      });
      const finish = (reason: string): void => {
        clearTimeout(timer);
        stop();
        done(reason);
      };
    });
  }

  private laterSteps(
    facts: LineFacts | undefined,
    at: {
      readonly routers: readonly RouterWithSecret[];
      readonly entries: readonly ShortLogEntry[];
      readonly nowMs: number;
      readonly names: LineNames;
      /** Whether RADIUS writes its log on this machine. */
      readonly hasLog: boolean;
    },
  ): readonly TestStep[] {
    const { interimIntervalSeconds, accountingPort } = this.options.configuration.radius;
    const { nowMs, entries, names } = at;
    const interimMs = interimIntervalSeconds * 1000;
    const routerName = (routerId: string): string => at.routers.find(({ id }) => id === routerId)?.name ?? 'a router that is no more';
    const session = facts ? [sessionStep(facts, { nowMs, interimMs, routerName })] : [];
    if (!at.hasLog) return session;
    return [
      askedStep(entries, names, nowMs),
      ...droppedSteps(entries, names, nowMs),
      ...session,
      ...accountingSteps(entries, { nowMs, interimMs, accountingPort }),
      ...clockSteps(entries, nowMs),
    ];
  }

  private async disconnectSteps(routers: readonly RouterWithSecret[]): Promise<readonly TestStep[]> {
    const { disconnectTimeoutMs } = this.options.configuration.radius;
    return (
      await Promise.all(routers.map((router) => coaSteps(router, { timeoutMs: disconnectTimeoutMs, relay: this.options.relay })))
    ).flat();
  }
}

function isLeasedPerSession(service: Service): boolean {
  return ADDRESS_PARTS.some((part) => service[part].mode === 'session');
}

export const LOGIN_TESTER = createToken<LoginTester>('core.login-tester');

/** The routers that have to do with a line: where it is or was online, or which asked for it; else the first few. */
function routersOf(
  facts: LineFacts | undefined,
  entries: readonly ShortLogEntry[],
  { routers, names }: { readonly routers: readonly RouterWithSecret[]; readonly names: LineNames },
): readonly RouterWithSecret[] {
  const ids = new Set([...(facts?.online ?? []), ...(facts?.lastSession ? [facts.lastSession] : [])].map(({ routerId }) => routerId));
  const asked = lastAsked(entries, names);
  const own = routers.filter(({ id, name }) => ids.has(id) || name === asked?.routerName);
  return (own.length > 0 ? own : routers).slice(0, MOST_ROUTERS);
}
