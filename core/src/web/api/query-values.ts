import type { ApiSchema } from './api-schema.js';

interface PropertySchema {
  readonly type?: string;
}

/** The texts of a query string as the types that their schema names; what cannot be read stays text, for the validator to refuse. */
export function readQuery(schema: ApiSchema, query: Readonly<Record<string, string | readonly string[] | undefined>>): unknown {
  const properties = (schema as { readonly properties?: Readonly<Record<string, PropertySchema>> }).properties ?? {};
  return Object.fromEntries(Object.entries(query).map(([name, value]) => [name, readValue(properties[name], value)]));
}

function readValue(schema: PropertySchema | undefined, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (schema?.type === 'integer') return /^-?\d+$/.test(value) ? Number(value) : value;
  if (schema?.type === 'boolean') return BOOLEANS[value] ?? value;
  return value;
}

const BOOLEANS: Readonly<Record<string, boolean>> = { '1': true, true: true, '': true, '0': false, false: false };
