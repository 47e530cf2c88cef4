import { mayBeSameDevice } from '../server/nas-device.js';
import type { EndedSession, OnlineSession, SessionNote } from './online-session.js';

interface Accepted extends Device {
  readonly sessionClass: string;
  readonly atMs: number;
}

/** A customer's device at a router; see {@link OnlineSession.device}. */
export type Device = Pick<OnlineSession, 'routerId' | 'device'>;

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

  /** All of them with their services; survives that they change meanwhile. */
  *all(): IterableIterator<{ readonly serviceId: string; readonly session: OnlineSession }> {
    for (const [serviceId, sessions] of this.#sessions) for (const session of sessions) yield { serviceId, session };
  }

  /** The sessions of a service that are not this device's; of each other device the newest, the oldest device first. */
  ofOthers(serviceId: string, asking: Device): readonly OnlineSession[] {
    const others = new Map<string, OnlineSession>();
    for (const session of [...(this.#sessions.get(serviceId) ?? []), ...this.expected(serviceId)]) {
      if (isSame(session, asking)) continue;
      const key = session.device === null ? session.identity : `${session.routerId} ${session.device}`;
      const known = others.get(key);
      if (!known || known.startedAtMs < session.startedAtMs) others.set(key, session);
    }
    return [...others.values()].sort((a, b) => a.startedAtMs - b.startedAtMs);
  }

  /** A login was accepted: its session is expected. */
  expect(serviceId: string, { sessionClass, routerId, device }: Omit<Accepted, 'atMs'>): void {
    const accepted = { sessionClass, routerId, device, atMs: this.realNowMs() };
    const left = this.live(serviceId).filter((other) => device === null || !isSame(other, accepted));
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
    const serviceId = 'serviceId' in note.owner ? note.owner.serviceId : serviceOf(note.owner.login);
    if (serviceId === undefined) return;
    if (note.kind === 'end') {
      this.end(serviceId, note.session);
      this.leave(serviceId, ({ sessionClass }) => sessionClass === note.sessionClass);
      return;
    }
    this.#ended.delete(note.session.identity);
    this.begin(serviceId, note.session);
    this.leave(serviceId, (other) => other.sessionClass === note.sessionClass || isSame(other, note.session));
  }

  /** The database has it online. */
  begin(serviceId: string, session: OnlineSession): void {
    if ((this.#ended.get(session.identity) ?? 0) > this.realNowMs()) return;
    const sessions = this.#sessions.get(serviceId) ?? [];
    if (sessions.some(({ identity }) => identity === session.identity)) return;
    this.#sessions.set(serviceId, [...sessions.filter((known) => !isOneSession(known, session)), session]);
  }

  end(serviceId: string, ended: EndedSession): void {
    this.forgetEnded();
    const sessions = this.#sessions.get(serviceId) ?? [];
    const over = sessions.filter((session) => isOneSession(session, ended));
    for (const { identity } of [ended, ...over]) this.#ended.set(identity, this.realNowMs() + ENDED_FOR_MS);
    this.keep(
      serviceId,
      sessions.filter((session) => !over.includes(session)),
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

  /** These logins are not waited for any more. */
  private leave(serviceId: string, isOver: (accepted: Accepted) => boolean): void {
    const left = this.live(serviceId).filter((accepted) => !isOver(accepted));
    if (left.length === 0) this.#accepted.delete(serviceId);
    else this.#accepted.set(serviceId, left);
  }

  private live(serviceId: string): readonly Accepted[] {
    const sinceMs = this.realNowMs() - START_WITHIN_MS;
    return (this.#accepted.get(serviceId) ?? []).filter(({ atMs }) => atMs > sinceMs);
  }

  private expected(serviceId: string): readonly OnlineSession[] {
    return this.live(serviceId).map(({ sessionClass, routerId, device, atMs }) => ({
      identity: sessionClass,
      routerId,
      acctSessionId: null,
      nasDevice: null,
      device,
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

/** Of one service: the same, perhaps under a newer Class, or one that has its id since a restart of the router. */
function isOneSession(one: EndedSession, other: EndedSession): boolean {
  if (one.identity === other.identity) return true;
  return one.acctSessionId !== null && one.acctSessionId === other.acctSessionId && one.routerId === other.routerId;
}

/** After a power cut a device comes back where it was, before anybody has noticed that it had gone. */
function isSame(a: Device, b: Device): boolean {
  return a.device !== null && a.device === b.device && a.routerId === b.routerId;
}
