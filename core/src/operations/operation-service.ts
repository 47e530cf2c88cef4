import { createToken, invalid, notFound, type Operation, TaplineError } from '@tapline/sdk';
import { may, type Permission, type Principal } from '../accounts/permissions.js';
import type { ContributedOperation, ContributionRegistry } from '../kernel/addons/contribution-registry.js';
import type { AuditLog } from '../kernel/audit/audit-log.js';
import type { Database } from '../kernel/database/database.js';
import { compileValidator, type Validator } from '../kernel/validation/validator.js';

export interface OperationRequest {
  readonly addonId: string;
  readonly operationId: string;
  readonly input: unknown;
  /** Empty or left out for none. */
  readonly idempotencyKey?: string;
}

/** What can be asked of add-ons, the same way from every face. */
export class OperationService {
  readonly #validators = new WeakMap<Operation, Validator<Readonly<Record<string, unknown>>>>();

  constructor(
    private readonly operations: Pick<ContributionRegistry, 'operations' | 'operation'>,
    private readonly database: Database,
    private readonly audit: AuditLog,
  ) {}

  /** Those that somebody may use. */
  list(principal: Principal): readonly ContributedOperation[] {
    return this.operations.operations().filter(({ operation }) => mayAsk(principal, operation));
  }

  /** Throws `OPERATION_UNKNOWN`, `PERMISSION_MISSING`. */
  get(principal: Principal, addonId: string, operationId: string): Operation {
    const operation = this.operations.operation(addonId, operationId);
    if (!operation) {
      // Whoever may do nothing is not told what there is.
      if (principal.actor.kind !== 'customer' && principal.permissions.length === 0) throw forbidden('asking add-ons needs a permission');
      throw notFound('OPERATION_UNKNOWN', `the add-on ${addonId} has no operation ${operationId}; it may be disabled`);
    }
    if (mayAsk(principal, operation)) return operation;
    throw forbidden(`this needs the permission ${operation.permission}`);
  }

  /** Throws what {@link get} does, `OPERATION_INPUT_INVALID`, `OPERATION_KEY_MISSING`, and what the operation says of its input. */
  async run(principal: Principal, { addonId, operationId, input, idempotencyKey = '' }: OperationRequest): Promise<unknown> {
    const operation = this.get(principal, addonId, operationId);
    if (operation.needsIdempotencyKey && idempotencyKey === '') throw keyMissing();
    const valid = this.validatorOf(operation)(input);
    const { actor } = principal;
    if (operation.isReadOnly) return this.database.view(actor, (tx) => operation.run({ tx, actor, input: valid, idempotencyKey }));
    return this.database.transaction(actor, async (tx) => {
      const result = await operation.run({ tx, actor, input: valid, idempotencyKey });
      await this.audit.record(tx, { action: `addon.${operationId}`, subject: `addon:${addonId}`, details: { input: valid } });
      return result;
    });
  }

  private validatorOf(operation: Operation): Validator<Readonly<Record<string, unknown>>> {
    const known = this.#validators.get(operation);
    if (known) return known;
    const validator = compileValidator<Readonly<Record<string, unknown>>>(operation.input, 'OPERATION_INPUT_INVALID');
    this.#validators.set(operation, validator);
    return validator;
  }
}

export const OPERATION_SERVICE = createToken<OperationService>('core.operation-service');

/** Customers have no permissions: they ask what is made for them. */
function mayAsk(principal: Principal, { permission, isForCustomers = false }: Operation): boolean {
  return principal.actor.kind === 'customer' ? isForCustomers : may(principal, permission as Permission);
}

function forbidden(message: string): TaplineError {
  return new TaplineError('PERMISSION_MISSING', 'forbidden', message);
}

function keyMissing(): Error {
  return invalid(
    'OPERATION_KEY_MISSING',
    'this moves money, so it needs the header Idempotency-Key: a text of your own, new for each time and the same for each try of one',
  );
}
