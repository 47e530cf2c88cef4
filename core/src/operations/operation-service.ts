import {
  createToken,
  invalid,
  type JsonSchema,
  type NotificationFile,
  notFound,
  type Operation,
  type OperationChoices,
  type OperationGiven,
  type OperationPlace,
  TaplineError,
  type Transaction,
  type UploadedFile,
} from '@tapline/sdk';
import type { VNode } from 'preact';
import { may, type Permission, type Principal, requirePermission } from '../accounts/permissions.js';
import type { ContributedOperation, ContributionRegistry } from '../kernel/addons/contribution-registry.js';
import type { AuditLog } from '../kernel/audit/audit-log.js';
import type { Database } from '../kernel/database/database.js';
import { compileValidator, type Validator } from '../kernel/validation/validator.js';

export interface OperationRequest {
  readonly addonId: string;
  readonly operationId: string;
  readonly input: unknown;
  /** What of the input counts as given, where that is more than what is there. */
  readonly named?: readonly string[];
  /** Empty or left out for none. */
  readonly idempotencyKey?: string;
}

export interface FormRequest extends Pick<OperationRequest, 'addonId' | 'operationId'> {
  /** What the link to it, or whoever sent it, has filled in. */
  readonly given: Readonly<Record<string, string>>;
}

/** What a form shows beside and in it. */
export interface OperationForm {
  readonly about: VNode | undefined;
  readonly choices: OperationChoices;
  readonly parent: OperationPlace | undefined;
}

/** What can be asked of add-ons, the same way from every face. */
export class OperationService {
  readonly #life = new AbortController();
  readonly #validators = new WeakMap<Operation, Validator<Readonly<Record<string, unknown>>>>();

  constructor(
    private readonly operations: Pick<ContributionRegistry, 'operations' | 'operation' | 'download'>,
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

  /** What a form shows by what it was given. Throws what {@link get} does. */
  async form(principal: Principal, asked: FormRequest): Promise<OperationForm> {
    const operation = this.get(principal, asked.addonId, asked.operationId);
    return {
      about: operation.about && (await this.ask(principal, asked, async (call) => operation.about?.(call))),
      choices: (operation.choices && (await this.ask(principal, asked, async (call) => operation.choices?.(call)))) ?? {},
      parent: operation.parent && (await this.ask(principal, asked, async (call) => operation.parent?.(call))),
    };
  }

  /** What a form begins with by what the link to it has filled in. Throws what {@link get} does. */
  async beginning(principal: Principal, asked: FormRequest): Promise<Readonly<Record<string, unknown>>> {
    const operation = this.get(principal, asked.addonId, asked.operationId);
    return (operation.begin && (await this.ask(principal, asked, async (call) => operation.begin?.(call)))) ?? {};
  }

  /** Throws what {@link get} does, `OPERATION_INPUT_INVALID`, `OPERATION_KEY_MISSING`, and what the operation says of its input. */
  async run(principal: Principal, request: OperationRequest): Promise<unknown> {
    const { addonId, operationId, input, idempotencyKey = '', named = Object.keys(input ?? {}) } = request;
    const operation = this.get(principal, addonId, operationId);
    if (operation.needsIdempotencyKey && idempotencyKey === '') throw keyMissing();
    const valid = this.validatorOf(operation)(input);
    const { actor } = principal;
    const written = (tx: Transaction, more: Readonly<Record<string, string>> = {}): Promise<void> =>
      this.audit.record(tx, {
        action: `addon.${operationId}`,
        subject: `addon:${addonId}`,
        details: { input: forAudit(operation.input, valid), ...more },
      });
    if (operation.reach) {
      const call = { actor, input: valid, named, idempotencyKey, signal: this.#life.signal };
      if (operation.isReadOnly) return operation.reach(call);
      // What is done outside is not taken back by a failure: that it was asked for is noted first, and that it failed after.
      await this.database.transaction(actor, (tx) => written(tx));
      try {
        return await operation.reach(call);
      } catch (error) {
        const failed = error instanceof TaplineError ? error.code : 'INTERNAL_ERROR';
        await this.database.transaction(actor, (tx) => written(tx, { failed }));
        throw error;
      }
    }
    if (operation.isReadOnly) return this.database.view(actor, (tx) => operation.run({ tx, actor, input: valid, named, idempotencyKey }));
    return this.database.transaction(actor, async (tx) => {
      const result = await operation.run({ tx, actor, input: valid, named, idempotencyKey });
      await written(tx);
      return result;
    });
  }

  /** A file that an add-on has. Throws `DOWNLOAD_UNKNOWN`, `PERMISSION_MISSING`, and what the add-on says of the key. */
  async download(
    principal: Principal,
    wanted: { readonly addonId: string; readonly id: string; readonly key: string },
  ): Promise<NotificationFile> {
    const { addonId, id, key } = wanted;
    const download = this.operations.download(addonId, id);
    const unknown = (): Error => notFound('DOWNLOAD_UNKNOWN', `the add-on ${addonId} has no file ${id}/${key}; it may be disabled`);
    if (principal.permissions.length === 0) throw forbidden('files of add-ons need a permission');
    if (!download) throw unknown();
    requirePermission(principal, download.permission as Permission);
    const { actor } = principal;
    const file = await this.database.view(actor, (tx) => download.find({ tx, actor, key }));
    if (file) return file;
    throw unknown();
  }

  private async ask<T>(
    { actor }: Principal,
    { given }: FormRequest,
    part: (call: OperationGiven) => Promise<T | undefined>,
  ): Promise<T | undefined> {
    try {
      return await this.database.view(actor, (tx) => part({ tx, given }));
    } catch (error) {
      // A link to what is gone, or an add-on in trouble: the form says so once it is sent.
      if (error instanceof TaplineError) return undefined;
      throw error;
    }
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

/** Of a file, that it was sent and its name: the audit log is no archive. Of a secret, nothing: it is read by more people than may know it. */
function forAudit(schema: JsonSchema, input: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const shown = Object.entries(input).map(([key, value]): [string, unknown] => {
    const widget = schema.properties?.[key]?.['x-widget'];
    if (widget === 'secret') return [key, '(not shown)'];
    return [key, widget === 'file' ? (value as UploadedFile).name : value];
  });
  return Object.fromEntries(shown);
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
