import { isDeepStrictEqual } from 'node:util';
import type {
  Access,
  AccessReason,
  CustomerStatus,
  ReplyTerms,
  Restriction,
  RestrictionEffect,
  ServiceStatus,
  Shaping,
  Transaction,
} from '@tapline/sdk';
import { databaseTransactionOf, sqlOf } from '../kernel/database/database-transaction.js';
import {
  type AddressChoices,
  addressingOf,
  formatAddressing,
  type KeptAddresses,
  type LineAddressing,
  parseAddressing,
} from '../network/line-addressing.js';
import type { AccessFacts } from './access-fold.js';
import { FactStore } from './fact-store.js';
import { grantDigestOf } from './grant-digest.js';
import { foldFacts, type LineFacts, NO_FACTS } from './line-facts.js';
import { type LineLoginRules, readLineLoginRules, resolveLoginRules, writeLineLoginRules } from './line-login-rules.js';
import { jsonOrNull, parseShared } from './shared-json.js';
import { ShutSpanStore } from './shut-span-store.js';

/** A service as access sees it. */
export interface ServiceFacts extends Omit<AccessFacts, 'statusSinceMs'> {
  readonly serviceId: string;
  readonly customerId: string;
  readonly login: string;
  readonly passwordSealed: string;
  readonly macAddresses: readonly string[];
  readonly loginRules: LineLoginRules;
  readonly ipv4Address: string | null;
  readonly addressing: LineAddressing;
  readonly planTerms: ReplyTerms;
  readonly ownTerms: ReplyTerms;
  readonly facts: LineFacts;
}

/** A row of `service_access` as the database gives it. */
export type AccessRow = Readonly<Record<string, string | number | null>>;

/** A row of `service_access`. */
export interface StoredAccess extends Omit<Access, 'ipv6Prefix' | 'delegatedIpv6Prefix'> {
  readonly customerId: string;
  readonly login: string;
  readonly passwordSealed: string;
  readonly macAddresses: readonly string[];
  readonly loginRules: LineLoginRules;
  readonly shaping: Shaping;
  readonly planTerms: ReplyTerms;
  readonly ownTerms: ReplyTerms;
  readonly facts: LineFacts;
  /** See {@link grantDigestOf}. */
  readonly grantDigest: string;
  readonly addressing: LineAddressing;
}

/** A row with what only the database side needs. */
export interface KeptAccess extends StoredAccess {
  /** Since when the line is shut without having been open; null where it is open, and in rows from before it was kept. */
  readonly shutSinceMs: number | null;
  /** Since when the line is open without having been shut; null where it is shut, and in rows from before it was kept. */
  readonly openSinceMs: number | null;
}

const NOTHING_KEPT: KeptAddresses = { ipv4: null, ipv6: null, delegatedIpv6: null };
const IDS_PER_QUERY = 500;

export class AccessStore {
  readonly facts = new FactStore();
  readonly shutSpans = new ShutSpanStore();

  /**
   * Until the transaction ends nobody else decides these services' access; what is read from now on is what others have left. SQLite has one writer
   * anyway.
   */
  async lock(tx: Transaction, serviceIds: readonly string[]): Promise<void> {
    if (databaseTransactionOf(tx).dialect !== 'mysql') return;
    await sqlOf(tx)('service').whereIn('id', serviceIds).orderBy('id').forUpdate().select('id');
  }

  async serviceFacts(tx: Transaction, serviceIds: readonly string[]): Promise<readonly ServiceFacts[]> {
    const rows = (await sqlOf(tx)('service as s')
      .join('customer as c', 'c.id', 's.customer_id')
      .join('plan as p', 'p.id', 's.plan_id')
      .whereIn('s.id', serviceIds)
      .select(
        's.id',
        's.customer_id',
        's.status',
        's.login',
        's.password_sealed',
        's.login_rules',
        'p.session_limit',
        'p.session_policy',
        'p.download_bits_per_second',
        'p.upload_bits_per_second',
        's.ipv4',
        's.ipv6',
        's.delegated_ipv6',
        's.routes',
        'p.shaping',
        { customer_status: 'c.status', plan_terms: 'p.reply', own_terms: 's.reply' },
      )) as Record<string, string | null>[];
    const restrictions = await this.restrictionsOf(tx, serviceIds);
    const kept = await this.keptAddresses(tx, serviceIds);
    const stated = await this.facts.ofServices(tx, serviceIds);
    const devices = await this.devicesOf(tx, serviceIds);
    return rows.map((row) => ({
      serviceId: String(row.id),
      customerId: String(row.customer_id),
      serviceStatus: row.status as ServiceStatus,
      customerStatus: row.customer_status as CustomerStatus,
      downloadBitsPerSecond: Number(row.download_bits_per_second),
      uploadBitsPerSecond: Number(row.upload_bits_per_second),
      login: String(row.login),
      passwordSealed: String(row.password_sealed),
      macAddresses: devices.get(String(row.id)) ?? [],
      loginRules: resolveLoginRules(row),
      ipv4Address: kept.get(String(row.id))?.ipv4 ?? null,
      addressing: addressingOf(choicesOf(row), kept.get(String(row.id)) ?? NOTHING_KEPT, parseJson(row.routes, [])),
      shaping: parseShared<Shaping>(row.shaping),
      planTerms: parseShared<ReplyTerms>(row.plan_terms),
      ownTerms: parseShared<ReplyTerms>(row.own_terms),
      facts: foldFacts(stated.get(String(row.id)) ?? []),
      restrictions: restrictions.filter((restriction) => restriction.serviceId === row.id),
    }));
  }

