import type { Logger } from '@tapline/sdk';
import type { RouterGroup } from '../../accounts/router-login-schema.js';
import type { RouterLoginRow } from '../../accounts/router-login-store.js';
import type { SecretBox } from '../../kernel/security/secret-box.js';
import { type LineCredentials, packCredentials } from '../snapshot/line-credentials.js';

/** An admin who may log in to routers. */
export interface RouterLogin {
  readonly login: string;
  readonly name: string;
  readonly group: RouterGroup;
  readonly credentials: LineCredentials;
}

export interface RouterLoginsOptions {
  readonly secrets: Pick<SecretBox, 'open'>;
  readonly logger: Logger;
}

/** The admins who may log in to routers, in memory. */
export class RouterLogins {
  #byLogin: ReadonlyMap<string, RouterLogin> = new Map();

  constructor(private readonly options: RouterLoginsOptions) {}

  find(login: string): RouterLogin | undefined {
    return this.#byLogin.get(login);
  }

  /** All that there are from now on. One whose password cannot be decrypted is left out, and said. */
  replace(rows: readonly RouterLoginRow[]): void {
    this.#byLogin = new Map(rows.flatMap((row) => this.toLogin(row)).map((login) => [login.login, login]));
  }

  private toLogin({ login, name, router_group: group, password_sealed: sealed }: RouterLoginRow): RouterLogin[] {
    try {
      return [{ login, name, group: group as RouterGroup, credentials: packCredentials(this.options.secrets.open(sealed)) }];
    } catch (error) {
      this.options.logger.error({ login }, `the router password of "${login}" is of no use: ${(error as Error).message}`);
      return [];
    }
  }
}
