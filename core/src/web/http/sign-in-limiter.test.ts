import { expect } from 'chai';
import { rejection } from '../../testing/index.js';
import { networkOf } from './client-network.js';
import { SignInLimiter } from './sign-in-limiter.js';

describe('The limit of tries to sign in', () => {
  it('counts no try that was right: many customers may share one address', async () => {
    const limiter = new SignInLimiter();
    for (let customer = 0; customer < 100; customer++) {
      const attempt = { address: '192.0.2.1', login: `customer-${customer}` };
      await limiter.count(attempt);
      await limiter.forget(attempt);
    }
    for (let customer = 0; customer < 30; customer++) await limiter.count({ address: '192.0.2.1', login: `guess-${customer}` });
    expect(await rejection(limiter.count({ address: '192.0.2.1', login: 'one-more' }))).to.include({ code: 'SIGN_IN_TOO_OFTEN' });
  });

  it('counts the addresses of one IPv6 network together, and those of others apart', async () => {
    const limiter = new SignInLimiter();
    for (let host = 1; host <= 5; host++) await limiter.count({ address: `2001:db8:0:1::${host}`, login: 'ada' });
    expect(await rejection(limiter.count({ address: '2001:db8:0:1:ffff::9', login: 'ada' }))).to.include({ code: 'SIGN_IN_TOO_OFTEN' });
    await limiter.count({ address: '2001:db8:0:2::1', login: 'ada' });
  });

  it('knows the network of an address however it is written', () => {
    expect(
      ['192.0.2.7', '::ffff:192.0.2.7', 'fe80::1%eth0', '::1', '2001:0DB8:0000:0001:0:0:0:1', '1:2:3:4:5:6:7:8'].map(networkOf),
    ).to.deep.equal(['192.0.2.7', '192.0.2.7', 'fe80:0:0:0::/64', '0:0:0:0::/64', '2001:db8:0:1::/64', '1:2:3:4::/64']);
  });
});
