import { hash, randomBytes, randomInt } from 'node:crypto';
import { type AccountingKind, loginOf } from './load.js';
import { address, integer, lineAttributes, TYPE, text } from './request-attributes.js';
import type { RequestSource } from './request-source.js';

const ACCOUNTING_REQUEST = 4;
const STATUS = { start: 1, stop: 2, interim: 3 };
const INTERIMS: Readonly<Record<AccountingKind, number>> = { accounting: 3, 'accounting-storm': 0, 'accounting-quiet': 30 };
const INTERIM_SECONDS = 300;
const USER_REQUEST = 1;
/** Sessions that are open at a time; when one stops, the next user begins another. */
const OPEN_SESSIONS = 2_000;

interface Session {
  readonly fixed: Buffer;
  /** 0 before Start, then after each answer one more. */
  stage: number;
  isAsking: boolean;
}

/** Accounting of sessions with Start, Interim-Updates and Stop each, in random order among the open ones (RFC 2866). */
export class AccountingRequests implements RequestSource {
  readonly #run = randomBytes(4).toString('hex');
  readonly #sessions: Session[];
  readonly #secret: Buffer;
  readonly #progress: readonly Buffer[];
  #begun: number;

  constructor(private readonly options: { readonly kind: AccountingKind; readonly users: number; readonly secret: string }) {
    this.#progress = progressAttributes(INTERIMS[options.kind]);
    this.#secret = Buffer.from(options.secret);
    this.#begun = randomInt(options.users);
    this.#sessions = Array.from({ length: OPEN_SESSIONS }, () => this.begin());
  }

  take(): number {
    const at = randomInt(OPEN_SESSIONS);
    for (let step = 0; step < OPEN_SESSIONS; step++) {
      const taken = (at + step) % OPEN_SESSIONS;
      const session = this.#sessions[taken] as Session;
      if (session.isAsking) continue;
      session.isAsking = true;
      return taken;
    }
    return -1;
  }

  packetOf(taken: number, identifier: number): Buffer {
    const { fixed, stage } = this.#sessions[taken] as Session;
    const attributes = this.#progress[stage] as Buffer;
    const length = 20 + fixed.length + attributes.length;
    const octets = Buffer.alloc(length + this.#secret.length);
    octets[0] = ACCOUNTING_REQUEST;
    octets[1] = identifier;
    octets.writeUInt16BE(length, 2);
    fixed.copy(octets, 20);
    attributes.copy(octets, 20 + fixed.length);
    this.#secret.copy(octets, length);
    // RFC 2866 s3: the hash over all with zeros in its place, and the secret.
    hash('md5', octets, 'buffer').copy(octets, 4);
    return octets.subarray(0, length);
  }

  done(taken: number): void {
    const session = this.#sessions[taken] as Session;
    session.isAsking = false;
    session.stage++;
    if (session.stage === this.#progress.length) this.#sessions[taken] = this.begin();
  }

  private begin(): Session {
    const number = this.#begun++;
    const user = number % this.options.users;
    const fixed = Buffer.concat([
      lineAttributes(user, loginOf(user)),
      text(TYPE.acctSessionId, `${this.#run}${number.toString(16).padStart(8, '0')}`),
      address(TYPE.framedIpAddress, `10.${(user >> 16) & 255}.${(user >> 8) & 255}.${user & 255}`),
    ]);
    return { fixed, stage: 0, isAsking: false };
  }
}

/** What differs from stage to stage: Start, the Interim-Updates, Stop. */
function progressAttributes(interims: number): readonly Buffer[] {
  return Array.from({ length: interims + 2 }, (_, stage) => {
    if (stage === 0) return integer(TYPE.acctStatusType, STATUS.start);
    const isStop = stage === interims + 1;
    return Buffer.concat([
      integer(TYPE.acctStatusType, isStop ? STATUS.stop : STATUS.interim),
      integer(TYPE.acctSessionTime, stage * INTERIM_SECONDS),
      integer(TYPE.acctInputOctets, stage * 1_234_567),
      integer(TYPE.acctOutputOctets, stage * 123_456_789),
      integer(TYPE.acctInputGigawords, 0),
      integer(TYPE.acctOutputGigawords, stage >> 1),
      ...(isStop ? [integer(TYPE.acctTerminateCause, USER_REQUEST)] : []),
    ]);
  });
}
