import { Router, type RouterContext } from '@koa/router';
import { type Actor, invalid, notFound, TaplineError } from '@tapline/sdk';
import type { DependencyContainer } from '@tapline/sdk/di';
import { type Principal, requirePermission } from '../../accounts/permissions.js';
import { compileValidator, type Validator } from '../../kernel/validation/validator.js';
import { sendFile } from '../http/send-file.js';
import { type ApiParts, resolveApiParts } from './api-parts.js';
import { type ApiRoute, EntryStream, FileAnswer, permissionsOf } from './api-route.js';
import { API_ROUTES, API_SCHEMAS } from './api-routes.js';
import { sendEntries } from './entry-stream.js';
import { API_PREFIX, IDEMPOTENCY_KEY_SCHEMA, openApiDocument } from './openapi.js';
import { readQuery } from './query-values.js';

const API_ACTOR: Actor = { kind: 'system', id: 'api', name: 'API' };
const ANY_PATH = '/{*path}';
/** One for all routes: it is compiled once. */
const NO_QUERY = { type: 'object', additionalProperties: false } as const;

/**
 * The REST API under {@link API_PREFIX}: every route of {@link API_ROUTES}, for bearers of tokens, and the document that
 * describes them, for all. Errors are thrown on: the app that it is mounted in answers them, in the form of `error-schema.ts`.
 */
export function createApiRouter(container: DependencyContainer): Router {
  const parts = resolveApiParts(container);
  const router = new Router({ prefix: API_PREFIX });
  router.use(setHeaders);
  const document = openApiDocument(API_ROUTES, { version: parts.version, schemas: API_SCHEMAS });
  router.get('/openapi.json', (ctx) => {
    ctx.body = document;
  });
  for (const route of API_ROUTES) {
    router.register(route.path.replaceAll(/\{(\w+)\}/g, ':$1'), [route.method], handler(route, parts));
  }
  router.all(ANY_PATH, (ctx) => {
    throw unknownRoute(router, ctx);
  });
  return router;
}

function handler(route: ApiRoute, parts: ApiParts): (ctx: RouterContext) => Promise<void> {
  const checkQuery = validatorOf(route.query?.schema ?? NO_QUERY);
  const checkBody = route.body && validatorOf(route.body.schema);
  return async (ctx) => {
    const principal = await authenticate(parts, ctx);
    requireOneOf(principal, route);
    const result = await route.handle({
      parts,
      principal,
      parameters: ctx.params,
      query: checkQuery(readQuery(route.query?.schema ?? {}, ctx.query)),
      body: checkBody?.(bodyOf(ctx)),
      idempotencyKey: wantsKey(route, ctx) ? idempotencyKeyOf(ctx) : '',
      view: (work) => parts.database.view(principal.actor, work),
      transaction: (work) => parts.database.transaction(principal.actor, work),
    });
    if (result instanceof EntryStream) {
      sendEntries(ctx, result);
      return;
    }
    if (result instanceof FileAnswer) {
      sendFile(ctx, result.file);
      return;
    }
    ctx.status = route.status ?? 200;
    if (ctx.status !== 204) ctx.body = result;
  };
}

async function authenticate(parts: ApiParts, ctx: RouterContext): Promise<Principal> {
  const [, token] = /^Bearer +(\S+)$/i.exec(ctx.get('Authorization')) ?? [];
  ctx.set('WWW-Authenticate', 'Bearer');
  if (token === undefined) {
    throw unauthenticated('TOKEN_MISSING', 'this needs a token: send the header "Authorization: Bearer <token>"');
  }
  const principal = await parts.database.view(API_ACTOR, (tx) => parts.accounts.byToken(tx, token));
  if (!principal) throw unauthenticated('TOKEN_REFUSED', 'this token is not known here, or it was revoked; use another');
  ctx.remove('WWW-Authenticate');
  ctx.state.principal = principal;
  return principal;
}

function requireOneOf(principal: Principal, route: ApiRoute): void {
  const permissions = permissionsOf(route);
  const [first] = permissions;
  if (first === undefined) return;
  const held = permissions.find((permission) => principal.permissions.includes(permission));
  requirePermission(principal, held ?? first);
}

function bodyOf(ctx: RouterContext): unknown {
  if (ctx.request.length && !ctx.is('json')) {
    throw invalid('REQUEST_NOT_JSON', 'the body must be JSON; send it with the header "Content-Type: application/json"');
  }
  return (ctx.request as { readonly body?: unknown }).body ?? {};
}

const checkIdempotencyKey = compileValidator<string>(IDEMPOTENCY_KEY_SCHEMA, 'IDEMPOTENCY_KEY_WRONG');

function wantsKey({ needsIdempotencyKey = false }: ApiRoute, ctx: RouterContext): boolean {
  return needsIdempotencyKey === 'if-sent' ? ctx.get('Idempotency-Key') !== '' : needsIdempotencyKey;
}

function idempotencyKeyOf(ctx: RouterContext): string {
  const key = ctx.get('Idempotency-Key').trim();
  if (key === '') {
    throw invalid(
      'IDEMPOTENCY_KEY_MISSING',
      'this moves money, so it needs the header Idempotency-Key: a text of your own, new for each payment and the same for each try of one',
    );
  }
  return checkIdempotencyKey(key);
}

function validatorOf(schema: Parameters<typeof compileValidator>[0]): Validator<unknown> {
  return compileValidator<unknown>(schema, 'REQUEST_INVALID');
}

function setHeaders(ctx: RouterContext, next: () => Promise<unknown>): Promise<unknown> {
  ctx.set('Cache-Control', 'no-store');
  return next();
}

function unknownRoute(router: Router, ctx: RouterContext): TaplineError {
  const { path } = ctx;
  const known = router.match(path, ctx.method).path.flatMap((layer) => (layer.path === API_PREFIX + ANY_PATH ? [] : layer.methods));
  if (known.length === 0) {
    return notFound('ROUTE_UNKNOWN', `the API has nothing at ${path}; ${API_PREFIX}/openapi.json describes what it has`);
  }
  ctx.set('Allow', known.join(', '));
  return new TaplineError('METHOD_UNKNOWN', 'not-found', `${path} does not take ${ctx.method}; it takes ${known.join(', ')}`);
}

function unauthenticated(code: string, message: string): TaplineError {
  return new TaplineError(code, 'unauthenticated', message);
}
