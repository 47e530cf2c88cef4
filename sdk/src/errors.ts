/** What a caller can do about an error, and the HTTP status that says so. */
export type ErrorKind = 'invalid' | 'not-found' | 'conflict' | 'refused' | 'unauthenticated' | 'forbidden' | 'unavailable' | 'internal';

export interface ErrorDetails {
  /** The field at fault, as a path: `ipv4.address`. */
  readonly field?: string;
  readonly cause?: unknown;
}

/** The same in every copy of this package that a process has loaded. */
const BRAND: unique symbol = Symbol.for('@tapline/sdk error');

/**
 * An error with a stable code. The message says what happened, to what, and what to do; it is shown to people as it is,
 * so it never holds a secret.
 */
export class TaplineError extends Error {
  readonly field: string | undefined;

  constructor(
    /** `AREA_WHAT_HAPPENED`. */
    readonly code: string,
    readonly kind: ErrorKind,
    message: string,
    details: ErrorDetails = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'TaplineError';
    this.field = details.field;
  }

  get [BRAND](): true {
    return true;
  }
}

// Those of another copy too: an add-on may have brought one of its own. Classes made of this one are told as usual.
Object.defineProperty(TaplineError, Symbol.hasInstance, {
  value(this: unknown, value: unknown): boolean {
    if (this !== TaplineError) return Function.prototype[Symbol.hasInstance].call(this as typeof TaplineError, value);
    return typeof value === 'object' && value !== null && BRAND in value;
  },
});

export const invalid = (code: string, message: string, field?: string): TaplineError =>
  new TaplineError(code, 'invalid', message, field === undefined ? {} : { field });

export const notFound = (code: string, message: string): TaplineError => new TaplineError(code, 'not-found', message);

export const conflict = (code: string, message: string, field?: string): TaplineError =>
  new TaplineError(code, 'conflict', message, field === undefined ? {} : { field });

export const refused = (code: string, message: string): TaplineError => new TaplineError(code, 'refused', message);
