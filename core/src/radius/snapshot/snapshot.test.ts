import { expect } from 'chai';
import { snapshotLine } from '../testing/snapshot-line.js';
import { AccessSnapshot, type SnapshotLine } from './access-snapshot.js';

describe('The access snapshot', () => {
  const line = (serviceId: string, login: string, version: number): SnapshotLine => snapshotLine({ serviceId, login, version });

  it('forgets the old login of a line that has got a new one', () => {
    const snapshot = new AccessSnapshot();
    snapshot.put(line('1', 'anna', 1));
    snapshot.put(line('1', 'anne', 2));
    expect([snapshot.find('anna'), snapshot.find('anne')?.serviceId, snapshot.size]).to.deep.equal([undefined, '1', 1]);
  });

  it('lets two lines change logins with each other', () => {
    const snapshot = new AccessSnapshot();
    snapshot.put(line('1', 'anna', 1));
    snapshot.put(line('2', 'bert', 2));
    snapshot.put(line('1', 'bert', 3));
    snapshot.put(line('2', 'anna', 4));
    expect([snapshot.find('anna')?.serviceId, snapshot.find('bert')?.serviceId, snapshot.size]).to.deep.equal(['2', '1', 2]);
  });

  it('never goes back to an older state of a line', () => {
    const snapshot = new AccessSnapshot();
    snapshot.put(line('1', 'anna', 5));
    snapshot.put({ ...line('1', 'anna', 4), isAllowed: false });
    expect(snapshot.find('anna')?.isAllowed).to.equal(true);
  });
});
