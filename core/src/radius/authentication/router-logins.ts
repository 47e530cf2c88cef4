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
  readonly read: () => Promise<readonly RouterLoginRow[]>;
  readonly secrets: Pick<SecretBox, 'open'>;
  readonly logger: Logger;
}

const LOOK_EVERY_MS = 1_000;

/** The admins who may log in to routers, in memory, as the database has them; while it is away they stay as they are. */
export class RouterLogins {
  #byLogin: ReadonlyMap<string, RouterLogin> = new Map();
  #rows = '';
  #timer: NodeJS.Timeout | undefined;
  #pass: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(private readonly options: RouterLoginsOptions) {}

  find(login: string): RouterLogin | undefined {
    return this.#byLogin.get(login);
  }

  async start(): Promise<void> {
    await this.refresh();
    this.schedule();
  }

  refresh(): Promise<void> {
    this.#pass = this.#pass.then(() => this.follow());
    return this.#pass;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#pass;
  }

  private schedule(): void {
    if (this.#isStopped) return;
    this.#timer = setTimeout(() => void this.refresh().then(() => this.schedule()), LOOK_EVERY_MS);
  }

  private async follow(): Promise<void> {
    try {
      const rows = await this.options.read();
      const text = JSON.stringify(rows);
      if (text === this.#rows) return;
      this.#byLogin = new Map(rows.flatMap((row) => this.toLogin(row)).map((login) => [login.login, login]));
      this.#rows = text;
    } catch (error) {
      this.options.logger.debug({ error: (error as Error).message }, 'the admins who may log in to routers cannot be read');
    }
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
