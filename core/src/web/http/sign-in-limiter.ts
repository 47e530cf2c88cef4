// The one import of rate-limiter-flexible.
import { TaplineError } from '@tapline/sdk';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { networkOf } from './client-network.js';

const WINDOW_SECONDS = 15 * 60;
const TRIES_OF_A_LOGIN = 5;
const TRIES_OF_AN_ADDRESS = 30;

export interface SignInTry {
  readonly address: string;
  readonly login: string;
}

/** Slows down the guessing of passwords: by login and address, and by address alone. A lock of a login would let anyone lock an admin out. */
export class SignInLimiter {
  private readonly byLogin = new RateLimiterMemory({ points: TRIES_OF_A_LOGIN, duration: WINDOW_SECONDS });
  private readonly byAddress = new RateLimiterMemory({ points: TRIES_OF_AN_ADDRESS, duration: WINDOW_SECONDS });

  /** Counts a try; throws `SIGN_IN_TOO_OFTEN` when there were too many. */
  async count(attempt: SignInTry): Promise<void> {
    try {
      await this.byAddress.consume(networkOf(attempt.address));
      await this.byLogin.consume(loginKey(attempt));
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      const minutes = Math.max(1, Math.ceil(error.msBeforeNext / 60_000));
      throw new TaplineError(
        'SIGN_IN_TOO_OFTEN',
        'refused',
        `there were too many tries to sign in; wait ${minutes} ${minutes === 1 ? 'minute' : 'minutes'} and try again`,
      );
    }
  }

  /** The password was right: what was counted for this login is forgotten, and this try of its address. */
  async forget(attempt: SignInTry): Promise<void> {
    await this.byLogin.delete(loginKey(attempt));
    await this.byAddress.reward(networkOf(attempt.address), 1);
  }
}

function loginKey({ address, login }: SignInTry): string {
  return `${networkOf(address)} ${login.trim().toLowerCase()}`;
}
