import { expect } from 'chai';
import { type AccountingDraft, accountingPacket } from '../testing/accounting-packets.js';
import { newSessionClass } from '../testing/session-classes.js';
import { readAccountingRecord, type SessionRecord } from './accounting-record.js';
import { identifySession } from './session-identity.js';

const SERVICE_ID = '01m82cqqghe3xh0xk1vwsa3sda';

function recordOf(draft: Partial<AccountingDraft>, routerId = 'r1'): SessionRecord {
  const packet = accountingPacket({ status: 'Interim-Update', ...draft });
  const record = readAccountingRecord({ receivedAtMs: 1000, routerId, sourceAddress: '10.0.0.1', packet });
  if (!record || !('acctSessionId' in record)) throw new Error('it is not a session record');
  return record;
}
const keyOf = (draft: Partial<AccountingDraft>, routerId?: string): string => identifySession(recordOf(draft, routerId)).key;

describe('What tells sessions apart', () => {
  it('is our Class with the session id, whichever address the router has', () => {
    const sessionClass = newSessionClass(SERVICE_ID, 'oAAAAAAAA');
    expect(identifySession(recordOf({ sessionClass })).serviceId).to.equal(SERVICE_ID);
    expect(keyOf({ sessionClass })).to.equal(keyOf({ sessionClass, login: 'x' }, 'r2'));
    expect(keyOf({ sessionClass })).not.to.equal(keyOf({ sessionClass: newSessionClass(SERVICE_ID, 'oAAAAAAAA') }));
  });

  it('is router, session id and login where the Class is not ours', () => {
    const keys = [keyOf({}), keyOf({}, 'r2'), keyOf({ sessionId: '2' }), keyOf({ login: 'bert' })];
    expect(new Set(keys).size).to.equal(4);
    expect(keyOf({ sessionClass: 'something else' })).to.equal(keys[0]);
  });

  it('cannot be mixed up by separators in what a router sends', () => {
    expect(keyOf({ sessionId: 'a","b', login: 'c' })).not.to.equal(keyOf({ sessionId: 'a', login: 'b","c' }));
  });
});

describe('Reading an accounting record', () => {
  it('takes Input for the upload and Output for the download of the customer', () => {
    const record = recordOf({ uploadOctets: (1n << 32n) + 1n, downloadOctets: (3n << 32n) + 7n });
    expect([record.uploadOctets, record.downloadOctets]).to.deep.equal([(1n << 32n) + 1n, (3n << 32n) + 7n]);
  });

  it('does not believe a counter that no line can reach', () => {
    expect(recordOf({ downloadOctets: 1n << 60n }).downloadOctets).to.equal(0n);
  });

  it('subtracts how long the router has tried', () => {
    expect(recordOf({ delaySeconds: 1 }).happenedAtMs).to.equal(0);
  });
});
