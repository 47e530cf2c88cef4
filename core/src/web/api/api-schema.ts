import type { JsonSchema } from '@tapline/sdk';

/** Any JSON Schema of 2020-12, as OpenAPI 3.1 takes it. */
export type ApiSchema = JsonSchema | Readonly<Record<string, unknown>>;

/** A schema together with the type of the values that are valid against it. */
export interface TypedSchema<T> {
  readonly schema: ApiSchema;
  /** Carries the type only. */
  readonly types?: T;
}

export function typed<T>(schema: ApiSchema): TypedSchema<T> {
  return { schema };
}

export const text = { type: 'string' } as const;
export const flag = { type: 'boolean' } as const;
export const integer = { type: 'integer' } as const;
export const instant = { type: 'string', format: 'date-time' } as const;
export const day = { type: 'string', format: 'date' } as const;
export const amountMinor = { type: 'integer', description: 'Minor units of the company currency; see /system/info.' } as const;
export const octets = { type: 'string', pattern: '^\\d+$', description: 'Octets as a decimal string: they may exceed 2^53.' } as const;
export const bitsPerSecond = { type: 'integer', minimum: 0 } as const;
/** Whatever JSON its owner has put there. */
export const freeObject = { type: 'object', additionalProperties: true } as const;

export function oneOf(...values: readonly string[]): ApiSchema {
  return { type: 'string', enum: values };
}

export function array(items: ApiSchema): ApiSchema {
  return { type: 'array', items };
}

/** An object of which every property is there, and no other. */
export function object(properties: Readonly<Record<string, ApiSchema>>): ApiSchema {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}

export function nullable(schema: ApiSchema): ApiSchema {
  const { type } = schema as { readonly type?: unknown };
  return typeof type === 'string' && !('enum' in schema) ? { ...schema, type: [type, 'null'] } : { anyOf: [schema, { type: 'null' }] };
}

export function ref(name: string): ApiSchema {
  return { $ref: `#/components/schemas/${name}` };
}

/** A list that is whole. */
export function list(items: ApiSchema): ApiSchema {
  return object({ items: array(items) });
}

/** One page of a longer list. */
export function page(items: ApiSchema): ApiSchema {
  return object({ items: array(items), total: integer, page: integer, pageSize: integer });
}

export interface PageQuery {
  readonly page: number;
  readonly pageSize: number;
}

export const PAGE_PROPERTIES = {
  page: { type: 'integer', minimum: 1, maximum: 1_000_000, default: 1 },
  pageSize: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
} as const;

export const LIMIT_PROPERTY = {
  limit: { type: 'integer', minimum: 1, maximum: 1000, default: 100, description: 'At most so many.' },
} as const;

/** A query string's parameters. */
export function query<T>(properties: Readonly<Record<string, ApiSchema>>, required: readonly string[] = []): TypedSchema<T> {
  return typed<T>({ type: 'object', properties, required, additionalProperties: false });
}
