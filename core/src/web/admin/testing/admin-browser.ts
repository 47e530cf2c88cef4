import { ACCOUNT_SERVICE } from '../../../accounts/account-service.js';
import type { TestApplication } from '../../../testing/test-application.js';

const PASSWORD = 'a password for tests';

let made = 0;

/** What a page answered. */
export interface PageAnswer {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
  /** Where it leads to, for a redirect. */
  readonly location: string | null;
}

/** A browser as far as the server sees it: it keeps cookies and says where its requests come from; it runs no scripts. */
export class AdminBrowser {
  readonly cookies = new Map<string, string>();

  constructor(private readonly url: string) {}

  /** A new admin with these permissions, signed in. */
  static async signedIn(app: TestApplication, permissions: readonly string[] = ['*']): Promise<AdminBrowser> {
    const login = await anAdmin(app, permissions);
    const browser = new AdminBrowser(app.url);
    const { status } = await browser.signIn(login, PASSWORD);
    if (status !== 303) throw new Error(`signing in as ${login} answered ${status}`);
    return browser;
  }

  signIn(login: string, password: string): Promise<PageAnswer> {
    return this.submit('/sign-in', { login, password });
  }

  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<PageAnswer> {
    return this.send(path, { method: 'GET', headers });
  }

  /** What htmx sends to fill the element with this id. */
  getPart(path: string, id: string): Promise<PageAnswer> {
    return this.get(path, { 'HX-Request': 'true', 'HX-Target': `div#${id}` });
  }

  submit(
    path: string,
    fields: Readonly<Record<string, string>> | URLSearchParams = {},
    headers: Readonly<Record<string, string>> = {},
  ): Promise<PageAnswer> {
    return this.send(path, { method: 'POST', body: new URLSearchParams(fields), headers: { 'Sec-Fetch-Site': 'same-origin', ...headers } });
  }

  /** A form with files. */
  upload(path: string, fields: Readonly<Record<string, string | File>>): Promise<PageAnswer> {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    return this.send(path, { method: 'POST', body, headers: { 'Sec-Fetch-Site': 'same-origin' } });
  }

  private async send(path: string, request: RequestInit): Promise<PageAnswer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(`${this.url}${path}`, {
      ...request,
      redirect: 'manual',
      headers: { ...(request.headers as Record<string, string>), ...(cookie === '' ? {} : { cookie }) },
    });
    for (const line of response.headers.getSetCookie()) this.keep(line);
    return {
      status: response.status,
      text: await response.text(),
      headers: response.headers,
      location: response.headers.get('location'),
    };
  }

  private keep(line: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (value === '') this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}

/** A new admin; the login. */
export async function anAdmin(app: TestApplication, permissions: readonly string[] = ['*']): Promise<string> {
  const login = `admin${++made}`;
  const draft = { login, name: `Admin ${made}`, password: PASSWORD, permissions };
  await app.write((tx) => app.container.resolve(ACCOUNT_SERVICE).createAdmin(tx, draft));
  return login;
}

export { PASSWORD as ADMIN_PASSWORD };
