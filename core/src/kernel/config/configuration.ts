import { createToken } from '@tapline/sdk';

/** The effective configuration; `config/schema.json` describes every key. */
export interface Configuration {
  readonly company: { readonly name: string; readonly currency: string; readonly timeZone: string; readonly locale: string };
  readonly dataDirectory: string;
  readonly database: {
    readonly client: 'sqlite' | 'mysql';
    readonly filename: string;
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly password: string;
    readonly name: string;
    readonly poolSize: number;
  };
  /** The mail server; an empty host sends no mail. */
  readonly mail: {
    readonly host: string;
    readonly port: number;
    /** `tls` from the first octet (port 465), `starttls` demanded (port 587), `none`. */
    readonly security: 'tls' | 'starttls' | 'none';
    readonly user: string;
    readonly password: string;
    readonly from: string;
  };
  readonly web: {
    readonly host: string;
    readonly port: number;
    readonly publicUrl: string;
    /** Addresses and networks. */
    readonly trustedProxies: readonly string[];
    readonly metricsToken: string;
  };
  readonly radius: {
    readonly host: string;
    readonly authPort: number;
    readonly accountingPort: number;
    readonly interimIntervalSeconds: number;
    readonly sessionHistoryDays: number;
    readonly radsec: 'off' | 'on';
    readonly radsecPort: number;
    readonly radsecCertificate: string;
    readonly radsecKey: string;
    readonly radsecAuthority: string;
    readonly radsecRelayHost: string;
    readonly patienceMs: number;
    readonly rejectDelayMs: number;
    readonly receiveBufferOctets: number;
    readonly disconnectTimeoutMs: number;
    readonly disconnectTries: number;
  };
  readonly billing: {
    readonly isRunAutomatic: boolean;
    readonly issueAfterDays: number;
    readonly issueHour: number;
    readonly largestDeviationPercent: number;
    readonly largestBillFactor: number;
    readonly blockingHour: number;
    readonly blocksOnWeekends: boolean;
    readonly holidays: readonly string[];
  };
  readonly clock: { readonly mode: 'system' | 'test' };
  readonly log: { readonly level: 'debug' | 'info' | 'warn' | 'error' };
  readonly security: { readonly masterKey: string };
  readonly addons: { readonly packages: readonly string[] };
}

export const CONFIGURATION = createToken<Configuration>('core.configuration');
