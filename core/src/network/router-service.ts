import {
  type Clock,
  conflict,
  createToken,
  type NewRouter,
  notFound,
  type Router,
  type RouterChanges,
  type Transaction,
} from '@tapline/sdk';
import type { AuditLog } from '../kernel/audit/audit-log.js';
import { isDuplicate } from '../kernel/database/database-error.js';
import { databaseTransactionOf, sqlOf } from '../kernel/database/database-transaction.js';
import { newId } from '../kernel/ids/id.js';
import type { SecretBox } from '../kernel/security/secret-box.js';
import { compileValidator } from '../kernel/validation/validator.js';
import { NEW_ROUTER_SCHEMA, ROUTER_CHANGES_SCHEMA } from './network-schema.js';
import { routerAddressOf } from './router-address.js';
import { type RouterRow, routerColumns, toRouter } from './router-row.js';

const validateNew = compileValidator<NewRouter>(NEW_ROUTER_SCHEMA, 'ROUTER_INVALID');
const validateChanges = compileValidator<RouterChanges>(ROUTER_CHANGES_SCHEMA, 'ROUTER_INVALID');

/** The routers that may ask RADIUS. */
export class RouterService {
  constructor(
    private readonly secrets: SecretBox,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
    /** Called after the commit: RADIUS should look for changes now. */
    private readonly nudge: () => void,
  ) {}

  async list(tx: Transaction): Promise<readonly Router[]> {
    return ((await sqlOf(tx)('router').orderBy('name')) as RouterRow[]).map(toRouter);
  }

  async get(tx: Transaction, routerId: string): Promise<Router> {
    return toRouter(await this.row(tx, routerId));
  }

  /** The shared secret, for talking to the router and for showing it to who may see it. */
  async secret(tx: Transaction, routerId: string): Promise<string> {
    return this.secrets.open((await this.row(tx, routerId)).secret_sealed);
  }

  async create(tx: Transaction, draft: NewRouter): Promise<Router> {
    const { secret, ...given } = validateNew(draft);
    const fields = { ...given, address: routerAddressOf(given) };
    const id = newId();
    const nowMs = this.clock.nowMs();
    const row = { ...routerColumns(fields), id, secret_sealed: this.secrets.seal(secret), created_at_ms: nowMs, changed_at_ms: nowMs };
    await this.unique(fields, () => sqlOf(tx)('router').insert(row));
    await this.audit.record(tx, { action: 'router.create', subject: `router:${id}`, details: fields });
    databaseTransactionOf(tx).afterCommit(this.nudge);
    return this.get(tx, id);
  }

  async change(tx: Transaction, routerId: string, changes: RouterChanges): Promise<Router> {
    const { secret, ...given } = validateChanges(changes);
    const before = toRouter(await this.row(tx, routerId));
    const address = routerAddressOf({ ...before, ...given });
    const rest = address === before.address ? given : { ...given, address };
    const columns = { ...routerColumns(rest), ...(secret === undefined ? {} : { secret_sealed: this.secrets.seal(secret) }) };
    await this.unique(rest, () => this.write(tx, routerId, columns));
    const details = { ...rest, ...(secret === undefined ? {} : { secretChanged: true }) };
    await this.audit.record(tx, { action: 'router.change', subject: `router:${routerId}`, details });
    return this.get(tx, routerId);
  }

  /**
   * What RADIUS has kept of it (sessions, counters) stays. Refused while somebody is online there, whose session nobody could end or count any
   * more, or a network is routed to it, which would be any router's then (`ROUTER_IN_USE`).
   */
  async remove(tx: Transaction, routerId: string): Promise<void> {
    const sql = sqlOf(tx);
    const { name, address } = await this.row(tx, routerId);
    const [online] = (await sql('radius_session').where('router_id', routerId).whereNull('stopped_at_ms').count({ total: '*' })) as {
      total: number | string;
    }[];
    if (Number(online?.total) > 0) {
      const cure = 'end them, then switch it off, or wait until they count as lost';
      throw conflict('ROUTER_IN_USE', `the router "${name}" has open sessions (${online?.total}); ${cure}`);
    }
    const networks: string[] = await sql('address_network as n')
      .join('network_router as b', 'b.network_id', 'n.id')
      .where('b.router_id', routerId)
      .orderBy('n.name')
      .pluck('n.name');
    if (networks.length > 0) {
      const names = networks.map((network) => `"${network}"`).join(', ');
      throw conflict('ROUTER_IN_USE', `networks are routed to the router "${name}": ${names}; route them to another one first`);
    }
    await sql('router').where('id', routerId).delete();
    await this.audit.record(tx, { action: 'router.remove', subject: `router:${routerId}`, details: { name, address } });
    databaseTransactionOf(tx).afterCommit(this.nudge);
  }

  /** With the rule `auto`: takes requests without Message-Authenticator again until the next one with it, say after a router was replaced by an older one. */
  async forgetMessageAuthenticator(tx: Transaction, routerId: string): Promise<Router> {
    await this.row(tx, routerId);
    await this.write(tx, routerId, { message_authenticator_seen_at_ms: null });
    await this.audit.record(tx, { action: 'router.forget-message-authenticator', subject: `router:${routerId}` });
    return this.get(tx, routerId);
  }

  private async write(tx: Transaction, routerId: string, columns: Readonly<Record<string, unknown>>): Promise<void> {
    await sqlOf(tx)('router')
      .where('id', routerId)
      .update({ ...columns, changed_at_ms: this.clock.nowMs() });
    databaseTransactionOf(tx).afterCommit(this.nudge);
  }

  private async row(tx: Transaction, routerId: string): Promise<RouterRow> {
    const [row] = (await sqlOf(tx)('router').where('id', routerId)) as RouterRow[];
    if (!row) throw notFound('ROUTER_UNKNOWN', `there is no router ${routerId}`);
    return row;
  }

  private async unique(wanted: Partial<NewRouter>, write: () => Promise<unknown>): Promise<void> {
    try {
      await write();
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      const { message } = error as Error;
      if (/router[._]name/.test(message)) throw conflict('ROUTER_NAME_TAKEN', `there is a router named "${wanted.name}" already`, 'name');
      if (/router[._]certificate/.test(message)) {
        throw conflict('ROUTER_CERTIFICATE_TAKEN', `another router has the certificate ${wanted.certificateName}`, 'certificateName');
      }
      throw conflict(
        'ROUTER_ADDRESS_TAKEN',
        `there is a router with the address ${wanted.address ?? 'of this one'} already; routers behind one address need a NAS-IP-Address or NAS-Identifier of their own each`,
        'address',
      );
    }
  }
}

export const ROUTER_SERVICE = createToken<RouterService>('core.router-service');
