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

interface RouterRow {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly secret_sealed: string;
  readonly coa_port: number;
  readonly require_message_authenticator: number;
  readonly created_at_ms: number;
}

const validateNew = compileValidator<Required<NewRouter>>(NEW_ROUTER_SCHEMA, 'ROUTER_INVALID');
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
    const { name, address, secret, coaPort, requireMessageAuthenticator } = validateNew(draft);
    const id = newId();
    const nowMs = this.clock.nowMs();
    const row = {
      id,
      name,
      address,
      secret_sealed: this.secrets.seal(secret),
      coa_port: coaPort,
      created_at_ms: nowMs,
      changed_at_ms: nowMs,
    };
    await this.unique({ name, address }, () =>
      sqlOf(tx)('router').insert({ ...row, require_message_authenticator: requireMessageAuthenticator ? 1 : 0 }),
    );
    await this.audit.record(tx, {
      action: 'router.create',
      subject: `router:${id}`,
      details: { name, address, coaPort, requireMessageAuthenticator },
    });
    databaseTransactionOf(tx).afterCommit(this.nudge);
    return this.get(tx, id);
  }

  async change(tx: Transaction, routerId: string, changes: RouterChanges): Promise<Router> {
    const { secret, ...rest } = validateChanges(changes);
    await this.row(tx, routerId);
    const columns = {
      ...(rest.name === undefined ? {} : { name: rest.name }),
      ...(rest.address === undefined ? {} : { address: rest.address }),
      ...(rest.coaPort === undefined ? {} : { coa_port: rest.coaPort }),
      ...(rest.requireMessageAuthenticator === undefined
        ? {}
        : { require_message_authenticator: rest.requireMessageAuthenticator ? 1 : 0 }),
      ...(secret === undefined ? {} : { secret_sealed: this.secrets.seal(secret) }),
    };
    await this.unique(rest, () =>
      sqlOf(tx)('router')
        .where('id', routerId)
        .update({ ...columns, changed_at_ms: this.clock.nowMs() }),
    );
    const details = { ...rest, ...(secret === undefined ? {} : { secretChanged: true }) };
    await this.audit.record(tx, { action: 'router.change', subject: `router:${routerId}`, details });
    databaseTransactionOf(tx).afterCommit(this.nudge);
    return this.get(tx, routerId);
  }

  private async row(tx: Transaction, routerId: string): Promise<RouterRow> {
    const [row] = (await sqlOf(tx)('router').where('id', routerId)) as RouterRow[];
    if (!row) throw notFound('ROUTER_UNKNOWN', `there is no router ${routerId}`);
    return row;
  }

  private async unique(wanted: { readonly name?: string; readonly address?: string }, write: () => Promise<unknown>): Promise<void> {
    try {
      await write();
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      const isName = (error as Error).message.includes('name');
      throw isName
        ? conflict('ROUTER_NAME_TAKEN', `there is a router named "${wanted.name}" already`, 'name')
        : conflict('ROUTER_ADDRESS_TAKEN', `there is a router with the address ${wanted.address} already`, 'address');
    }
  }
}

export const ROUTER_SERVICE = createToken<RouterService>('core.router-service');

function toRouter(row: RouterRow): Router {
  return {
    id: row.id,
    name: row.name,
    address: row.address,
    coaPort: Number(row.coa_port),
    requireMessageAuthenticator: Number(row.require_message_authenticator) === 1,
    createdAtMs: Number(row.created_at_ms),
  };
}