  async find(tx: Transaction, serviceIds: readonly string[]): Promise<readonly KeptAccess[]> {
    const found: KeptAccess[] = [];
    for (let at = 0; at < serviceIds.length; at += IDS_PER_QUERY) {
      const rows = await sqlOf(tx)('service_access').whereIn('service_id', serviceIds.slice(at, at + IDS_PER_QUERY));
      for (const row of rows as AccessRow[]) {
        const sinces = { shutSinceMs: instantOrNull(row.shut_since_ms), openSinceMs: instantOrNull(row.open_since_ms) };
        found.push({ ...toStoredAccess(row), ...sinces });
      }
    }
    return found;
  }

  /** Writes the row under a new version, which it returns. */
  async write(tx: Transaction, access: Omit<KeptAccess, 'version' | 'grantDigest'>, writtenAtMs: number): Promise<number> {
    const sql = sqlOf(tx);
    const [version] = await sql('access_change').insert({ service_id: access.serviceId, written_at_ms: writtenAtMs });
    const row = {
      service_id: access.serviceId,
      customer_id: access.customerId,
      version,
      login: access.login,
      password_sealed: access.passwordSealed,
      mac_addresses: writeMacAddresses(access.macAddresses),
      login_rules: writeLineLoginRules(access.loginRules),
      is_allowed: access.isAllowed ? 1 : 0,
      download_bits_per_second: access.downloadBitsPerSecond,
      upload_bits_per_second: access.uploadBitsPerSecond,
      ipv4_address: access.ipv4Address,
      addressing: formatAddressing(access.addressing),
      reasons: JSON.stringify(access.reasons),
      changed_at_ms: access.changedAtMs,
      grant_digest: grantDigestOf(access),
      shut_by: access.shutBy,
      shut_since_ms: access.shutSinceMs,
      open_since_ms: access.openSinceMs,
      shaping: jsonOrNull(access.shaping),
      plan_terms: jsonOrNull(access.planTerms),
      own_terms: jsonOrNull(access.ownTerms),
      facts: isDeepStrictEqual(access.facts, NO_FACTS) ? null : JSON.stringify(access.facts),
    };
    await sql('service_access').insert(row).onConflict('service_id').merge();
    return Number(version);
  }

  /** Puts a service's devices into its row, under a new version; for who changes nothing else of it and has locked the customer. */
  async replaceDevices(tx: Transaction, serviceId: string, writtenAtMs: number): Promise<void> {
    const sql = sqlOf(tx);
    const macAddresses = writeMacAddresses((await this.devicesOf(tx, [serviceId])).get(serviceId) ?? []);
    const [version] = await sql('access_change').insert({ service_id: serviceId, written_at_ms: writtenAtMs });
    await sql('service_access').where('service_id', serviceId).update({ mac_addresses: macAddresses, version });
  }

  async restrictionsOf(tx: Transaction, serviceIds: readonly string[]): Promise<readonly Restriction[]> {
    const rows = await sqlOf(tx)('restriction').whereIn('service_id', serviceIds).orderBy(['service_id', 'source']);
    return (rows as Record<string, string>[]).map((row) => ({
      serviceId: String(row.service_id),
      source: String(row.source),
      effect: JSON.parse(String(row.effect)) as RestrictionEffect,
      reason: String(row.reason),
      sinceMs: Number(row.since_ms),
    }));
  }

  private async keptAddresses(tx: Transaction, serviceIds: readonly string[]): Promise<ReadonlyMap<string, KeptAddresses>> {
    const rows = (await sqlOf(tx)('address_holding').whereIn('kept_service_id', serviceIds)) as Record<string, string>[];
    const kept = new Map<string, KeptAddresses>();
    for (const row of rows) {
      const serviceId = String(row.kept_service_id);
      kept.set(serviceId, { ...(kept.get(serviceId) ?? NOTHING_KEPT), [String(row.part)]: row.address });
    }
    return kept;
  }

