import { type Contributions, TaplineError } from '@tapline/sdk';
import { compileValidator, type Validator } from '../validation/validator.js';
import { CONTRIBUTION_SCHEMAS, type ContributionSchema } from './contribution-schemas.js';

type Kind = keyof Contributions;
type Given = Readonly<Record<string, unknown>>;

/** What is wrong with a contribution, and in which field. */
interface Fault {
  readonly field: string | undefined;
  readonly what: string;
}

/** The same ways to contribute, with a step before each. */
export function withStepBefore(contribute: Contributions, step: (kind: Kind, contribution: unknown) => void): Contributions {
  const ways = Object.entries(contribute).map(([kind, add]) => [
    kind,
    (contribution: unknown): void => {
      step(kind as Kind, contribution);
      (add as (given: unknown) => void)(contribution);
    },
  ]);
  return Object.fromEntries(ways) as Contributions;
}

const VALIDATORS = new Map<Kind, Validator<Given>>();

/**
 * Refuses what would fail only when somebody uses it, and spoil a page on which it is one of many: what is missing or of another type, and forms that
 * cannot be made of their schema. Throws `CONTRIBUTION_INVALID`, naming the kind, the id and the field.
 */
export function requireWhole(kind: Kind, contribution: unknown, ownerId: string): void {
  const fault = faultOf(kind, contribution);
  if (!fault) return;
  const typeName = `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
  throw new TaplineError(
    'CONTRIBUTION_INVALID',
    'invalid',
    `the ${kind}${nameOf(contribution)} of the add-on ${ownerId} cannot be taken: ${fault.what}; see ${typeName} in @tapline/sdk`,
    fault.field === undefined ? {} : { field: fault.field },
  );
}

function faultOf(kind: Kind, contribution: unknown): Fault | undefined {
  if (typeof contribution !== 'object' || contribution === null) return { field: undefined, what: 'it is no object' };
  const given = contribution as Given;
  const schema = CONTRIBUTION_SCHEMAS[kind] as ContributionSchema<Given>;
  return (
    dataFault(kind, schema, given) ?? callFault(schema, given) ?? (schema.form === undefined ? undefined : formFault(schema.form, given))
  );
}

function dataFault(kind: Kind, schema: ContributionSchema<Given>, given: Given): Fault | undefined {
  const fields = Object.keys({ ...schema.data, ...schema.optionalData });
  const notData = fields.find((field) => typeof given[field] === 'function');
  if (notData !== undefined) return { field: notData, what: `${notData} must be no function` };
  try {
    validatorOf(kind, schema)(Object.fromEntries(fields.map((field) => [field, given[field]])));
    return undefined;
  } catch (error) {
    return { field: error instanceof TaplineError ? error.field : undefined, what: (error as Error).message };
  }
}

function callFault({ calls, optionalCalls = [] }: ContributionSchema<Given>, given: Given): Fault | undefined {
  const wanted = typeof calls === 'function' ? calls(given) : calls;
  const missing = wanted.find((call) => given[call] === undefined);
  if (missing !== undefined) return { field: missing, what: `${missing} is missing` };
  const wrong = [...wanted, ...optionalCalls.filter((call) => given[call] !== undefined)].find((call) => typeof given[call] !== 'function');
  return wrong === undefined ? undefined : { field: wrong, what: `${wrong} must be a function` };
}

function formFault(field: string, given: Given): Fault | undefined {
  const form = given[field] as { readonly type?: unknown };
  if (form.type !== undefined && form.type !== 'object') return { field, what: `${field} must describe an object` };
  try {
    compileValidator(form as Given, 'CONTRIBUTION_INVALID');
    return undefined;
  } catch (error) {
    return { field, what: `${field} is no schema that can be used: ${(error as Error).message}` };
  }
}

function validatorOf(kind: Kind, { data, optionalData }: ContributionSchema<Given>): Validator<Given> {
  const known = VALIDATORS.get(kind);
  if (known) return known;
  const schema = { type: 'object', properties: { ...data, ...optionalData }, required: Object.keys(data) };
  const validator = compileValidator<Given>(schema, 'CONTRIBUTION_INVALID');
  VALIDATORS.set(kind, validator);
  return validator;
}

function nameOf(contribution: unknown): string {
  const { id, path } = (contribution ?? {}) as { readonly id?: unknown; readonly path?: unknown };
  const name = id ?? path;
  return typeof name === 'string' && name !== '' ? ` "${name}"` : '';
}
