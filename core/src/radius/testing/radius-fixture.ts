import { join, resolve } from 'node:path';
import type { Actor, Clock, CoaPolicy, IpNetwork, MessageAuthenticatorRule, ReplyTerms } from '@tapline/sdk';
import { ACCESS_MIGRATIONS } from '../../access/access-migrations.js';
import { AccessStore } from '../../access/access-store.js';
import { type LineLoginRules, readLineLoginRules } from '../../access/line-login-rules.js';
import { ACCOUNT_MIGRATIONS } from '../../accounts/account-migrations.js';
import type { RouterGroup } from '../../accounts/router-login-schema.js';
import { CUSTOMER_MIGRATIONS } from '../../customers/customer-migrations.js';
import type { Configuration } from '../../kernel/config/configuration.js';
import { Database } from '../../kernel/database/database.js';
import { migrate } from '../../kernel/database/migrations.js';
import { newId } from '../../kernel/ids/id.js';
import { loadMasterKey, SecretBox } from '../../kernel/security/secret-box.js';
import { describeSpace } from '../../network/address-space.js';
import { type LineAddressing, NO_ADDRESSING } from '../../network/line-addressing.js';
import { NETWORK_MIGRATIONS } from '../../network/network-migrations.js';
import { NetworkStore } from '../../network/network-store.js';
import { messageAuthenticatorNumber } from '../../network/router-row.js';
import { PLAN_MIGRATIONS } from '../../plans/plan-migrations.js';
import { SERVICE_MIGRATIONS } from '../../services/service-migrations.js';
import { USAGE_MIGRATIONS } from '../../usage/usage-migrations.js';
import { JOURNAL_MIGRATIONS } from '../accounting/journal-migrations.js';
import { ANSWERING_MIGRATIONS } from '../answers/answering-migrations.js';
import { CHANGE_OF_AUTHORIZATION_MIGRATIONS } from '../change-of-authorization/change-of-authorization-migrations.js';
import { HEALTH_MIGRATIONS } from '../health/health-migrations.js';
import { LEASE_SERVER_MIGRATIONS } from '../leases/lease-migrations.js';
import { DEBUG_MIGRATIONS } from '../log/debug-migrations.js';
import { METRICS_MIGRATIONS } from '../metrics/metrics-migrations.js';

export const TEST_ACTOR: Actor = { kind: 'system', id: 'test', name: 'Test' };
export const TEST_SECRET = 'a-secret-of-the-tests';
/** 1 May 2026, noon in Prague. */
export const TEST_NOW_MS = Date.UTC(2026, 4, 1, 10);

const MIGRATIONS = [
  ACCOUNT_MIGRATIONS,
  CUSTOMER_MIGRATIONS,
  PLAN_MIGRATIONS,
  NETWORK_MIGRATIONS,
  SERVICE_MIGRATIONS,
  ACCESS_MIGRATIONS,
  USAGE_MIGRATIONS,
  JOURNAL_MIGRATIONS,
  CHANGE_OF_AUTHORIZATION_MIGRATIONS,
  DEBUG_MIGRATIONS,
  HEALTH_MIGRATIONS,
  METRICS_MIGRATIONS,
  ANSWERING_MIGRATIONS,
  LEASE_SERVER_MIGRATIONS,
].flat();

export interface LineDraft {
  readonly login: string;
  readonly password?: string;
  readonly macAddresses?: readonly string[];
  readonly loginRules?: Partial<LineLoginRules>;
  readonly ipv4Address?: string | null;
  readonly addressing?: Partial<LineAddressing>;
  readonly isAllowed?: boolean;
  readonly shutBy?: 'notActive' | 'restricted';
  readonly terms?: ReplyTerms;
  readonly reason?: string;
  readonly downloadBitsPerSecond?: number;
  readonly uploadBitsPerSecond?: number;
}

export class FixedClock implements Clock {
  constructor(public atMs = TEST_NOW_MS) {}

  nowMs(): number {
    return this.atMs;
  }
}

/** A migrated database with the rows that RADIUS lives on, written as the domains write them. */
export class RadiusFixture {
  readonly clock = new FixedClock();
  readonly #access = new AccessStore();
  readonly #secrets: SecretBox;
  #customerId = '';
  #planId = '';

  private constructor(
    readonly configuration: Configuration,
    readonly database: Database,
  ) {
    this.#secrets = new SecretBox(loadMasterKey('', join(resolve(configuration.dataDirectory), 'master.key')));
  }

  static async create(configuration: Configuration): Promise<RadiusFixture> {
    const database = Database.open(configuration);
    await migrate(database, 'test_migration', MIGRATIONS);
    const fixture = new RadiusFixture(configuration, database);
    await fixture.addOwner();
    return fixture;
  }

  get secrets(): SecretBox {
    return this.#secrets;
  }

  async close(): Promise<void> {
    await this.database.close();
  }

  /** Takes away all but the schema and the one customer. */
  async clear(): Promise<void> {
    const tables = [
      'session_request',
      'device_coa_health',
      'radius_session',
      'usage_hour',
      'usage_day',
      'usage_month',
      'radius_journal',
      'radius_accounting_device',
      'access_change',
      'reply_fact',
      'restriction',
      'service_access',
      'address_holding',
      'lease_server',
      'lease_shortage',
      'network_router',
      'address_network',
      'service_device',
      'service',
      'router',
      'radius_answering',
      'router_driver',
    ];
    await this.database.transaction(TEST_ACTOR, async ({ sql }) => {
      for (const table of tables) await sql(table).delete();
    });
  }

