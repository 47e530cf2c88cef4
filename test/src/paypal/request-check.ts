import { compileValidator } from '@tapline/core/testing';
import { REQUEST_SCHEMAS } from './request-schemas.js';

const CHECKS = Object.entries(REQUEST_SCHEMAS).map(([operation, schema]) => ({
  path: new RegExp(`^${operation.replace(':id', '[^/]+')}$`),
  check: compileValidator<unknown>(schema, 'PAYPAL_WOULD_REFUSE'),
}));

/** What PayPal's own description of its API has against a request; `undefined` for nothing. */
export function faultOf(what: string, body: unknown): string | undefined {
  try {
    CHECKS.find(({ path }) => path.test(what))?.check(body);
    return undefined;
  } catch (error) {
    return `${what}: ${(error as Error).message}`;
  }
}
