import { isDeepStrictEqual } from 'node:util';
import {
  type Access,
  type Clock,
  createToken,
  EVENTS,
  notFound,
  type ReplyFacts,
  type Restriction,
  type RestrictionEffect,
  type Restrictions,
  type Transaction,
} from '@tapline/sdk';
import { databaseTransactionOf } from '../kernel/database/database-transaction.js';
import type { EventRaiser } from '../kernel/outbox/event-raiser.js';
import { lineTotals, NO_TOTAL } from '../usage/line-totals.js';
import { type AccessDecision, foldAccess } from './access-fold.js';
import type { AccessStore, KeptAccess, ServiceFacts, StoredAccess } from './access-store.js';
import { grantDigestOf } from './grant-digest.js';
import { concernsLiveSession, generationAfter, hasQuota, liftedBy, type Telling } from './line-facts.js';
import { checkReplyFacts } from './reply-facts-schema.js';

/** Access, and since when the line is open, or shut: not only since the last change of it, such as of its speed. */
export interface LineAccess extends Access {
  readonly sinceMs: number;
}

const SERVICES_PER_STEP = 200;
const NOTHING_STATED = { facts: {}, generation: 0, flowedBefore: null, liftedAtMs: {} };

/** Keeps one row per service that says whether its line may pass, in the transaction that changes anything the row depends on. */
export class AccessService {
  constructor(
    private readonly store: AccessStore,
    private readonly events: EventRaiser,
    private readonly clock: Clock,
    /** Called after the commit: RADIUS should look for changes now. */
    private readonly nudge: () => void,
  ) {}

  async refreshCustomer(tx: Transaction, customerId: string): Promise<void> {
    await this.refresh(tx, await this.store.serviceIds(tx, { customerId }));
  }

  async refreshPlan(tx: Transaction, planId: string): Promise<void> {
    await this.refresh(tx, await this.store.serviceIds(tx, { planId }));
  }

  async refresh(tx: Transaction, serviceIds: readonly string[]): Promise<void> {
    for (let at = 0; at < serviceIds.length; at += SERVICES_PER_STEP) {
      const ids = serviceIds.slice(at, at + SERVICES_PER_STEP);
      await this.store.lock(tx, ids);
      const stored = new Map((await this.store.find(tx, ids)).map((access) => [access.serviceId, access]));
      for (const facts of await this.store.serviceFacts(tx, ids)) await this.refreshOne(tx, facts, stored.get(facts.serviceId));
    }
  }

  /** By service; in one query for each 500. */
  async accessOf(tx: Transaction, serviceIds: readonly string[]): Promise<ReadonlyMap<string, LineAccess>> {
    return new Map((await this.store.find(tx, serviceIds)).map((access) => [access.serviceId, accessOfKept(access)]));
  }

  async access(tx: Transaction, serviceId: string): Promise<LineAccess> {
    const [access] = await this.store.find(tx, [serviceId]);
    if (!access) throw notFound('SERVICE_UNKNOWN', `there is no service ${serviceId}`);
    return accessOfKept(access);
  }

  countShut(tx: Transaction): Promise<number> {
    return this.store.countShut(tx);
  }

  /** Forgets the numbers of old changes; the rows that they led to stay. */
  pruneChanges(tx: Transaction, beforeMs: number): Promise<void> {
    return this.store.pruneChanges(tx, beforeMs);
  }

  /** The restrictions of one source: what an add-on gets. */
  restrictionsOf(source: string): Restrictions {
    return {
      set: (tx, { serviceId, effect, reason }) => this.setRestriction(tx, { serviceId, source, effect, reason }),
      lift: (tx, serviceId) => this.liftRestriction(tx, serviceId, source),
      find: async (tx, serviceId) =>
        (await this.store.restrictionsOf(tx, [serviceId])).find((restriction) => restriction.source === source),
      state: (tx, serviceId, facts, { tellsLiveSessions = false } = {}) =>
        this.stateFacts(tx, { serviceId, source, facts, tellsLiveSessions }),
      access: (tx, serviceId) => this.access(tx, serviceId),
    };
  }

  private async setRestriction(tx: Transaction, wanted: Omit<Restriction, 'sinceMs'>): Promise<void> {
    const current = (await this.store.restrictionsOf(tx, [wanted.serviceId])).find(({ source }) => source === wanted.source);
    if (current && current.reason === wanted.reason && isDeepStrictEqual(current.effect, wanted.effect)) return;
    const sinceMs = current && sameKind(current.effect, wanted.effect) ? current.sinceMs : this.clock.nowMs();
    await this.store.putRestriction(tx, { ...wanted, sinceMs });
    await this.refresh(tx, [wanted.serviceId]);
  }

  private async stateFacts(
    tx: Transaction,
    stated: {
      readonly serviceId: string;
      readonly source: string;
      readonly facts: ReplyFacts;
      readonly tellsLiveSessions: boolean | 'by-coa';
    },
  ): Promise<void> {
    const { serviceId, source, tellsLiveSessions } = stated;
    const facts = checkReplyFacts(stated.facts);
    const all = (await this.store.facts.ofServices(tx, [serviceId])).get(serviceId) ?? [];
    const before = all.find((known) => known.source === source) ?? { source, ...NOTHING_STATED };
    const flowedBefore = hasQuota(facts) ? ((await lineTotals(tx, [serviceId])).get(serviceId) ?? NO_TOTAL) : null;
    const isStatedSo = isDeepStrictEqual(before.facts, facts);
    if (isStatedSo && isDeepStrictEqual(before.flowedBefore, flowedBefore)) return;
    const generation = isStatedSo
      ? before.generation
      : generationAfter(before.generation, tellingOf(before.facts, facts, tellsLiveSessions));
    const liftedAtMs = liftedBy(before, facts, this.clock.nowMs());
    await this.store.facts.put(tx, serviceId, { source, facts, generation, flowedBefore, liftedAtMs });
    if (!isStatedSo) await this.refresh(tx, [serviceId]);
  }

