import { type AdminPage, type BillingType, type Job, TaplineError } from '@tapline/sdk';
import { expect } from 'chai';
import { NO_MARKER } from '../hooks/call-marker.js';
import { addonOwner, CORE_OWNER } from '../hooks/owner.js';
import { ContributionRegistry } from './contribution-registry.js';

const manual: BillingType = {
  id: 'manual',
  title: 'By hand',
  description: 'An admin charges',
  settings: { type: 'object' },
  outlook: () => Promise.resolve({ summary: '', tone: 'neutral', daysLeft: null, blocksOn: null }),
};
const page: AdminPage = { path: 'all', title: 'All', icon: 'list', render: () => Promise.reject(new Error('not drawn here')) };
const job: Job = { id: 'daily', title: 'Daily', schedule: '0 0 * * *', catchUp: 'each', run: () => Promise.resolve() };

describe('The contribution registry', () => {
  let jobs: string[];
  let contributions: ContributionRegistry;

  beforeEach(() => {
    jobs = [];
    contributions = new ContributionRegistry(
      {
        register: (ownerId, { id }) => void jobs.push(`${ownerId}/${id}`),
        unregister: (ownerId) => {
          jobs = jobs.filter((key) => !key.startsWith(`${ownerId}/`));
        },
      },
      NO_MARKER,
    );
  });

  it('keeps what the core contributes as it is', () => {
    contributions.add(CORE_OWNER).billingType(manual);
    expect(contributions.billingType('manual')).to.equal(manual);
    expect(contributions.billingTypes()).to.deep.equal([manual]);
    expect(contributions.billingType('unknown')).to.equal(undefined);
  });

  it('knows two pages with one path apart by their owners, and removes by owner', () => {
    for (const id of ['a', 'b']) {
      const contribute = contributions.add(addonOwner(id, id));
      contribute.adminPage(page);
      contribute.job(job);
    }
    expect(contributions.adminPages().map(({ addonId }) => addonId)).to.deep.equal(['a', 'b']);
    expect(jobs).to.deep.equal(['a/daily', 'b/daily']);
    contributions.remove('a');
    expect(contributions.adminPages().map(({ addonId }) => addonId)).to.deep.equal(['b']);
    expect(contributions.adminPage('b', 'all')?.title).to.equal('All');
    expect(jobs).to.deep.equal(['b/daily']);
  });

  it('refuses an id that is taken, and says by whom', () => {
    contributions.add(CORE_OWNER).billingType(manual);
    try {
      contributions.add(addonOwner('a', 'A')).billingType(manual);
      expect.fail('it did not throw');
    } catch (error) {
      expect((error as TaplineError).code).to.equal('BILLING_TYPE_TAKEN');
      expect((error as TaplineError).message).to.match(/contributed by core already/);
    }
  });

  it('refuses an operation and a file that ask for a permission that nobody can have', () => {
    const contribute = contributions.add(addonOwner('a', 'A'));
    const described = { title: 'T', description: 'D.', icon: 'check', isReadOnly: true, input: { type: 'object' } } as const;
    const operation = { ...described, id: 'ask', permission: 'customer.read', run: async () => undefined };
    expect(() => contribute.operation(operation)).to.throw(TaplineError, 'asks for the permission "customer.read", which there is none of');
    const download = { id: 'file', title: 'F', permission: 'customer.read', find: async () => undefined };
    expect(() => contribute.download(download)).to.throw(TaplineError, 'the download file');
    expect(contributions.operations()).to.deep.equal([]);
  });
});
