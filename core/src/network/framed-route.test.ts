import { expect } from 'chai';
import { rejection } from '../testing/rejection.js';
import { parseRoutes } from './framed-route.js';

describe('Routed networks', () => {
  it('are completed to what a router takes (RFC 2865 s5.22, RFC 3162 s2.5)', () => {
    expect(parseRoutes(['192.168.5.0/24', '10.9.0.0/16  10.0.3.7 5', '2001:DB8:5::/48', '2001:db8:6::/48 fe80::1 2'])).to.deep.equal([
      '192.168.5.0/24 0.0.0.0 1',
      '10.9.0.0/16 10.0.3.7 5',
      '2001:db8:5::/48 :: 1',
      '2001:db8:6::/48 fe80::1 2',
    ]);
  });

  it('are refused with the field and what to write', async () => {
    for (const route of [
      '192.168.5.1/24',
      '192.168.5.0',
      '192.168.5.0/24 2001:db8::1',
      '192.168.5.0/24 10.0.0.1 999',
      '10.0.0.0/8 10.0.0.1 1 x',
    ])
      expect(await rejection(Promise.resolve().then(() => parseRoutes([route]))), route).to.include({ kind: 'invalid', field: 'routes' });
    expect(await rejection(Promise.resolve().then(() => parseRoutes(['10.0.0.0/8', '10.0.0.0/8 10.0.0.1'])))).to.include({
      code: 'ROUTE_TWICE',
      field: 'routes',
    });
  });
});
