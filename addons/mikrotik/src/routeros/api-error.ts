import { TaplineError } from '@tapline/sdk';

export interface RouterPlace {
  readonly host: string;
  readonly port: number;
}

const at = ({ host, port }: RouterPlace): string => `${host}:${port}`;

/** Nothing could be reached, or what is there is no RouterOS API. */
export function unreachable(place: RouterPlace, cause: unknown): TaplineError {
  return new TaplineError('MIKROTIK_UNREACHABLE', 'unavailable', `no API answers at ${at(place)}: ${wordsOf(cause)}`, { cause });
}

export function wrongProtocol(place: RouterPlace, why: string): TaplineError {
  return new TaplineError(
    'MIKROTIK_NOT_AN_API',
    'unavailable',
    `what answers at ${at(place)} does not speak the RouterOS API (${why}); is it the port of "api", or of "api-ssl" with TLS?`,
  );
}

export function loginRefused(place: RouterPlace, answer: string): TaplineError {
  return new TaplineError(
    'MIKROTIK_LOGIN_REFUSED',
    'unavailable',
    `the router at ${at(place)} refuses the login: ${answer}; check name and password, that the user's group has the policy "api", and that neither user nor service is limited to other addresses`,
  );
}

export function certificateUntrusted(place: RouterPlace, why: string): TaplineError {
  return new TaplineError('MIKROTIK_CERTIFICATE_UNTRUSTED', 'unavailable', `the certificate of ${at(place)} is not trusted: ${why}`);
}

/** Whether the command was done is not known. */
export function silent(place: RouterPlace, command: string, seconds: number): TaplineError {
  return new TaplineError('MIKROTIK_SILENT', 'unavailable', `the router at ${at(place)} did not answer ${command} within ${seconds} s`);
}

/** Whether commands under way were done is not known. */
export function cutOff(place: RouterPlace, why: string): TaplineError {
  return new TaplineError('MIKROTIK_CUT_OFF', 'unavailable', `the connection to ${at(place)} has ended: ${why}`);
}

/** The router does not do what it was asked, and says why. */
export class RouterTrap extends TaplineError {
  constructor(
    command: string,
    /** The router's own words. */
    readonly answer: string,
    /** 0 to 7 as MikroTik's manual lists them; `undefined` where the router gives none. */
    readonly category: string | undefined,
  ) {
    super('MIKROTIK_REFUSED', 'refused', `the router refuses ${command}: ${answer}`);
  }
}

const KNOWN: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection is refused; is the service enabled (/ip service enable api-ssl) and the port right?',
  ETIMEDOUT: 'nothing answers; is the address right, and does a firewall let Tapline in?',
  EHOSTUNREACH: 'there is no way to that address',
  ENETUNREACH: 'there is no way to that network',
  ENOTFOUND: 'the name is unknown',
  ECONNRESET: 'the connection is cut at once; is Tapline among the addresses of the service (/ip service print)?',
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: 'it offers no certificate; make one and give it to api-ssl, as the set-up script does',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS; is that the port of "api" instead of "api-ssl"?',
};

function wordsOf(cause: unknown): string {
  const { code = '', message = String(cause) } = cause as { code?: string; message?: string };
  return KNOWN[code] ?? message;
}
