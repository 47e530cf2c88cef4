import { compileValidator, type Validator } from '../../../kernel/validation/validator.js';

interface Document {
  readonly paths?: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

interface DocumentedOperation {
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { readonly schema: object }>> }>>;
}

export interface Answer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

export interface ErrorAnswer {
  readonly error: { readonly code: string; readonly message: string; readonly field?: string };
}

interface CallOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A schema of an OpenAPI document by itself, as JSON Schema. */
export function withDefinitions(schema: object, document: Pick<Document, 'components'>): Readonly<Record<string, unknown>> {
  const moved = JSON.stringify({ ...schema, $defs: document.components.schemas }).replaceAll('#/components/schemas/', '#/$defs/');
  return JSON.parse(moved) as Record<string, unknown>;
}

const ERROR = { $ref: '#/components/schemas/Error' };

/** Calls the API and holds every answer against the document that the server gives out itself. */
export class CheckedApiClient {
  /** `GET /customers`: what was answered with success. */
  readonly answered = new Set<string>();
  private readonly validators = new Map<object, Validator<unknown>>();

  private constructor(
    private readonly url: string,
    private readonly token: string,
    readonly document: Document,
  ) {}

  static async connect(serverUrl: string, token: string): Promise<CheckedApiClient> {
    const url = `${serverUrl}/api/v1`;
    const document = (await (await fetch(`${url}/openapi.json`)).json()) as Document;
    return new CheckedApiClient(url, token, document);
  }

  /** The same server and records, with another token. */
  withToken(token: string): CheckedApiClient {
    return new CheckedApiClient(this.url, token, this.document);
  }

  get<T>(path: string): Promise<Answer<T>> {
    return this.call<T>('GET', path);
  }

  post<T>(path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer<T>> {
    return this.call<T>('POST', path, { body, headers });
  }

  patch<T>(path: string, body: unknown): Promise<Answer<T>> {
    return this.call<T>('PATCH', path, { body });
  }

  put<T>(path: string, body: unknown): Promise<Answer<T>> {
    return this.call<T>('PUT', path, { body });
  }

  async call<T>(method: string, path: string, { body, headers = {} }: CallOptions = {}): Promise<Answer<T>> {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        ...(this.token === '' ? {} : { Authorization: `Bearer ${this.token}` }),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const isFile = response.headers.has('content-disposition');
    const text = await response.text();
    const answer = isFile ? text : text === '' ? undefined : (JSON.parse(text) as unknown);
    this.check({ method, path: path.split('?')[0] ?? '', status: response.status, answer });
    return { status: response.status, headers: response.headers, body: answer as T };
  }

  private check({ method, path, status, answer }: { method: string; path: string; status: number; answer: unknown }): void {
    if (status >= 400) {
      this.validate(ERROR, answer, `${method} ${path} → ${status}`);
      return;
    }
    const template = Object.keys(this.document.paths ?? {})
      .filter((each) => method.toLowerCase() in (this.document.paths?.[each] ?? {}))
      .sort((a, b) => a.split('{').length - b.split('{').length)
      .find((each) => new RegExp(`^${each.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path));
    if (template === undefined) throw new Error(`${method} ${path} is not in the document`);
    const documented = this.document.paths?.[template]?.[method.toLowerCase()]?.responses[String(status)];
    if (!documented) throw new Error(`${method} ${template} answered with ${status}, which is not in the document`);
    const schema = documented.content?.['application/json']?.schema;
    const isFile = !schema && Object.keys(documented.content ?? {}).length > 0;
    if (schema) this.validate(schema, answer, `${method} ${template}`);
    else if (answer !== undefined && !isFile) throw new Error(`${method} ${template} answered although the document says that it does not`);
    this.answered.add(`${method} ${template}`);
  }

  private validate(schema: object, answer: unknown, what: string): void {
    try {
      this.validatorOf(schema)(answer);
    } catch (error) {
      throw new Error(`${what} answered with what its schema does not allow: ${(error as Error).message} in ${JSON.stringify(answer)}`, {
        cause: error,
      });
    }
  }

  private validatorOf(schema: object): Validator<unknown> {
    const validator = this.validators.get(schema) ?? compileValidator(withDefinitions(schema, this.document), 'API_ANSWER_WRONG');
    this.validators.set(schema, validator);
    return validator;
  }
}
