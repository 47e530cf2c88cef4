import { randomBytes } from 'node:crypto';
import {
  type Clock,
  conflict,
  createToken,
  DEFAULT_LOGIN_RULES,
  EVENTS,
  HOOKS,
  invalid,
  type LoginRules,
  type NewService,
  notFound,
  type Plan,
  refused,
  type Service,
  type ServiceChanges,
  type ServiceDirectory,
  type ServiceWithPlan,
  type Transaction,
} from '@tapline/sdk';
import type { AccessService } from '../access/access-service.js';
import type { CustomerService } from '../customers/customer-service.js';
import type { CustomerStore } from '../customers/customer-store.js';
import type { AuditLog } from '../kernel/audit/audit-log.js';
import { isDuplicate } from '../kernel/database/database-error.js';
import type { Decisions } from '../kernel/hooks/decisions.js';
import { newId } from '../kernel/ids/id.js';
import type { EventRaiser } from '../kernel/outbox/event-raiser.js';
import type { SecretBox } from '../kernel/security/secret-box.js';
import { changedFields } from '../kernel/validation/changed-fields.js';
import { compileValidator } from '../kernel/validation/validator.js';
import type { AddressBook } from '../network/address-book.js';
import { parseRoutes } from '../network/framed-route.js';
import type { AddressChoices, KeptAddresses } from '../network/line-addressing.js';
import type { PlanService } from '../plans/plan-service.js';
import { checkReplyAttributes } from '../radius/answers/reply-attributes-rule.js';
import { mayLackPassword, normaliseLoginRules, normaliseMacAddresses } from './login-rules.js';
import { PRICING_FIELDS, type ServiceHistoryStore } from './service-history.js';
import { NEW_SERVICE_SCHEMA, SERVICE_CHANGES_SCHEMA } from './service-schema.js';
import type { ServiceStore, StoredService } from './service-store.js';

export interface ServiceServiceDependencies {
  readonly store: ServiceStore;
  readonly history: ServiceHistoryStore;
  readonly customers: CustomerService;
  readonly customerStore: CustomerStore;
  readonly plans: PlanService;
  readonly addresses: AddressBook;
  readonly access: AccessService;
  readonly secrets: SecretBox;
  readonly decisions: Decisions;
  readonly events: EventRaiser;
  readonly audit: AuditLog;
  readonly clock: Clock;
}

/** The statement, which both databases quote too, names the column in any case. */
const IS_OF_CIRCUIT = /key '(\w+\.)?service_circuit'|constraint failed: service\.circuit_key/;

const validateNew = compileValidator<
  NewService & Required<Pick<NewService, 'status' | 'quantity' | 'unitPriceMinor' | 'discounts' | keyof AddressChoices | 'routes'>>
>(NEW_SERVICE_SCHEMA, 'SERVICE_INVALID');
const validateChanges = compileValidator<ServiceChanges>(SERVICE_CHANGES_SCHEMA, 'SERVICE_INVALID');

const NOTHING_KEPT = { ipv4Address: null, ipv6Prefix: null, delegatedIpv6Prefix: null };
const NO_CHOICES: AddressChoices = { ipv4: { mode: 'none' }, ipv6: { mode: 'none' }, delegatedIpv6: { mode: 'none' } };

/** Customers' subscriptions to plans. Named after the domain: a service of services. */
export class ServiceService implements ServiceDirectory {
  constructor(private readonly parts: ServiceServiceDependencies) {}

  async get(tx: Transaction, serviceId: string): Promise<ServiceWithPlan> {
    const service = await this.stored(tx, serviceId);
    return { ...visible(service), plan: await this.parts.plans.get(tx, service.planId) };
  }

  /** By login or id. */
  async find(tx: Transaction, loginOrId: string): Promise<ServiceWithPlan | undefined> {
    const { store, plans } = this.parts;
    const service = (await store.findByLogin(tx, loginOrId)) ?? (await store.find(tx, loginOrId));
    return service && { ...visible(service), plan: await plans.get(tx, service.planId) };
  }

  /** Those that are not stopped, in pages by id. */
  async ofPlan(
    tx: Transaction,
    planId: string,
    page: { readonly afterId: string; readonly limit: number },
  ): Promise<readonly ServiceWithPlan[]> {
    const services = await this.parts.store.ofPlan(tx, planId, page);
    if (services.length === 0) return [];
    const plan = await this.parts.plans.get(tx, planId);
    return services.map((service) => ({ ...visible(service), plan }));
  }

  findPlan(tx: Transaction, nameOrId: string): Promise<Plan | undefined> {
    return this.parts.plans.findByNameOrId(tx, nameOrId);
  }

  async plans(tx: Transaction): Promise<readonly Plan[]> {
    return (await this.parts.plans.list(tx)).map((listed) => {
      const { serviceCount: _, ...plan } = listed;
      return plan;
    });
  }

