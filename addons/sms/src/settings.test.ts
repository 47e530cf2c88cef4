import { expect } from 'chai';
import { missingOf } from './settings.js';

describe('The settings of SMS', () => {
  it('say what is missing for messages to go out', () => {
    const given = { httpUrl: ' ', smppHost: '' };
    expect(missingOf({ gateway: 'none', ...given })).to.include('no gateway is set; choose one');
    expect(missingOf({ gateway: 'http', ...given })).to.include('the gateway has no address; set it');
    expect(missingOf({ gateway: 'smpp', ...given })).to.include('the gateway has no host; set it');
    expect(missingOf({ gateway: 'http', httpUrl: 'https://sms.example/send', smppHost: '' })).to.equal(null);
    expect(missingOf({ gateway: 'smpp', httpUrl: '', smppHost: 'smpp.example' })).to.equal(null);
  });
});
