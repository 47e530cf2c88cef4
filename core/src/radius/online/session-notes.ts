import { readAccountingRecord } from '../accounting/accounting-record.js';
import type { Journal } from '../accounting/journal.js';
import type { JournalRecord } from '../accounting/journal-record.js';
import { identifySession, type SessionIdentity } from '../accounting/session-identity.js';
import { deviceName } from './device-name.js';
import type { SessionNote, SessionOwner } from './online-session.js';

/** Listens to what goes into the journal, and tells the begins and ends of sessions, several at once, while anybody wants to know. */
export class SessionNotes {
  isWanted = false;
  #notes: SessionNote[] = [];

  constructor(private readonly tell: (notes: readonly SessionNote[]) => void) {}

  listening(journal: Pick<Journal, 'append'>): Pick<Journal, 'append'> {
    return {
      append: (record, done) => {
        if (!this.isWanted) return journal.append(record, done);
        const note = toNote(record);
        journal.append(record, (isDurable) => {
          if (isDurable && note) this.add(note);
          done(isDurable);
        });
      },
    };
  }

  flush(): void {
    if (this.#notes.length > 0) this.tell(this.#notes);
    this.#notes = [];
  }

  private add(note: SessionNote): void {
    if (this.#notes.push(note) === 1) setImmediate(() => this.flush());
  }
}

function toNote(journaled: JournalRecord): SessionNote | undefined {
  const record = readAccountingRecord(journaled);
  if (!record) return undefined;
  if (record.kind === 'router-on' || record.kind === 'router-off') {
    return { kind: 'router', routerId: record.routerId, nasDevice: record.nasDevice, atMs: record.happenedAtMs };
  }
  if (record.kind !== 'start' && record.kind !== 'stop') return undefined;
  const { key: identity, ...names } = identifySession(record);
  const owner = ownerOf(names);
  if (!owner) return undefined;
  const { sessionClass, routerId, acctSessionId, nasDevice, macAddress, station, happenedAtMs: startedAtMs } = record;
  if (record.kind === 'stop') return { kind: 'end', owner, sessionClass, session: { identity, routerId, acctSessionId } };
  return {
    kind: 'begin',
    owner,
    sessionClass,
    session: { identity, routerId, acctSessionId, nasDevice, device: deviceName(macAddress, station), startedAtMs },
  };
}

function ownerOf({ serviceId, ownersLogin }: Pick<SessionIdentity, 'serviceId' | 'ownersLogin'>): SessionOwner | undefined {
  if (serviceId !== undefined) return { serviceId };
  return ownersLogin === undefined ? undefined : { login: ownersLogin };
}
