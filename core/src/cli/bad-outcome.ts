import { ApiFailure } from './api-client.js';

/** For an answer that came, and was shown, and tells of a failure: the exit code has to say so too. */
export function badOutcome(code: string, message: string): ApiFailure {
  return new ApiFailure(code, message, undefined, 200);
}

/** Of a test that says step by step what it has found. */
export function requireNoFault({ verdict }: { readonly verdict: string }): void {
  if (verdict === 'fault') throw badOutcome('TEST_FOUND_FAULT', 'something is wrong; see what is marked with "FAULT"');
}
