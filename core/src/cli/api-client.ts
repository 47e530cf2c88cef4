import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { createInterface } from 'node:readline';

/** What the server answered instead of what was asked for. */
export class ApiFailure extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly field: string | undefined,
    readonly status: number,
  ) {
    super(message);
    this.name = 'ApiFailure';
  }
}

type Query = Readonly<Record<string, string | number | boolean | undefined>>;
interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly query?: Query | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * The API of a running server. Answers are waited for without a limit: moving a test clock by a month takes the time that it takes.
 */
export class ApiClient {
  constructor(
    private readonly server: string,
    private readonly token: () => string,
  ) {}

  get<T>(path: string, query?: Query): Promise<T> {
    return this.call<T>({ method: 'GET', path, query });
  }

  post<T>(path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<T> {
    return this.call<T>({ method: 'POST', path, body, headers });
  }

  patch<T>(path: string, body: unknown): Promise<T> {
    return this.call<T>({ method: 'PATCH', path, body });
  }

  put<T>(path: string, body: unknown): Promise<T> {
    return this.call<T>({ method: 'PUT', path, body });
  }

  async delete(path: string): Promise<void> {
    await this.call({ method: 'DELETE', path });
  }

  /** The octets of a file. */
  async file(path: string, query: Query = {}): Promise<Buffer> {
    const response = await this.open({ method: 'GET', path, query, headers: { Accept: '*/*' } });
    const octets = await octetsOf(response);
    if (response.statusCode !== 200) throw failureOf(response, octets.toString('utf8'));
    return octets;
  }

  /** Values that come line by line, until the server or the caller ends it. */
  async *lines<T>(path: string, query: Query): AsyncGenerator<T> {
    const response = await this.open({ method: 'GET', path, query, headers: { Accept: 'application/x-ndjson' } });
    if (response.statusCode !== 200) throw failureOf(response, await textOf(response));
    for await (const line of createInterface({ input: response })) if (line.trim() !== '') yield JSON.parse(line) as T;
  }

  private async call<T>(call: Call): Promise<T> {
    const response = await this.open(call);
    const text = await textOf(response);
    if ((response.statusCode ?? 500) >= 400) throw failureOf(response, text);
    try {
      return (text === '' ? undefined : JSON.parse(text)) as T;
    } catch {
      throw failureOf(response, text);
    }
  }

  private open({ method, path, query = {}, body, headers = {} }: Call): Promise<IncomingMessage> {
    const url = new URL(`${this.server.replace(/\/+$/, '')}/api/v1${path}`);
    for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, String(value));
    const content = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    const all = {
      Authorization: `Bearer ${this.token()}`,
      Accept: 'application/json',
      ...(content ? { 'Content-Type': 'application/json', 'Content-Length': String(content.length) } : {}),
      ...headers,
    };
    return new Promise((resolve, reject) => {
      const send = url.protocol === 'https:' ? requestHttps : requestHttp;
      send(url, { method, headers: all }, resolve)
        .once('error', (error: NodeJS.ErrnoException) => reject(this.unreachable(error)))
        .end(content);
    });
  }

  private unreachable(error: NodeJS.ErrnoException): ApiFailure {
    const why = error.code === 'ECONNREFUSED' ? 'no server answers' : `the server cannot be reached (${error.message})`;
    return new ApiFailure(
      'SERVER_UNREACHABLE',
      `${why} at ${this.server}; start one with "tapline start", or name another with --server`,
      undefined,
      0,
    );
  }
}

/** A path with its parts escaped. */
export function apiPath(strings: TemplateStringsArray, ...values: readonly string[]): string {
  return String.raw({ raw: strings }, ...values.map((value) => encodeURIComponent(value)));
}

async function textOf(response: IncomingMessage): Promise<string> {
  return (await octetsOf(response)).toString('utf8');
}

async function octetsOf(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function failureOf(response: IncomingMessage, text: string): ApiFailure {
  const status = response.statusCode ?? 0;
  try {
    const { error } = JSON.parse(text) as { readonly error: { readonly code: string; readonly message: string; readonly field?: string } };
    return new ApiFailure(error.code, error.message, error.field, status);
  } catch {
    const message = `the server answered with HTTP ${status} and not as a Tapline server does; is --server the right one?`;
    return new ApiFailure('SERVER_ANSWER_UNREADABLE', message, undefined, status);
  }
}
