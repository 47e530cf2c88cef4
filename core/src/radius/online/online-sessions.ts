import { mayBeSameDevice } from '../server/nas-device.js';
import type { OnlineSession, SessionNote } from './online-session.js';

interface Accepted {
  readonly sessionClass: string;
  readonly routerId: string;
  readonly macAddress: string | null;
  readonly atMs: number;
}

export interface Device {
  readonly routerId: string;
  readonly macAddress: string | null;
}

/** What a note leaves to its reader. */
export interface NoteMeaning {
  /** The service of a login. */
  readonly serviceOf: (login: string) => string | undefined;
  /** As it is configured. */
  readonly routerAddressOf: (routerId: string) => string;
}

/** An accepted login whose Start has not come by then has come to nothing. Real time. */
const START_WITHIN_MS = 60_000;
/** For so long a session that has ended is not taken for one that began, whatever the database does not know yet. Real time. */
const ENDED_FOR_MS = 60_000;

/**
 * Who is online on which service, in memory: by what routers report to this process, by the database, which knows what they report to others
 * and whose Stop was lost, and for a minute by the logins that were accepted.
 */
export class OnlineSessions {
  readonly #sessions = new Map<string, OnlineSession[]>();
  readonly #accepted = new Map<string, Accepted[]>();
  readonly #ended = new Map<string, number>();

  constructor(private readonly realNowMs: () => number = Date.now) {}

  get size(): number {
    return this.#sessions.size;
  }

  /** The sessions of a service that are not this device's; of each other device the newest, the oldest device first. */
  ofOthers(serviceId: string, device: Device): readonly OnlineSession[] {
    const others = new Map<string, OnlineSession>();
    for (const session of [...(this.#sessions.get(serviceId) ?? []), ...this.expected(serviceId)]) {
      if (isSame(session, device)) continue;
      const key = session.macAddress === null ? session.identity : `${session.routerId} ${session.macAddress}`;
      const known = others.get(key);
      if (!known || known.startedAtMs < session.startedAtMs) others.set(key, session);
    }
    return [...others.values()].sort((a, b) => a.startedAtMs - b.startedAtMs);
  }

  /** A login was accepted: its session is expected. */
  expect(serviceId: string, { sessionClass, routerId, macAddress }: Omit<Accepted, 'atMs'>): void {
    const accepted = { sessionClass, routerId, macAddress, atMs: this.realNowMs() };
    const left = this.live(serviceId).filter((other) => macAddress === null || !isSame(other, accepted));
    this.#accepted.set(serviceId, [...left, accepted]);
  }

  take(note: SessionNote, { serviceOf, routerAddressOf }: NoteMeaning): void {
    if (note.kind === 'router') {
      const { routerId, nasDevice, atMs } = note;
      const address = routerAddressOf(routerId);
      const isOfDevice = (session: OnlineSession): boolean =>
        session.routerId === routerId && mayBeSameDevice(session.nasDevice, nasDevice, address);
      this.dropWhere((session) => session.startedAtMs <= atMs && isOfDevice(session));
      return;
    }
    const serviceId = note.serviceId ?? serviceOf(note.login);
    if (serviceId === undefined) return;
    if (note.kind === 'end') {
      this.end(serviceId, note.identity);
      return;
    }
    this.#ended.delete(note.session.identity);
    this.begin(serviceId, note.session);
    const left = this.live(serviceId).filter((other) => other.sessionClass !== note.sessionClass && !isSame(other, note.session));
    if (left.length === 0) this.#accepted.delete(serviceId);
    else this.#accepted.set(serviceId, left);
  }

  /** The database has it online. */
  begin(serviceId: string, session: OnlineSession): void {
    if ((this.#ended.get(session.identity) ?? 0) > this.realNowMs()) return;
    const sessions = this.#sessions.get(serviceId) ?? [];
    if (sessions.some(({ identity }) => identity === session.identity)) return;
    this.#sessions.set(serviceId, [...sessions, session]);
  }

  end(serviceId: string, identity: string): void {
    this.forgetEnded();
    this.#ended.set(identity, this.realNowMs() + ENDED_FOR_MS);
    this.keep(
      serviceId,
      (this.#sessions.get(serviceId) ?? []).filter((session) => session.identity !== identity),
    );
  }

  /** Of the sessions that began before an instant, none is online but these. */
  retain(identities: ReadonlySet<string>, beforeMs: number): void {
    this.dropWhere((session) => session.startedAtMs < beforeMs && !identities.has(session.identity));
  }

  clear(): void {
    this.#sessions.clear();
    this.#accepted.clear();
    this.#ended.clear();
  }

  private dropWhere(isGone: (session: OnlineSession) => boolean): void {
    for (const [serviceId, sessions] of this.#sessions) {
      if (sessions.some(isGone)) {
        this.keep(
          serviceId,
          sessions.filter((session) => !isGone(session)),
        );
      }
    }
  }

  private keep(serviceId: string, sessions: OnlineSession[]): void {
    if (sessions.length === 0) this.#sessions.delete(serviceId);
    else this.#sessions.set(serviceId, sessions);
  }

  private live(serviceId: string): readonly Accepted[] {
    const sinceMs = this.realNowMs() - START_WITHIN_MS;
    return (this.#accepted.get(serviceId) ?? []).filter(({ atMs }) => atMs > sinceMs);
  }

  private expected(serviceId: string): readonly OnlineSession[] {
    return this.live(serviceId).map(({ sessionClass, routerId, macAddress, atMs }) => ({
      identity: sessionClass,
      routerId,
      nasDevice: null,
      macAddress,
      startedAtMs: atMs,
    }));
  }

  private forgetEnded(): void {
    const nowMs = this.realNowMs();
    for (const [identity, untilMs] of this.#ended) {
      if (untilMs > nowMs) return;
      this.#ended.delete(identity);
    }
  }
}

/** After a power cut a device comes back where it was, before anybody has noticed that it had gone. */
function isSame(a: Device, b: Device): boolean {
  return a.macAddress !== null && a.macAddress === b.macAddress && a.routerId === b.routerId;
}