  async plansOf(tx: Transaction, serviceIds: readonly string[]): Promise<ReadonlyMap<string, Plan>> {
    const planIds = await this.parts.store.planIds(tx, serviceIds);
    const plans = new Map((await this.parts.plans.find(tx, [...new Set(planIds.values())])).map((plan) => [plan.id, plan]));
    const found = new Map<string, Plan>();
    for (const [serviceId, planId] of planIds) {
      const plan = plans.get(planId);
      if (plan) found.set(serviceId, plan);
    }
    return found;
  }

  async findByLogin(tx: Transaction, login: string): Promise<Service | undefined> {
    const service = await this.parts.store.findByLogin(tx, login);
    return service && visible(service);
  }

  /** All that have a device, in the form of {@link normaliseMacAddress}; the oldest first. */
  async findByDevice(tx: Transaction, macAddress: string): Promise<readonly Service[]> {
    return (await this.parts.store.findByDevice(tx, macAddress)).map(visible);
  }

  /** The one at a circuit; one that is told by both ids goes before one that is told by either. */
  async findByCircuit(tx: Transaction, { circuitId, remoteId }: Pick<LoginRules, 'circuitId' | 'remoteId'>): Promise<Service | undefined> {
    for (const circuit of [
      { circuitId, remoteId },
      { circuitId, remoteId: null },
      { circuitId: null, remoteId },
    ]) {
      const service = await this.parts.store.findByCircuit(tx, circuit);
      if (service) return visible(service);
    }
    return undefined;
  }

  ofCustomer(tx: Transaction, customerId: string): Promise<readonly ServiceWithPlan[]> {
    return this.ofCustomers(tx, [customerId]);
  }

  async ofCustomers(tx: Transaction, customerIds: readonly string[]): Promise<readonly ServiceWithPlan[]> {
    const services = await this.parts.store.ofCustomers(tx, customerIds);
    const plans = new Map(
      (await this.parts.plans.find(tx, [...new Set(services.map(({ planId }) => planId))])).map((plan) => [plan.id, plan]),
    );
    return services.flatMap((service) => {
      const plan = plans.get(service.planId);
      return plan ? [{ ...visible(service), plan }] : [];
    });
  }

  /** The RADIUS password, for those who may see it. */
  async password(tx: Transaction, serviceId: string): Promise<string> {
    return this.parts.secrets.open((await this.stored(tx, serviceId)).passwordSealed);
  }

  async create(tx: Transaction, draft: NewService): Promise<Service> {
    const { password, macAddresses, loginRules: given, ...valid } = validateNew(draft);
    const loginRules = normaliseLoginRules({ ...DEFAULT_LOGIN_RULES, ...given });
    checkReplyAttributes(valid.reply?.attributes, 'reply.attributes');
    await this.parts.customers.lock(tx, valid.customerId);
    await this.usablePlan(tx, valid.planId);
    const answer = await this.parts.decisions.decide(HOOKS.serviceBeforeCreate, { tx, draft: { ...valid, loginRules } });
    if (answer) throw refused('SERVICE_REFUSED', answer.veto);
    const service: StoredService = {
      id: newId(),
      customerId: valid.customerId,
      planId: valid.planId,
      status: valid.status,
      quantity: valid.quantity,
      unitPriceMinor: valid.unitPriceMinor,
      discounts: valid.discounts,
      login: valid.login,
      passwordSealed: this.parts.secrets.seal(password ?? madeUpPassword(loginRules)),
      macAddresses: normaliseMacAddresses(macAddresses ?? []),
      learnedMacAddresses: [],
      loginRules,
      ipv4: valid.ipv4,
      ipv6: valid.ipv6,
      delegatedIpv6: valid.delegatedIpv6,
      routes: parseRoutes(valid.routes),
      ...NOTHING_KEPT,
      reply: valid.reply ?? {},
      createdAtMs: this.parts.clock.nowMs(),
    };
    await this.unique(service, () => this.parts.store.insert(tx, service));
    await this.parts.history.keep(tx, service, { effectiveAtMs: service.createdAtMs, recordedAtMs: service.createdAtMs });
    const { id, customerId } = service;
    const kept = keptFields(await this.parts.addresses.assign(tx, id, heldChoices(service)));
    await this.settle(tx, service);
    await this.parts.audit.record(tx, {
      action: 'service.create',
      subject: `service:${id}`,
      details: { login: service.login, planId: service.planId },
    });
    await this.parts.events.raise(tx, EVENTS.serviceCreated, { customerId, payload: { serviceId: id, customerId } });
    return visible({ ...service, ...kept });
  }

