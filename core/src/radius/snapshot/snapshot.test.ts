import { expect } from 'chai';
import { PacketView } from '../codec/index.js';
import { AccessSnapshot, type SnapshotLine } from './access-snapshot.js';
import { packCredentials } from './line-credentials.js';
import { buildReplyAttributes } from './reply-attributes.js';

const PROFILE = { ipv4Address: null, downloadBitsPerSecond: 20_000_000, uploadBitsPerSecond: 10_000_000, interimIntervalSeconds: 300 };
const rateOf = (downloadBitsPerSecond: number, uploadBitsPerSecond: number): string =>
  buildReplyAttributes({ ...PROFILE, downloadBitsPerSecond, uploadBitsPerSecond }).toString('latin1');

describe('The attributes of an Access-Accept', () => {
  it('give the rate as upload/download in the shortest exact form', () => {
    expect(rateOf(20_000_000, 10_000_000)).to.include('10M/20M');
    expect(rateOf(1_500_000, 512_000)).to.include('512k/1500k');
    expect(rateOf(1_234_567, 1_000_001)).to.include('1000001/1234567');
  });

  it('hold an address with its mask only when the line has one', () => {
    const without = buildReplyAttributes(PROFILE);
    const withAddress = buildReplyAttributes({ ...PROFILE, ipv4Address: '10.1.2.3' });
    expect(withAddress.length - without.length).to.equal(12);
    expect(withAddress.includes(Buffer.from([8, 6, 10, 1, 2, 3, 9, 6, 255, 255, 255, 255]))).to.equal(true);
  });
});

describe('The access snapshot', () => {
  const line = (serviceId: string, login: string, version: number): SnapshotLine => ({
    serviceId,
    login,
    version,
    credentials: packCredentials('x'),
    macAddress: null,
    ipv4Address: null,
    isAllowed: true,
    grantDigest: 'oAAAAAAAA',
    reason: '',
    replyAttributes: new PacketView().buffer,
  });

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
