import type { Access } from '@tapline/sdk';
import type { LineLoginRules } from '../../access/line-login-rules.js';
import type { AnsweredLine } from '../answers/login-answers.js';
import { DeviceIndex } from './device-index.js';
import type { LineCredentials } from './line-credentials.js';

/** One line as RADIUS answers for it. */
export interface SnapshotLine extends AnsweredLine {
  readonly version: number;
  /** `undefined` while the password is sealed, and when what is stored cannot be decrypted. */
  credentials: LineCredentials | undefined;
  /** The password as it is stored, until the line's first login: decrypting all of them would hold up the start. */
  sealedPassword?: string | undefined;
  readonly loginRules: LineLoginRules;
  readonly isAllowed: boolean;
  /** Null when it is allowed. */
  readonly shutBy: Access['shutBy'];
  /** What a session of the line is granted, for its Class. */
  readonly grantDigest: string;
  /** Why not, in words; empty when it is allowed. */
  readonly reason: string;
}

/** Every line of the installation by its login, in memory: what a login is decided from. */
export class AccessSnapshot {
  readonly #byLogin = new Map<string, SnapshotLine>();
  readonly #loginOf = new Map<string, string>();
  readonly devices = new DeviceIndex();
  #refusing = 0;

  find(login: string): SnapshotLine | undefined {
    return this.#byLogin.get(login);
  }

  /** How many lines refuse a login for another that is online: only for them has that to be known. */
  get refusingLines(): number {
    return this.#refusing;
  }

  get size(): number {
    return this.#byLogin.size;
  }

  serviceIds(): Iterable<string> {
    return this.#loginOf.keys();
  }

  /** Takes a line in, unless a newer state of it is known. */
  put(line: SnapshotLine): void {
    const login = this.#loginOf.get(line.serviceId);
    const known = login === undefined ? undefined : this.#byLogin.get(login);
    if (known?.serviceId === line.serviceId && known.version > line.version) return;
    this.remove(line.serviceId);
    const replaced = this.#byLogin.get(line.login);
    if (replaced) this.forget(replaced);
    this.#byLogin.set(line.login, line);
    this.devices.add(line);
    if (line.loginRules.sessionPolicy === 'refuse') this.#refusing++;
    this.#loginOf.set(line.serviceId, line.login);
  }

  remove(serviceId: string): void {
    const login = this.#loginOf.get(serviceId);
    this.#loginOf.delete(serviceId);
    // Two lines may have changed logins with each other: the login then is the other line's already.
    const line = login === undefined ? undefined : this.#byLogin.get(login);
    if (line?.serviceId !== serviceId) return;
    this.forget(line);
  }

  private forget(line: SnapshotLine): void {
    this.#byLogin.delete(line.login);
    this.devices.remove(line);
    if (line.loginRules.sessionPolicy === 'refuse') this.#refusing--;
  }
}
