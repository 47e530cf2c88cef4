import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type AmountMinor, decimalAmount, parseAmount, TaplineError } from '@tapline/sdk';
import type { Configuration } from '../kernel/config/configuration.js';
import { CONFIGURATION_KEYS, loadConfiguration } from '../kernel/config/load-configuration.js';
import { ApiClient, ApiFailure } from './api-client.js';
import { formatInstant } from './human.js';
import type { Terminal } from './terminal.js';
import { UsageError } from './usage-error.js';

export type GlobalOptions = Readonly<Record<string, string | boolean | undefined>>;

/** What `/system/info` says and the commands need. */
export interface ServerInfo {
  readonly version: string;
  readonly currency: string;
  readonly company: { readonly name: string; readonly timeZone: string; readonly locale: string };
}

/** How amounts and instants are written for people. */
export interface Formats {
  readonly amount: (amountMinor: AmountMinor) => string;
  readonly instant: (instant: string | null) => string;
}

/** What every command works with; configuration, token and server are looked at when they are first needed. */
export class CliContext {
  #configuration: Configuration | undefined;
  #client: ApiClient | undefined;
  #info: Promise<ServerInfo> | undefined;

  constructor(
    private readonly options: () => GlobalOptions,
    readonly terminal: Terminal,
  ) {}

  get isJson(): boolean {
    return this.options().json === true;
  }

  get configuration(): Configuration {
    if (!this.#configuration) {
      const options = this.options();
      const flags = Object.fromEntries(
        [...CONFIGURATION_KEYS.keys()].flatMap((key) => (typeof options[key] === 'string' ? [[key, options[key]]] : [])),
      );
      const file = typeof options.config === 'string' ? options.config : undefined;
      this.#configuration = loadConfiguration({ file, environment: this.terminal.environment, flags });
    }
    return this.#configuration;
  }

  get client(): ApiClient {
    this.#client ??= new ApiClient(this.server(), () => this.token());
    return this.#client;
  }

  info(): Promise<ServerInfo> {
    this.#info ??= this.client.get<ServerInfo>('/system/info');
    return this.#info;
  }

  /** Prints an answer: as JSON where that is asked for, else in the lines for people. */
  async show(answer: unknown, lines: () => readonly string[] | Promise<readonly string[]>): Promise<void> {
    if (this.isJson) this.terminal.write(JSON.stringify(answer, null, 2));
    else for (const line of await lines()) this.terminal.write(line);
  }

  /** What was typed as a decimal, in minor units of the server's currency. */
  async amount(text: string, field: string): Promise<AmountMinor> {
    const { currency } = await this.info();
    try {
      return parseAmount(text, currency, field);
    } catch (error) {
      throw error instanceof TaplineError ? new UsageError(error.message, field) : error;
    }
  }

  async formats(): Promise<Formats> {
    const { currency, company } = await this.info();
    return {
      amount: (amountMinor) => `${decimalAmount(amountMinor, currency)} ${currency}`,
      instant: (instant) => formatInstant(instant, company.timeZone),
    };
  }

  private server(): string {
    const { server } = this.options();
    if (typeof server === 'string') {
      if (!/^https?:\/\/[^/]+/.test(server))
        throw new UsageError(`--server "${server}" is not an address; write it like http://127.0.0.1:8080`);
      return server;
    }
    const { host, port } = this.configuration.web;
    const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
    return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
  }

  private token(): string {
    const given = this.options().token ?? this.terminal.environment.TAPLINE_TOKEN;
    if (typeof given === 'string' && given !== '') return given.trim();
    const file = join(resolve(this.configuration.dataDirectory), 'cli.token');
    try {
      return readFileSync(file, 'utf8').trim();
    } catch (error) {
      const why = (error as NodeJS.ErrnoException).code === 'ENOENT' ? `there is no ${file}` : `${file} cannot be read`;
      const message = `${why}: start the server with "tapline start", which makes it, or give --token or TAPLINE_TOKEN`;
      throw new ApiFailure('TOKEN_MISSING', message, undefined, 0);
    }
  }
}