  /** Returns the router's id. */
  async addRouter(
    router: {
      address?: string;
      name?: string;
      secret?: string;
      requireMessageAuthenticator?: boolean | 'auto';
      coaPort?: number;
      coaPolicy?: CoaPolicy;
      nasIpAddress?: string;
      nasIdentifier?: string;
      certificateName?: string;
    } = {},
  ): Promise<string> {
    const id = newId();
    const row = {
      id,
      name: router.name ?? 'Hill',
      address: router.address ?? '127.0.0.1',
      nas_ip_address: router.nasIpAddress ?? '',
      nas_identifier: router.nasIdentifier ?? '',
      certificate_name: router.certificateName ?? null,
      secret_sealed: this.#secrets.seal(router.secret ?? TEST_SECRET),
      coa_port: router.coaPort ?? 3799,
      require_message_authenticator: messageAuthenticatorNumber(ruleOf(router.requireMessageAuthenticator ?? true)),
      coa_policy: router.coaPolicy ?? 'coa-then-disconnect',
      created_at_ms: this.clock.atMs,
      changed_at_ms: this.clock.atMs,
    };
    await this.database.transaction(TEST_ACTOR, (tx) => tx.sql('router').insert(row));
    return id;
  }

  /** Returns the network. */
  async addPool(network: Partial<IpNetwork> & Pick<IpNetwork, 'cidr'>): Promise<IpNetwork> {
    const facts = describeSpace(network);
    const pool: IpNetwork = {
      id: newId(),
      name: 'Lines',
      purpose: 'pool',
      routerIds: [],
      createdAtMs: this.clock.atMs,
      ...network,
      ...facts,
    };
    await this.database.transaction(TEST_ACTOR, (tx) => new NetworkStore().insert(tx, pool));
    return pool;
  }

  /** Returns the service's id. */
  async addLine(draft: LineDraft): Promise<string> {
    const id = newId();
    const row = {
      id,
      customer_id: this.#customerId,
      plan_id: this.#planId,
      status: 'active',
      login: draft.login,
      password_sealed: this.#secrets.seal(draft.password ?? 'secret'),
      login_rules: JSON.stringify(draft.loginRules ?? {}),
      ipv4: '{"mode":"none"}',
      created_at_ms: this.clock.atMs,
    };
    const devices = (draft.macAddresses ?? []).map((address) => ({ service_id: id, mac_address: address }));
    await this.database.transaction(TEST_ACTOR, async (tx) => {
      await tx.sql('service').insert(row);
      if (devices.length > 0) await tx.sql('service_device').insert(devices);
    });
    await this.setAccess(id, draft);
    return id;
  }

  /** An admin who may log in to routers. */
  async addRouterLogin(admin: { readonly login: string; readonly group: RouterGroup; readonly password: string }): Promise<void> {
    const id = newId();
    await this.database.transaction(TEST_ACTOR, async ({ sql }) => {
      await sql('account_admin').insert({
        id,
        login: admin.login,
        name: 'Petra Malá',
        password_hash: '',
        permissions: '[]',
        must_change_password: 0,
        created_at_ms: this.clock.atMs,
      });
      const sealed = this.#secrets.seal(admin.password);
      await sql('account_router_login').insert({ admin_id: id, router_group: admin.group, password_sealed: sealed });
    });
  }

  /** Writes what RADIUS may answer for a line; returns the change's version. */
  setAccess(serviceId: string, draft: LineDraft): Promise<number> {
    return this.database.transaction(TEST_ACTOR, (tx) =>
      this.#access.write(
        tx,
        {
          serviceId,
          customerId: this.#customerId,
          login: draft.login,
          passwordSealed: this.#secrets.seal(draft.password ?? 'secret'),
          macAddresses: draft.macAddresses ?? [],
          loginRules: { ...readLineLoginRules(null), ...draft.loginRules },
          ipv4Address: draft.ipv4Address ?? null,
          addressing: { ...NO_ADDRESSING, ...draft.addressing },
          isAllowed: draft.isAllowed ?? true,
          shutBy: draft.isAllowed === false ? (draft.shutBy ?? 'restricted') : null,
          shaping: {},
          planTerms: draft.terms ?? {},
          ownTerms: {},
          facts: { generation: 0 },
          downloadBitsPerSecond: draft.downloadBitsPerSecond ?? 20_000_000,
          uploadBitsPerSecond: draft.uploadBitsPerSecond ?? 10_000_000,
          reasons:
            draft.isAllowed === false
              ? [{ source: 'prepaid', effect: 'block', text: draft.reason ?? 'no money', sinceMs: this.clock.atMs }]
              : [],
          changedAtMs: this.clock.atMs,
          shutSinceMs: draft.isAllowed === false ? this.clock.atMs : null,
          openSinceMs: null,
        },
        this.clock.atMs,
      ),
    );
  }

  private async addOwner(): Promise<void> {
    this.#customerId = newId();
    this.#planId = newId();
    const createdAtMs = this.clock.atMs;
    await this.database.transaction(TEST_ACTOR, async ({ sql }) => {
      await sql('customer').insert({
        id: this.#customerId,
        number: 1,
        name: 'Žofie Nováková',
        search_text: 'zofie novakova 1',
        status: 'active',
        billing_type: 'recurring',
        billing_settings: '{}',
        created_at_ms: createdAtMs,
      });
      await sql('plan').insert({
        id: this.#planId,
        name: 'Home 20',
        kind: 'internet',
        price_minor: 4000,
        download_bits_per_second: 20_000_000,
        upload_bits_per_second: 10_000_000,
        is_archived: 0,
        created_at_ms: createdAtMs,
      });
    });
  }
}

function ruleOf(rule: boolean | 'auto'): MessageAuthenticatorRule {
  return rule === 'auto' ? rule : rule ? 'yes' : 'no';
}