  /** `effectiveAtMs` is for changes that were planned for a day that has begun; by default a change counts from now. */
  async change(
    tx: Transaction,
    serviceId: string,
    changes: ServiceChanges,
    { effectiveAtMs: plannedForMs }: { readonly effectiveAtMs?: number } = {},
  ): Promise<Service> {
    const { password, loginRules, ...valid } = validateChanges(changes);
    checkReplyAttributes(valid.reply?.attributes, 'reply.attributes');
    await this.parts.customers.lock(tx, (await this.stored(tx, serviceId)).customerId);
    const service = await this.stored(tx, serviceId);
    if (valid.planId !== undefined && valid.planId !== service.planId) await this.usablePlan(tx, valid.planId);
    const nowMs = this.parts.clock.nowMs();
    const effectiveAtMs = plannedForMs ?? nowMs;
    const answer = await this.parts.decisions.decide(HOOKS.serviceBeforeChange, {
      tx,
      service: visible(service),
      changes: { ...valid, ...(loginRules === undefined ? {} : { loginRules }) },
      effectiveAtMs,
    });
    if (answer) throw refused('SERVICE_REFUSED', answer.veto);
    const macAddresses = valid.macAddresses === undefined ? service.macAddresses : normaliseMacAddresses(valid.macAddresses);
    const next: StoredService = {
      ...service,
      ...valid,
      routes: valid.routes === undefined ? service.routes : parseRoutes(valid.routes),
      macAddresses,
      learnedMacAddresses: service.learnedMacAddresses.filter((address) => macAddresses.includes(address)),
      loginRules: loginRules === undefined ? service.loginRules : normaliseLoginRules({ ...service.loginRules, ...loginRules }),
      passwordSealed: password === undefined ? service.passwordSealed : this.parts.secrets.seal(password),
    };
    const fields = changedFields(service, next).map((field) => (field === 'passwordSealed' ? 'password' : field));
    if (fields.length === 0) return visible(service);
    await this.unique(next, () => this.parts.store.update(tx, next));
    if (PRICING_FIELDS.some((field) => fields.includes(field))) {
      await this.parts.history.keep(tx, next, { effectiveAtMs, recordedAtMs: nowMs });
    }
    const kept = keptFields(await this.parts.addresses.assign(tx, serviceId, heldChoices(next)));
    await this.settle(tx, next);
    await this.announceChange(tx, service, next, fields);
    return visible({ ...next, ...kept });
  }

  private async settle(tx: Transaction, service: StoredService): Promise<void> {
    await this.parts.customerStore.refreshSearchText(tx, service.customerId);
    await this.parts.access.refresh(tx, [service.id]);
  }

  private async announceChange(tx: Transaction, before: StoredService, after: StoredService, fields: readonly string[]): Promise<void> {
    const { id: serviceId, customerId } = after;
    await this.parts.audit.record(tx, {
      action: 'service.change',
      subject: `service:${serviceId}`,
      details: { fields, status: after.status },
    });
    await this.parts.events.raise(tx, EVENTS.serviceChanged, { customerId, payload: { serviceId, customerId, fields } });
    if (before.status !== after.status) {
      const payload = { serviceId, customerId, from: before.status, to: after.status };
      await this.parts.events.raise(tx, EVENTS.serviceStatusChanged, { customerId, payload });
    }
  }

  private async usablePlan(tx: Transaction, planId: string): Promise<void> {
    const plan = await this.parts.plans.get(tx, planId);
    if (plan.isArchived)
      throw conflict('PLAN_ARCHIVED', `the plan "${plan.name}" is archived and takes no new services; choose another`, 'planId');
  }

  private async stored(tx: Transaction, serviceId: string): Promise<StoredService> {
    const service = await this.parts.store.find(tx, serviceId);
    if (!service) throw notFound('SERVICE_UNKNOWN', `there is no service ${serviceId}`);
    return service;
  }

  private async unique({ login, loginRules }: Service, write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      if (isDuplicate(error) && IS_OF_CIRCUIT.test((error as Error).message)) {
        const { circuitId, remoteId } = loginRules;
        const circuit = [circuitId, remoteId].filter((part) => part !== null).join(' at ');
        throw conflict('SERVICE_CIRCUIT_TAKEN', `the circuit ${circuit} belongs to another service; correct it`, 'loginRules.circuitId');
      }
      if (isDuplicate(error))
        throw conflict('SERVICE_LOGIN_TAKEN', `the login "${login}" belongs to another service; choose another`, 'login');
      throw error;
    }
  }
}

export const SERVICE_SERVICE = createToken<ServiceService>('core.service-service');

function visible({ passwordSealed: _passwordSealed, ...service }: StoredService): Service {
  return service;
}

/** A stopped service gives its addresses back; started again it gets some anew. */
function heldChoices({ status, ipv4, ipv6, delegatedIpv6 }: Service): AddressChoices {
  return status === 'stopped' ? NO_CHOICES : { ipv4, ipv6, delegatedIpv6 };
}

function keptFields({ ipv4, ipv6, delegatedIpv6 }: KeptAddresses): Pick<Service, keyof typeof NOTHING_KEPT> {
  return { ipv4Address: ipv4, ipv6Prefix: ipv6, delegatedIpv6Prefix: delegatedIpv6 };
}

/** Nobody needs it where a MAC address or a circuit is enough, and nobody shall guess it. */
function madeUpPassword(rules: LoginRules): string {
  if (mayLackPassword(rules)) return randomBytes(24).toString('base64url');
  throw invalid('SERVICE_PASSWORD_MISSING', 'password is missing; only services that log in by DHCP or Hotspot may go without', 'password');
}
