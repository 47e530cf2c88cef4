import { type ApiRoute, permissionsOf } from './api-route.js';
import type { ApiSchema } from './api-schema.js';
import { ERROR_SCHEMA } from './error-schema.js';

export const API_PREFIX = '/api/v1';

export interface ApiDocumentInfo {
  readonly version: string;
  readonly schemas: Readonly<Record<string, ApiSchema>>;
}

/** The OpenAPI 3.1 document of the routes. */
export function openApiDocument(routes: readonly ApiRoute[], info: ApiDocumentInfo): Readonly<Record<string, unknown>> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const item = paths[route.path] ?? {};
    item[route.method.toLowerCase()] = operation(route);
    paths[route.path] = item;
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Tapline API',
      version: info.version,
      description: 'Instants are ISO 8601 strings in UTC, days YYYY-MM-DD, amounts integers in minor units, octets decimal strings.',
    },
    servers: [{ url: API_PREFIX }],
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name })),
    security: [{ token: [] }],
    paths,
    components: {
      schemas: { ...info.schemas, Error: ERROR_SCHEMA },
      securitySchemes: { token: { type: 'http', scheme: 'bearer', description: 'Made by `tapline tokens create`.' } },
      responses: {
        Error: { description: 'What went wrong.', content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } },
      },
    },
  };
}

function operation(route: ApiRoute): Readonly<Record<string, unknown>> {
  const permissions = permissionsOf(route);
  return {
    operationId: operationId(route),
    tags: [route.tag],
    summary: route.summary,
    ...(permissions.length > 0 ? { description: `Needs the permission ${permissions.join(' or ')}.`, 'x-permissions': permissions } : {}),
    parameters: parameters(route),
    ...(route.body ? { requestBody: { required: true, content: { 'application/json': { schema: route.body.schema } } } } : {}),
    responses: { [String(route.status ?? 200)]: success(route), default: { $ref: '#/components/responses/Error' } },
  };
}

function success(route: ApiRoute): Readonly<Record<string, unknown>> {
  const description = route.status === 201 ? 'Created.' : 'Done.';
  const content = {
    ...(route.response ? { 'application/json': { schema: route.response } } : {}),
    ...(route.file ? { [route.file]: { schema: { type: 'string', format: 'binary' } } } : {}),
    ...(route.streams ? { 'application/x-ndjson': { schema: route.streams }, 'text/event-stream': { schema: route.streams } } : {}),
  };
  return Object.keys(content).length > 0 ? { description, content } : { description };
}

function parameters(route: ApiRoute): readonly unknown[] {
  const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const { properties = {}, required = [] } = (route.query?.schema ?? {}) as {
    readonly properties?: Readonly<Record<string, { readonly description?: string }>>;
    readonly required?: readonly string[];
  };
  const inQuery = Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema,
  }));
  const key = {
    name: 'Idempotency-Key',
    in: 'header',
    required: route.needsIdempotencyKey === true,
    description: 'Chosen by the caller; the same key again does nothing and returns the first answer.',
    schema: IDEMPOTENCY_KEY_SCHEMA,
  };
  return [...inPath, ...inQuery, ...(route.needsIdempotencyKey ? [key] : [])];
}

export const IDEMPOTENCY_KEY_SCHEMA = { type: 'string', minLength: 1, maxLength: 150 } as const;

/** `GET /customers/{customer}/balance` is `getCustomersByCustomerBalance`. */
function operationId({ method, path }: ApiRoute): string {
  const words = path.split('/').flatMap((part) => part.replace(/^\{(\w+)\}$/, 'by-$1').split(/[-.]/));
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}
