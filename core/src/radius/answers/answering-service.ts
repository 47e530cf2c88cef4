import { createToken, invalid, type RouterDriver, type ShutPolicy, type ShutPolicyChanges, type Transaction } from '@tapline/sdk';
import type { AuditLog } from '../../kernel/audit/audit-log.js';
import { databaseTransactionOf, sqlOf } from '../../kernel/database/database-transaction.js';
import { compileValidator } from '../../kernel/validation/validator.js';
import type { RouterService } from '../../network/router-service.js';
import type { Answering, RouterAnswerSettings } from './answering.js';
import { ROUTER_ANSWERS_CHANGES_SCHEMA, SHUT_POLICY_SCHEMA } from './answering-schema.js';
import { readAnswering, writeCompanyPolicy, writeDriver, writeRouterSettings } from './answering-store.js';
import { compileDriver } from './compiled-driver.js';
import { checkReplyAttributes } from './reply-attributes-rule.js';
import { CORE_DRIVERS, DEFAULT_DRIVER_ID, type RouterProfile, RouterProfiles } from './router-profile.js';
import { mergeShutPolicy, REJECT_ALL, usesGarden } from './shut-policy.js';
import { isWalled } from './walled-garden.js';

/** A driver that routers may use. */
export interface UsableDriver {
  /** `core`, or the add-on that it came with. */
  readonly addonId: string;
  readonly driver: RouterDriver;
}

export interface AnsweringServiceDependencies {
  readonly routers: Pick<RouterService, 'get'>;
  /** Those of the core and of the add-ons that run. */
  readonly drivers: () => readonly UsableDriver[];
  readonly audit: AuditLog;
  /** Called after the commit: RADIUS should look for changes now. */
  readonly nudge: () => void;
}

export interface RouterAnswers extends RouterAnswerSettings {
  /** The company's policy with the router's own. */
  readonly policy: ShutPolicy;
}

const validatePolicy = compileValidator<ShutPolicyChanges>(SHUT_POLICY_SCHEMA, 'SHUT_POLICY_INVALID');
const validateRouter = compileValidator<Partial<RouterAnswerSettings>>(ROUTER_ANSWERS_CHANGES_SCHEMA, 'ROUTER_ANSWERS_INVALID');

/** How routers are answered: their drivers, what each is told besides, and what happens to whom a shut line belongs. */
export class AnsweringService {
  constructor(private readonly parts: AnsweringServiceDependencies) {}

  drivers(): readonly UsableDriver[] {
    return this.parts.drivers();
  }

  /** Of all routers that have none of their own. */
  async companyPolicy(tx: Transaction): Promise<ShutPolicy> {
    return mergeShutPolicy(REJECT_ALL, (await this.answering(tx)).company);
  }

  /** Replaces the company's policy; what is left out is as in the beginning. Throws `SHUT_POLICY_INVALID`, `SHUT_POLICY_GARDEN_OPEN`. */
  async changeCompanyPolicy(tx: Transaction, changes: ShutPolicyChanges): Promise<ShutPolicy> {
    const valid = validatePolicy(changes);
    const policy = mergeShutPolicy(REJECT_ALL, valid);
    if (usesGarden(policy) && !CORE_DRIVERS.some((driver) => isWalled(compileDriver(driver), policy.garden)))
      refuseOpenGarden('garden.addressList');
    await writeCompanyPolicy(sqlOf(tx), valid);
    await this.parts.audit.record(tx, { action: 'radius.shutPolicy', subject: 'company', details: { ...valid } });
    databaseTransactionOf(tx).afterCommit(this.parts.nudge);
    return policy;
  }

  async ofRouter(tx: Transaction, routerId: string): Promise<RouterAnswers> {
    await this.parts.routers.get(tx, routerId);
    const answering = await this.answering(tx);
    const settings = answering.routers[routerId] ?? { driverId: DEFAULT_DRIVER_ID, attributes: [], shutPolicy: null };
    return { ...settings, policy: new RouterProfiles(answering).of(settings).policy };
  }

  /** Changes what is given. Throws `ROUTER_ANSWERS_INVALID`, `ROUTER_DRIVER_UNKNOWN`, `SHUT_POLICY_GARDEN_OPEN` and what attributes throw. */
  async changeRouter(tx: Transaction, routerId: string, changes: Partial<RouterAnswerSettings>): Promise<RouterAnswers> {
    const valid = validateRouter(changes);
    const before = await this.ofRouter(tx, routerId);
    const { driverId, attributes, shutPolicy } = { ...before, ...valid };
    const settings = { driverId, attributes, shutPolicy };
    const kept = (await this.answering(tx)).drivers;
    const driver = await this.usable(tx, driverId, kept);
    checkReplyAttributes(attributes, 'attributes', driver.dictionary);
    await writeRouterSettings(sqlOf(tx), routerId, settings);
    const after = new RouterProfiles(await this.answering(tx)).of(settings);
    if (usesGarden(after.policy) && !after.hasGarden) refuseOpenGarden('shutPolicy.garden');
    await this.parts.audit.record(tx, { action: 'router.answers', subject: `router:${routerId}`, details: { ...valid } });
    databaseTransactionOf(tx).afterCommit(this.parts.nudge);
    return { ...settings, policy: after.policy };
  }

  /** How a router is answered now, ready for use. */
  async profile(tx: Transaction, routerId: string): Promise<RouterProfile> {
    return new RouterProfiles(await this.answering(tx)).ofRouter(routerId);
  }

  answering(tx: Transaction): Promise<Answering> {
    return readAnswering(sqlOf(tx));
  }

  /** Writes down the drivers of running add-ons that routers use, in the state in which their add-ons contribute them now. */
  async keepDrivers(tx: Transaction): Promise<void> {
    const { routers, drivers } = await this.answering(tx);
    const used = new Set(Object.values(routers).map(({ driverId }) => driverId));
    for (const { addonId, driver } of this.parts.drivers()) {
      if (addonId === 'core' || !used.has(driver.id)) continue;
      const kept = drivers.find(({ id }) => id === driver.id);
      if (JSON.stringify(kept) !== JSON.stringify(driver)) await writeDriver(sqlOf(tx), addonId, driver);
    }
  }

  private async usable(tx: Transaction, driverId: string, kept: readonly RouterDriver[]): Promise<RouterDriver> {
    const found = this.parts.drivers().find(({ driver }) => driver.id === driverId);
    if (!found) {
      const stays = kept.find(({ id }) => id === driverId);
      if (stays) return stays;
      const known = this.parts.drivers().map(({ driver }) => driver.id);
      throw invalid(
        'ROUTER_DRIVER_UNKNOWN',
        `there is no router driver "${driverId}" (known: ${known.join(', ')}); is its add-on enabled?`,
        'driverId',
      );
    }
    compileDriver(found.driver);
    if (found.addonId !== 'core') await writeDriver(sqlOf(tx), found.addonId, found.driver);
    return found.driver;
  }
}

export const ANSWERING_SERVICE = createToken<AnsweringService>('core.answering-service');

function refuseOpenGarden(field: string): never {
  throw invalid(
    'SHUT_POLICY_GARDEN_OPEN',
    'nothing shuts the walled garden, so whoever is let in would have the whole internet; name an address list or filter that the router knows, or a pool of the garden’s own',
    field,
  );
}