  private async liftRestriction(tx: Transaction, serviceId: string, source: string): Promise<void> {
    if (await this.store.removeRestriction(tx, serviceId, source)) await this.refresh(tx, [serviceId]);
  }

  private async refreshOne(tx: Transaction, facts: ServiceFacts, stored: KeptAccess | undefined): Promise<void> {
    const nowMs = this.clock.nowMs();
    const next = { ...credentials(facts), ...foldAccess({ ...facts, statusSinceMs: nowMs }) };
    const reasons = next.reasons.map(
      (reason) => stored?.reasons.find((old) => old.source === reason.source && old.text === reason.text) ?? reason,
    );
    const content = { ...next, reasons };
    if (stored && isSame(stored, content)) return;
    if (stored && content.isAllowed) await this.keepShutSpan(tx, stored, nowMs);
    await this.store.write(
      tx,
      {
        ...content,
        shutSinceMs: content.isAllowed ? null : shutSinceOf(stored, nowMs),
        openSinceMs: content.isAllowed ? openSinceOf(stored, nowMs) : null,
        changedAtMs: nowMs,
      },
      nowMs,
    );
    databaseTransactionOf(tx).afterCommit(this.nudge);
    if (stored?.grantDigest === grantDigestOf(content)) return;
    const { serviceId, customerId } = facts;
    const payload = { serviceId, customerId, wasAllowed: stored?.isAllowed ?? false, isAllowed: content.isAllowed };
    await this.events.raise(tx, EVENTS.accessChanged, { customerId, payload });
  }

  private async keepShutSpan(tx: Transaction, stored: KeptAccess, untilMs: number): Promise<void> {
    const { serviceId, isAllowed, reasons } = stored;
    if (isAllowed) return;
    const sinceMs = shutSinceOf(stored, untilMs);
    if (sinceMs < untilMs) await this.store.shutSpans.put(tx, { serviceId, sinceMs, untilMs, reasons });
  }
}

export const ACCESS_SERVICE = createToken<AccessService>('core.access-service');

function accessOfKept(kept: KeptAccess): LineAccess {
  const { isAllowed, openSinceMs, shutSinceMs, changedAtMs } = kept;
  return { ...accessOfStored(kept), sinceMs: (isAllowed ? openSinceMs : shutSinceMs) ?? changedAtMs };
}

/** Without what only the answering side needs. */
export function accessOfStored(access: StoredAccess): Access {
  const { serviceId, isAllowed, shutBy, downloadBitsPerSecond, uploadBitsPerSecond, ipv4Address, reasons, version, changedAtMs } = access;
  const { ipv6Prefix, delegatedIpv6Prefix } = access.addressing;
  const addresses = { ipv4Address, ipv6Prefix, delegatedIpv6Prefix };
  return { serviceId, isAllowed, shutBy, downloadBitsPerSecond, uploadBitsPerSecond, ...addresses, reasons, version, changedAtMs };
}

function tellingOf(before: ReplyFacts, after: ReplyFacts, wanted: boolean | 'by-coa'): Telling | undefined {
  if (wanted === true || concernsLiveSession(before, after)) return 'in-any-case';
  return wanted === 'by-coa' ? 'by-coa' : undefined;
}

type AccessContent = Omit<StoredAccess, 'version' | 'changedAtMs' | 'grantDigest'>;

function credentials(facts: ServiceFacts): Omit<AccessContent, keyof AccessDecision> {
  const { serviceId, customerId, login, passwordSealed, macAddresses, loginRules, ipv4Address, addressing } = facts;
  const terms = { planTerms: facts.planTerms, ownTerms: facts.ownTerms, facts: facts.facts };
  return { serviceId, customerId, login, passwordSealed, macAddresses, loginRules, ipv4Address, addressing, ...terms };
}

/** A line stays shut from the first reason on, whatever reasons come and go meanwhile, and whatever else of it changes. */
function shutSinceOf(stored: KeptAccess | undefined, nowMs: number): number {
  if (!stored || stored.isAllowed) return nowMs;
  return stored.shutSinceMs ?? stored.changedAtMs;
}

/** As long as nothing shuts it, whatever else of it changes. */
function openSinceOf(stored: KeptAccess | undefined, nowMs: number): number {
  if (!stored?.isAllowed) return nowMs;
  return stored.openSinceMs ?? stored.changedAtMs;
}

function isSame(stored: KeptAccess, content: AccessContent): boolean {
  const {
    version: _version,
    changedAtMs: _changedAtMs,
    grantDigest: _grantDigest,
    shutSinceMs: _shut,
    openSinceMs: _open,
    ...same
  } = stored;
  return isDeepStrictEqual(same, content);
}

function sameKind(a: RestrictionEffect, b: RestrictionEffect): boolean {
  return a.kind === b.kind;
}
