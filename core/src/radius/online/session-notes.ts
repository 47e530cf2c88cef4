import { readAccountingRecord } from '../accounting/accounting-record.js';
import type { Journal } from '../accounting/journal.js';
import type { JournalRecord } from '../accounting/journal-record.js';
import { identifySession } from '../accounting/session-identity.js';
import type { SessionNote } from './online-session.js';

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
  const { key: identity, serviceId } = identifySession(record);
  const { login, sessionClass, routerId, nasDevice, macAddress, happenedAtMs: startedAtMs } = record;
  if (record.kind === 'stop') return { kind: 'end', serviceId, login, identity };
  return { kind: 'begin', serviceId, login, sessionClass, session: { identity, routerId, nasDevice, macAddress, startedAtMs } };
}
