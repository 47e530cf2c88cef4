// The one import of ajv.
import { invalid, type JsonSchema } from '@tapline/sdk';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const OPTIONS = {
  allErrors: false,
  useDefaults: true,
  strict: true,
  strictTypes: false,
  strictRequired: false,
  allowUnionTypes: true,
  // Errors come with the schema that was broken, for its examples.
  verbose: true,
  // A schema with a name of its own may come again: its add-on was enabled anew.
  addUsedSchema: false,
} as const;
const ajv = new Ajv2020(OPTIONS);
addFormats.default(ajv);
for (const keyword of ['x-widget', 'x-accept', 'x-enum-titles', 'x-secret', 'x-wording-of']) ajv.addKeyword(keyword);

/** By what they say: an add-on that is enabled anew makes its schemas again, and what ajv has compiled it keeps for good. */
const COMPILED = new Map<string, ValidateFunction>();

/** Checks a value; returns it with the schema's defaults filled in, or throws a coded error that names the field. */
export type Validator<T> = (value: unknown) => T;

export function compileValidator<T>(schema: JsonSchema | Readonly<Record<string, unknown>>, code: string): Validator<T> {
  const validate = compiled(schema);
  return (value) => {
    // Defaults are filled into a copy: what was given stays as it was.
    const copy: unknown = structuredClone(value);
    if (validate(copy)) return copy as T;
    const error = validate.errors?.[0];
    throw invalid(code, error ? describe(error, copy) : 'it does not match its schema', error && fieldOf(error));
  };
}

function compiled(schema: Readonly<Record<string, unknown>> | JsonSchema): ValidateFunction {
  const text = JSON.stringify(schema);
  const known = COMPILED.get(text);
  if (known) return known;
  const made = ajv.compile(schema);
  COMPILED.set(text, made);
  return made;
}

function fieldOf(error: ErrorObject): string {
  const path = error.instancePath.split('/').slice(1);
  const params = error.params as { missingProperty?: string; additionalProperty?: string };
  const own = params.missingProperty ?? params.additionalProperty;
  return [...path, ...(own === undefined ? [] : [own])].join('.');
}

function describe(error: ErrorObject, root: unknown): string {
  const field = fieldOf(error) || 'the value';
  if (error.keyword === 'required') return `${field} is missing`;
  if (error.keyword === 'additionalProperties') return `${field} is not known here; check its spelling`;
  if (error.keyword === 'enum') return `${field} must be one of ${(error.params as { allowedValues: unknown[] }).allowedValues.join(', ')}`;
  const value = error.instancePath
    .split('/')
    .slice(1)
    .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], root);
  if (error.keyword === 'pattern') return badlyWritten(error, field, value);
  return `${field} ${error.message ?? 'is wrong'}${typeof value === 'number' || typeof value === 'boolean' ? ` (it is ${value})` : ''}`;
}

/** People read an example sooner than a regular expression. Which item of a list it is, they know by its text. */
function badlyWritten({ message = 'is wrong', parentSchema }: ErrorObject, field: string, value: unknown): string {
  const { examples = [], 'x-widget': widget } = (parentSchema ?? {}) as JsonSchema;
  if (examples.length === 0) return `${field} ${message}`;
  const item = /\.\d+$/.test(field) && widget !== 'secret' ? ` "${String(value)}"` : '';
  return `${field}${item} is not written as it should be; write it like ${examples.join(' or ')}`;
}
