import { ask } from './http-client.js';
import { asRecord, demand, textIn } from './json-reader.js';

export interface ApiKeys {
  readonly baseUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Some time before PayPal forgets it. */
const MARGIN_MS = 60_000;

/** The bearer token of one set of keys, kept as long as it is good; asked for once however many wait for it. */
export class AccessToken {
  #current: Promise<{ readonly value: string; readonly endsAtMs: number }> | undefined;

  constructor(private readonly keys: ApiKeys) {}

  async get(signal: AbortSignal): Promise<string> {
    this.#current ??= this.fetch(signal);
    const asked = this.#current;
    try {
      const { value, endsAtMs } = await asked;
      if (performance.now() < endsAtMs) return value;
    } catch (error) {
      this.forget(asked);
      throw error;
    }
    this.forget(asked);
    return this.get(signal);
  }

  /** What PayPal no longer takes. */
  drop(): void {
    this.#current = undefined;
  }

  private forget(asked: unknown): void {
    if (this.#current === asked) this.#current = undefined;
  }

  private async fetch(signal: AbortSignal): Promise<{ readonly value: string; readonly endsAtMs: number }> {
    const { baseUrl, clientId, clientSecret } = this.keys;
    const answer = asRecord(
      await ask(baseUrl, {
        method: 'POST',
        path: '/v1/oauth2/token',
        headers: {
          authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
          'content-type': 'application/x-www-form-urlencoded',
          accept: 'application/json',
        },
        body: 'grant_type=client_credentials',
        signal,
      }),
    );
    const seconds = Number(answer?.expires_in);
    const livesMs = Number.isFinite(seconds) ? seconds * 1000 - MARGIN_MS : 0;
    return { value: demand(textIn(answer, 'access_token', 5000), 'access token'), endsAtMs: performance.now() + Math.max(1000, livesMs) };
  }
}
