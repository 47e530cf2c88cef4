import { expect } from 'chai';
import { deviceName } from './device-name.js';

describe('What a device is known by at its router', () => {
  it('is its MAC address, else what only it is called, and never an IP address that others share', () => {
    expect(deviceName('00:0C:42:01:02:03', '203.0.113.5')).to.equal('00:0C:42:01:02:03');
    expect([deviceName(null, 'dslam7 atm 1/2/3:8.35'), deviceName(undefined, '+420777123456')]).to.deep.equal([
      'dslam7 atm 1/2/3:8.35',
      '+420777123456',
    ]);
    const shared = ['203.0.113.5', '203.0.113.5[4500]', '203.0.113.5:1701', '2001:db8::1', '2001:db8::1[4500]', '', null, undefined];
    expect(shared.map((station) => deviceName(null, station))).to.deep.equal(shared.map(() => null));
  });
});
