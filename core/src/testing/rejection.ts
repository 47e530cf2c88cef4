import { TaplineError } from '@tapline/sdk';

/** The coded error that a promise rejects with; fails when it resolves, or rejects with anything else. */
export async function rejection(promise: Promise<unknown>): Promise<TaplineError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof TaplineError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}
