import { expect } from 'chai';
import { coaAddressOfSession } from '../health/coa-address.js';
import { mayBeSameDevice } from './nas-device.js';

describe('A device of a router entry', () => {
  it('is another when it calls itself otherwise', () => {
    for (const router of ['10.0.0.1', '10.0.0.0/24', 'hill.example.net', 'tls:hill', '']) {
      expect(mayBeSameDevice('10.0.0.1/10.0.0.1/north', '10.0.0.1/10.0.0.1/north', router), router).to.equal(true);
      expect(mayBeSameDevice('10.0.0.1/10.0.0.1/north', '10.0.0.1/10.0.0.1/a/b', router), router).to.equal(false);
      expect(mayBeSameDevice('10.0.0.1/10.0.0.1/north', '10.0.0.1/10.0.0.2/north', router), router).to.equal(false);
    }
  });

  it('may be any when nothing is known of it that both say', () => {
    expect(mayBeSameDevice('10.0.0.1/10.0.0.1/', '10.0.0.1//north', '10.0.0.1')).to.equal(true);
    expect(mayBeSameDevice(null, '10.0.0.1//north', '10.0.0.0/24')).to.equal(true);
  });

  it('is told by where its packets come from in a network, and nowhere else', () => {
    const [one, other] = ['10.0.0.1/192.168.88.1/MikroTik', '10.0.0.2/192.168.88.1/MikroTik'];
    expect(mayBeSameDevice(one, other, '10.0.0.0/24')).to.equal(false);
    expect(mayBeSameDevice(one, other, 'hill.example.net')).to.equal(true);
  });

  it('takes the requests about its own sessions', () => {
    const session = { nasDevice: '10.0.0.7/192.168.88.1/MikroTik' };
    expect(coaAddressOfSession({ address: '10.0.0.0/24', coaAddress: null }, session)).to.equal('10.0.0.7');
    expect(coaAddressOfSession({ address: '10.0.0.0/24', coaAddress: '10.9.0.1' }, session)).to.equal(undefined);
    expect(coaAddressOfSession({ address: '10.0.0.1', coaAddress: null }, session)).to.equal(undefined);
    expect(coaAddressOfSession({ address: '10.0.0.0/24', coaAddress: null }, { nasDevice: null })).to.equal(undefined);
  });
});
