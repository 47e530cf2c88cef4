import { type ErrorKind, TaplineError } from '@tapline/sdk';

const STATUS: Readonly<Record<ErrorKind, number>> = {
  invalid: 422,
  'not-found': 404,
  conflict: 409,
  refused: 409,
  unauthenticated: 401,
  forbidden: 403,
  unavailable: 503,
  internal: 500,
};

/** An error as it is shown outside: nothing of an unexpected one gets out. */
export interface ShownError {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly field: string | undefined;
}

const TOO_OFTEN = 'SIGN_IN_TOO_OFTEN';

export function shownError(error: unknown): ShownError {
  if (error instanceof TaplineError) {
    return {
      status: error.code === TOO_OFTEN ? 429 : STATUS[error.kind],
      code: error.code,
      message: error.message,
      field: error.field,
    };
  }
  const { status, expose, message } = error as { status?: number; expose?: boolean; message?: string };
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return {
      status,
      code: `HTTP_${status}`,
      message: expose === false || !message ? 'the request was refused' : message,
      field: undefined,
    };
  }
  return {
    status: 500,
    code: 'INTERNAL',
    message: 'something went wrong on our side; the log has the details, and nothing of this request was kept',
    field: undefined,
  };
}
