import {
  type Clock,
  createToken,
  EVENTS,
  type EventDescriptor,
  HOOKS,
  type NewQuotaGrant,
  notFound,
  type QuotaGrant,
  type QuotaState,
  type Quotas,
  type ServiceDirectory,
  type Transaction,
} from '@tapline/sdk';
import type { ContributionRegistry } from '../kernel/addons/contribution-registry.js';
import type { AuditLog } from '../kernel/audit/audit-log.js';
import type { Decisions } from '../kernel/hooks/decisions.js';
import { newId } from '../kernel/ids/id.js';
import type { EventRaiser } from '../kernel/outbox/event-raiser.js';
import { requireGrantable, requireUsed } from './grant-check.js';
import type { QuotaStore } from './quota-store.js';

const DEFAULT_PRIORITY = 100;

export interface QuotaServiceParts {
  readonly store: QuotaStore;
  readonly services: Pick<ServiceDirectory, 'get'>;
  readonly meters: Pick<ContributionRegistry, 'quotaMeters'>;
  readonly decisions: Decisions;
  readonly events: EventRaiser;
  readonly audit: AuditLog;
  readonly clock: Clock;
}

/** Octets that lines were granted beside their plans, and how metered lines stand. */
export class QuotaService {
  constructor(private readonly parts: QuotaServiceParts) {}

  /** What an add-on gets: grants in its own name. */
  quotasOf(source: string): Quotas {
    const { store, decisions } = this.parts;
    return {
      grant: (tx, grant, { idempotencyKey }) => this.grant(tx, { ...grant, source, idempotencyKey }),
      withdraw: (tx, grantId) => this.withdraw(tx, source, grantId),
      get: (tx, grantId) => this.get(tx, grantId),
      ofService: (tx, serviceId) => this.ofService(tx, serviceId),
      state: (tx, serviceId) => this.state(tx, serviceId),
      lockOfServices: (tx, serviceIds) => store.ofServices(tx, serviceIds, { lock: true }),
      setUsed: async (tx, used) => {
        for (const { grantId, usedOctets } of used) requireUsed(usedOctets, grantId);
        for (const { grantId, usedOctets } of used) await store.setUsed(tx, grantId, usedOctets);
      },
      askForMore: async (tx, need) => (await decisions.decide(HOOKS.quotaExhausted, { tx, need })) !== undefined,
      isAnybodyAsked: () => decisions.isTapped(HOOKS.quotaExhausted),
    };
  }

  async get(tx: Transaction, grantId: string): Promise<QuotaGrant> {
    const grant = await this.parts.store.find(tx, grantId, { lock: false });
    if (!grant) throw notFound('QUOTA_GRANT_UNKNOWN', `there is no grant ${grantId} of octets`);
    return grant;
  }

  async ofService(tx: Transaction, serviceId: string): Promise<readonly QuotaGrant[]> {
    return (await this.parts.store.ofServices(tx, [serviceId], { lock: false })).get(serviceId) ?? [];
  }

  /** A meter that fails throws: a wrong answer would be worse. */
  async state(tx: Transaction, serviceId: string): Promise<QuotaState | undefined> {
    for (const meter of this.parts.meters.quotaMeters()) {
      const state = await meter.state(tx, serviceId);
      if (state) return state;
    }
    return undefined;
  }

  private async grant(
    tx: Transaction,
    { source, idempotencyKey, ...wanted }: NewQuotaGrant & { readonly source: string; readonly idempotencyKey: string },
  ): Promise<QuotaGrant> {
    const { store, services, audit, clock } = this.parts;
    const before = await store.findByKey(tx, source, idempotencyKey);
    if (before) return before;
    const { serviceId, title, octets, expiresAtMs = null, priority = DEFAULT_PRIORITY } = wanted;
    const createdAtMs = clock.nowMs();
    const validFromMs = wanted.validFromMs ?? createdAtMs;
    requireGrantable({ title, octets, validFromMs, expiresAtMs, priority });
    const { customerId } = await services.get(tx, serviceId);
    const own = { id: newId(), serviceId, customerId, source, title, octets, usedOctets: 0n };
    const grant: QuotaGrant = { ...own, validFromMs, expiresAtMs, priority, withdrawnAtMs: null, createdAtMs };
    await store.insert(tx, grant, idempotencyKey);
    const details = { serviceId, title, octets: String(octets), expiresAtMs };
    await audit.record(tx, { action: 'quota.grant', subject: `service:${serviceId}`, details });
    await this.raise(tx, EVENTS.quotaGranted, grant);
    return grant;
  }

  private async withdraw(tx: Transaction, source: string, grantId: string): Promise<QuotaGrant> {
    const { store, audit, clock } = this.parts;
    const noted = await store.find(tx, grantId, { lock: true });
    if (!noted || noted.source !== source) throw notFound('QUOTA_GRANT_UNKNOWN', `${source} has granted nothing with the id ${grantId}`);
    if (noted.withdrawnAtMs !== null) return noted;
    const grant = await this.upToDate(tx, noted);
    await store.withdraw(tx, grantId, clock.nowMs());
    const details = { grantId, unusedOctets: String(grant.octets - grant.usedOctets) };
    await audit.record(tx, { action: 'quota.withdraw', subject: `service:${grant.serviceId}`, details });
    await this.raise(tx, EVENTS.quotaWithdrawn, grant);
    return grant;
  }

  /** Meters note what was taken only now and then; what is given back, perhaps for money, has to be what is unused now. */
  private async upToDate(tx: Transaction, grant: QuotaGrant): Promise<QuotaGrant> {
    const state = await this.state(tx, grant.serviceId);
    const source = state?.sources.find(({ grantId }) => grantId === grant.id);
    const usedOctets = source ? grant.octets - source.leftOctets : grant.usedOctets;
    if (usedOctets !== grant.usedOctets) await this.parts.store.setUsed(tx, grant.id, usedOctets);
    return { ...grant, usedOctets };
  }

  private raise(
    tx: Transaction,
    event: EventDescriptor<{ grantId: string; serviceId: string; customerId: string; source: string }>,
    { id, serviceId, customerId, source }: QuotaGrant,
  ): Promise<void> {
    return this.parts.events.raise(tx, event, { customerId, payload: { grantId: id, serviceId, customerId, source } });
  }
}

export const QUOTA_SERVICE = createToken<QuotaService>('core.quota-service');
