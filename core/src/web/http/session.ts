import type { Actor } from '@tapline/sdk';
import type { AccountService } from '../../accounts/account-service.js';
import type { Database } from '../../kernel/database/database.js';
import type { Next, WebContext } from './web-context.js';

export const SESSION_COOKIE = 'tapline_session';
export const SIGN_IN_PATH = '/sign-in';

/** For what is done before it is known who asks. */
export const WEB_ACTOR: Actor = Object.freeze({ kind: 'system', id: 'web', name: 'web interface' });

export interface SessionParts {
  readonly database: Database;
  readonly accounts: AccountService;
}

/** Finds out who is signed in, by the session cookie. */
export function sessions({ database, accounts }: SessionParts): (ctx: WebContext, next: Next) => Promise<void> {
  return async (ctx, next) => {
    const sessionToken = ctx.cookies.get(SESSION_COOKIE);
    if (sessionToken !== undefined && sessionToken !== '') {
      const seen = await database.view(WEB_ACTOR, (tx) => accounts.peekSession(tx, sessionToken));
      const principal = seen?.isUseToBeNoted
        ? await database.transaction(WEB_ACTOR, (tx) => accounts.bySession(tx, sessionToken))
        : seen?.principal;
      if (principal) Object.assign(ctx.state, { principal, sessionToken });
    }
    await next();
  };
}
