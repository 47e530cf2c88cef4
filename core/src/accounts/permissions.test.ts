import { expect } from 'chai';
import { may, type Principal, requireMayGrant, requirePermission } from './permissions.js';

const principal = (...permissions: string[]): Principal => ({
  actor: { kind: 'admin', id: '1', name: 'Anna' },
  permissions,
  mustChangePassword: false,
});

describe('permissions', () => {
  it('allow what is listed and nothing else', () => {
    expect(may(principal('customers.read'), 'customers.read')).to.equal(true);
    expect(may(principal('customers.read'), 'customers.write')).to.equal(false);
    expect(may(principal(), 'customers.read')).to.equal(false);
  });

  it('allow everything by the star', () => {
    expect(may(principal('*'), 'system.manage')).to.equal(true);
  });

  it('name the one that is missing', () => {
    expect(() => requirePermission(principal(), 'plans.write')).to.throw('"Anna" may not do this; it needs the permission plans.write');
  });

  it('are given away only by those who have them', () => {
    expect(() => requireMayGrant(principal('customers.read', 'accounts.manage'), ['customers.read'])).to.not.throw();
    expect(() => requireMayGrant(principal('*'), ['*'])).to.not.throw();
    expect(() => requireMayGrant(principal('accounts.manage'), ['customers.read'])).to.throw('cannot give the permission customers.read');
    expect(() => requireMayGrant(principal('accounts.manage'), ['*'])).to.throw('cannot give the permission *');
  });
});
