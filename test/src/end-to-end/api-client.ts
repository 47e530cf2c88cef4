import type { TaplineProcess } from './tapline-process.js';

export type Json = Readonly<Record<string, unknown>>;

/** The REST API as a script of an operator uses it. */
export class ApiClient {
  constructor(private readonly tapline: Pick<TaplineProcess, 'url' | 'token'>) {}

  get<T = Json>(path: string): Promise<T> {
    return this.call('GET', path) as Promise<T>;
  }

  post<T = Json>(path: string, body: Json, headers: Readonly<Record<string, string>> = {}): Promise<T> {
    return this.call('POST', path, body, headers) as Promise<T>;
  }

  put<T = Json>(path: string, body: Json): Promise<T> {
    return this.call('PUT', path, body) as Promise<T>;
  }

  patch<T = Json>(path: string, body: Json): Promise<T> {
    return this.call('PATCH', path, body) as Promise<T>;
  }

  /** Money by hand, with a key of its own. */
  pay(customerId: string, amountMinor: number, key: string): Promise<Json> {
    return this.post('/payments', { customerId, amountMinor, method: 'cash' }, { 'idempotency-key': key });
  }

  private async call(method: string, path: string, body?: Json, headers: Readonly<Record<string, string>> = {}): Promise<unknown> {
    const response = await fetch(`${this.tapline.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${this.tapline.token}`, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${JSON.stringify(answer)}`);
    return answer;
  }
}
