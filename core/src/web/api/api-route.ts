import type { NotificationFile, Transaction } from '@tapline/sdk';
import type { Permission, Principal } from '../../accounts/permissions.js';
import type { ApiParts } from './api-parts.js';
import type { ApiSchema, TypedSchema } from './api-schema.js';

/** `/customers/{customer}/balance` has the parameter `customer`. */
type PathParameters<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? { readonly [K in Name]: string } & PathParameters<Rest>
  : unknown;

/** What a handler is given: everything checked. */
export interface ApiRequest<Parameters, Query, Body> {
  readonly parts: ApiParts;
  readonly principal: Principal;
  readonly parameters: Parameters;
  readonly query: Query;
  readonly body: Body;
  /** The header Idempotency-Key; empty unless the route asks for it. */
  readonly idempotencyKey: string;
  /** Reads, on behalf of the caller. */
  readonly view: <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>;
  /** Writes, on behalf of the caller. */
  readonly transaction: <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>;
}

interface RouteDescription {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** The resource that it is listed under. */
  readonly tag: string;
  /** A sentence. */
  readonly summary: string;
  /** What the caller needs, or one of several; `[]` is for any valid token. */
  readonly permission: Permission | readonly Permission[];
  /** `if-sent`: what is asked decides whether it needs one. */
  readonly needsIdempotencyKey?: boolean | 'if-sent';
  /** 200 by default; 204 where there is no answer to give. */
  readonly status?: 200 | 201 | 204;
  readonly response?: ApiSchema;
  /** Set where the answer is a file: its media type. */
  readonly file?: string;
  /** Set where the answer may be a stream of lines, each valid against this schema. */
  readonly streams?: ApiSchema;
}

/** One operation of the API: routing, checks, validation and the OpenAPI document all come from it. */
export interface ApiRoute extends RouteDescription {
  readonly path: string;
  readonly query?: TypedSchema<unknown>;
  readonly body?: TypedSchema<unknown>;
  handle(request: ApiRequest<Readonly<Record<string, string>>, unknown, unknown>): Promise<unknown>;
}

export function defineRoute<const Path extends string, Query = unknown, Body = unknown>(
  route: RouteDescription & {
    readonly path: Path;
    readonly query?: TypedSchema<Query>;
    readonly body?: TypedSchema<Body>;
    handle(request: ApiRequest<PathParameters<Path>, Query, Body>): Promise<unknown>;
  },
): ApiRoute {
  return Object.freeze(route) as unknown as ApiRoute;
}

/** An answer that goes on: entries are sent as they come until the client leaves. */
export class EntryStream {
  constructor(
    /** Returns what ends the subscription. */
    readonly subscribe: (listener: (entry: unknown) => void) => () => void,
  ) {}
}

/** An answer that is a file. */
export class FileAnswer {
  constructor(readonly file: NotificationFile) {}
}

export function permissionsOf(route: Pick<ApiRoute, 'permission'>): readonly Permission[] {
  return typeof route.permission === 'string' ? [route.permission] : route.permission;
}
