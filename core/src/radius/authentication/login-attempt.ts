import { ADSL_FORUM_ATTRIBUTE, ATTRIBUTE, normaliseMacAddress, type PacketView, readCircuit, readText } from '../codec/index.js';
import { deviceMacOf } from '../server/device-mac.js';
import type { KnownRouter } from '../server/router-table.js';
import type { LineCredentials } from '../snapshot/line-credentials.js';
import { type LoginWay, wayOf } from './login-way.js';
import { isPassword, type LoginMethod, methodOf } from './password-check.js';

/** What a request brings to be judged by. */
export interface LoginAttempt {
  readonly routerId: string;
  /** Of `tapline radius test`: it leaves no trace in what is known of the line. */
  readonly isTest: boolean;
  readonly way: LoginWay;
  readonly login: string;
  /** The login as a MAC address, where it is one. */
  readonly loginMac: string | undefined;
  readonly method: LoginMethod | 'none';
  isPassword(credentials: LineCredentials): boolean;
  /** Of the device, in the form in which lines have theirs; `undefined` when the router told none. */
  readonly macAddress: string | undefined;
  /** By which the session will be known; see {@link deviceMacOf}. */
  readonly sessionMac: string | undefined;
  /** What the router calls the device, in whatever form. */
  readonly station: string | undefined;
  readonly circuitId: string | undefined;
  readonly remoteId: string | undefined;
  readonly calledStation: string | undefined;
  readonly nasPort: string | undefined;
}

/** An Access-Request as an attempt; what few lines ask for is read only then. Lasts as long as the packet. */
export class RequestAttempt implements LoginAttempt {
  readonly method: LoginMethod | 'none';
  readonly way: LoginWay;
  readonly login: string;
  readonly macAddress: string | undefined;

  constructor(
    private readonly packet: PacketView,
    private readonly router: KnownRouter,
    readonly isTest: boolean,
  ) {
    this.method = methodOf(packet);
    this.login = readText(packet, ATTRIBUTE['User-Name']) ?? '';
    const station = normaliseMacAddress(readText(packet, ATTRIBUTE['Calling-Station-Id']) ?? '');
    this.way = wayOf(packet, { method: this.method, login: this.login, station });
    // RouterOS gives DHCP's client identifier there, which need not be made of the address; the login is.
    this.macAddress = this.way === 'dhcp' ? (this.loginMac ?? station) : station;
  }

  get routerId(): string {
    return this.router.id;
  }

  get loginMac(): string | undefined {
    return normaliseMacAddress(this.login);
  }

  get sessionMac(): string | undefined {
    return deviceMacOf(this.packet);
  }

  get circuitId(): string | undefined {
    return readCircuit(this.packet, ADSL_FORUM_ATTRIBUTE['Agent-Circuit-Id']);
  }

  get remoteId(): string | undefined {
    return readCircuit(this.packet, ADSL_FORUM_ATTRIBUTE['Agent-Remote-Id']);
  }

  get station(): string | undefined {
    return readText(this.packet, ATTRIBUTE['Calling-Station-Id']);
  }

  get calledStation(): string | undefined {
    return readText(this.packet, ATTRIBUTE['Called-Station-Id']);
  }

  get nasPort(): string | undefined {
    return readText(this.packet, ATTRIBUTE['NAS-Port-Id']);
  }

  isPassword(credentials: LineCredentials): boolean {
    const { method } = this;
    return method !== 'none' && isPassword(this.packet, { method, secret: this.router.secret, credentials });
  }
}
