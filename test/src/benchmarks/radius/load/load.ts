export type LoginKind = 'pap' | 'chap' | 'mschapv2';
/** Start, three Interim-Updates and Stop; only Start and Stop, as when a router comes back; mostly Interim-Updates, as on a quiet day. */
export type AccountingKind = 'accounting' | 'accounting-storm' | 'accounting-quiet';
export type RequestKind = LoginKind | AccountingKind | 'echo';

/** What goes to the accounting port. */
export function isAccounting(requests: RequestKind): requests is AccountingKind {
  return requests.startsWith('accounting');
}

/** Closed loop: a new request when one is over. Open loop: requests at fixed instants, whatever becomes of those before. */
export type Pace = { readonly kind: 'closed'; readonly inFlight: number } | { readonly kind: 'open'; readonly perSecond: number };

/** What the generator is to do to a server on 127.0.0.1. */
export interface Load {
  readonly requests: RequestKind;
  readonly port: number;
  readonly secret: string;
  /** Logins go to {@link loginOf} 0 to this, less one. */
  readonly users: number;
  readonly pace: Pace;
  /** Not measured. */
  readonly warmUpMs: number;
  readonly durationMs: number;
  /** A router's patience: the same packet is sent again after so long, so many times in all. */
  readonly timeoutMs: number;
  readonly tries: number;
}

export interface LoadResult {
  /** Closed loop: answers that arrived in the measured time; open loop: its requests that were answered at last; by second. */
  readonly perSecond: number;
  /** From the intended instant of the first sending to the answer. */
  readonly latencyMs: { readonly p50: number; readonly p95: number; readonly p99: number; readonly max: number };
  /** Requests of the measured time: answered at last, given up, and not sent for want of identifiers. */
  readonly answered: number;
  readonly timeouts: number;
  readonly notSent: number;
  readonly retransmits: number;
  /** All that were answered, with the warm-up. */
  readonly answeredInAll: number;
  /** Answers whose digests were computed anew, and those of them without Message-Authenticator. */
  readonly verified: number;
  readonly withoutMessageAuthenticator: number;
  /** Answers that must not be: of another kind, or with a wrong digest; with the first one's fault. */
  readonly wrong: number;
  readonly firstFault: string;
  readonly late: number;
  /** Cores that the generator used. */
  readonly generatorCpu: number;
}

const PASSWORDS = 100;

export function loginOf(user: number): string {
  return `user${String(user).padStart(7, '0')}`;
}

/** A hundred different passwords: each is sealed by the product once and serves many lines. */
export function passwordOf(user: number): string {
  return `pass-${String(user % PASSWORDS).padStart(3, '0')}`;
}