  private async devicesOf(tx: Transaction, serviceIds: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
    const rows = (await sqlOf(tx)('service_device')
      .whereIn('service_id', serviceIds)
      .orderBy('mac_address')
      .select('service_id', 'mac_address')) as { service_id: string; mac_address: string }[];
    const found = new Map<string, string[]>();
    for (const { service_id: id, mac_address: address } of rows) found.set(id, [...(found.get(id) ?? []), address]);
    return found;
  }

  async putRestriction(tx: Transaction, restriction: Restriction): Promise<void> {
    const row = {
      service_id: restriction.serviceId,
      source: restriction.source,
      effect: JSON.stringify(restriction.effect),
      reason: restriction.reason,
      since_ms: restriction.sinceMs,
    };
    await sqlOf(tx)('restriction').insert(row).onConflict(['service_id', 'source']).merge();
  }

  async removeRestriction(tx: Transaction, serviceId: string, source: string): Promise<boolean> {
    return (await sqlOf(tx)('restriction').where({ service_id: serviceId, source }).delete()) > 0;
  }

  async serviceIds(tx: Transaction, where: { readonly customerId: string } | { readonly planId: string }): Promise<readonly string[]> {
    const column = 'customerId' in where ? { customer_id: where.customerId } : { plan_id: where.planId };
    const rows = (await sqlOf(tx)('service').where(column).orderBy('id').select('id')) as { id: string }[];
    return rows.map((row) => row.id);
  }

  async pruneChanges(tx: Transaction, beforeMs: number): Promise<void> {
    await sqlOf(tx)('access_change').where('written_at_ms', '<', beforeMs).delete();
  }

  /** How many lines of active services are shut. */
  async countShut(tx: Transaction): Promise<number> {
    const [row] = await sqlOf(tx)('service_access as a')
      .join('service as s', 's.id', 'a.service_id')
      .where({ 'a.is_allowed': 0, 's.status': 'active' })
      .count({ total: '*' });
    return Number((row as { total: number | string }).total);
  }
}

/** Written out property by property: an object that begins as a copy of another and grows takes 7 kB, and RADIUS makes one for each line. */
export function toStoredAccess(row: AccessRow): StoredAccess {
  const isAllowed = Number(row.is_allowed) === 1;
  const access = {
    isAllowed,
    // Empty in rows from before it was kept.
    shutBy: isAllowed ? null : ((row.shut_by as Access['shutBy']) ?? 'notActive'),
    downloadBitsPerSecond: Number(row.download_bits_per_second),
    uploadBitsPerSecond: Number(row.upload_bits_per_second),
    ipv4Address: row.ipv4_address === null ? null : String(row.ipv4_address),
    addressing: parseAddressing(row.addressing === null ? null : String(row.addressing)),
    shaping: parseShared<Shaping>(row.shaping as string | null),
    planTerms: parseShared<ReplyTerms>(row.plan_terms as string | null),
    ownTerms: parseShared<ReplyTerms>(row.own_terms as string | null),
    facts: row.facts ? (JSON.parse(String(row.facts)) as LineFacts) : NO_FACTS,
    serviceId: String(row.service_id),
    customerId: String(row.customer_id),
    version: Number(row.version),
    login: String(row.login),
    passwordSealed: String(row.password_sealed),
    macAddresses: readMacAddresses(row.mac_addresses),
    loginRules: readLineLoginRules(row.login_rules),
    reasons: JSON.parse(String(row.reasons)) as AccessReason[],
    changedAtMs: Number(row.changed_at_ms),
    grantDigest: String(row.grant_digest ?? ''),
  };
  // Empty in rows from before there were digests.
  return access.grantDigest === '' ? { ...access, grantDigest: grantDigestOf(access) } : access;
}

/** A stopped service has none. */
function choicesOf(row: Readonly<Record<string, string | null>>): AddressChoices {
  const none = { mode: 'none' } as const;
  if (row.status === 'stopped') return { ipv4: none, ipv6: none, delegatedIpv6: none };
  return { ipv4: parseJson(row.ipv4, none), ipv6: parseJson(row.ipv6, none), delegatedIpv6: parseJson(row.delegated_ipv6, none) };
}

function parseJson<T>(text: string | null | undefined, otherwise: T): T {
  return text ? (JSON.parse(text) as T) : otherwise;
}

function instantOrNull(column: string | number | null | undefined): number | null {
  return column === null || column === undefined ? null : Number(column);
}

const NO_DEVICES: readonly string[] = Object.freeze([]);

function readMacAddresses(column: string | number | null | undefined): readonly string[] {
  return column === null || column === undefined ? NO_DEVICES : String(column).split(' ');
}

function writeMacAddresses(addresses: readonly string[]): string | null {
  return addresses.length === 0 ? null : addresses.join(' ');
}
