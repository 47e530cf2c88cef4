import type { BankFileContent, BankFileReader } from '@tapline/sdk';
import { invalid } from '@tapline/sdk';
import { expect } from 'chai';
import { ContributionRegistry } from '../../kernel/addons/contribution-registry.js';
import { NO_MARKER } from '../../kernel/hooks/call-marker.js';
import { addonOwner } from '../../kernel/hooks/owner.js';
import { rejection } from '../../testing/rejection.js';
import { bankFilesOf } from './bank-files.js';

const EMPTY: BankFileContent = { format: 'CSV', statements: [], statusReports: [], warnings: [] };
const file = (name: string) => ({ name, octets: new Uint8Array() });
const reader = (id: string, read: BankFileReader['read'] = () => Promise.resolve(EMPTY)): BankFileReader => ({
  id,
  title: id.toUpperCase(),
  recognises: ({ name }) => name.endsWith(`.${id}`),
  read,
});

describe('Bank files', () => {
  let contributions: ContributionRegistry;

  beforeEach(() => {
    contributions = new ContributionRegistry({ register: () => undefined, unregister: () => undefined }, NO_MARKER);
    const contribute = contributions.add(addonOwner('bank', 'Bank'));
    contribute.bankFileReader(reader('csv'));
    contribute.bankFileReader(reader('sta', () => Promise.reject(invalid('STA_BROKEN', 'line 3 is cut off'))));
    contribute.bankFileReader(reader('bad', () => Promise.reject(new Error('oops'))));
  });

  it('are read by whichever reader recognises them', async () => {
    expect(await bankFilesOf(contributions).read(file('a.csv'))).to.deep.equal({ ...EMPTY, readerId: 'csv' });
    expect(bankFilesOf(contributions).formats()).to.deep.equal(['CSV', 'STA', 'BAD']);
  });

  it('are refused in the reader’s own words when they are broken, and in the add-on’s name when the reader is', async () => {
    expect(await rejection(bankFilesOf(contributions).read(file('a.sta')))).to.include({ code: 'STA_BROKEN' });
    expect(await rejection(bankFilesOf(contributions).read(file('a.bad')))).to.include({ code: 'ADDON_CALL_FAILED' });
  });

  it('are refused with the list of what can be read when nobody knows them, and when the add-on is gone', async () => {
    expect(String(await rejection(bankFilesOf(contributions).read(file('a.pdf'))))).to.match(/what can be read: CSV; STA; BAD/);
    contributions.remove('bank');
    expect(await rejection(bankFilesOf(contributions).read(file('a.csv')))).to.include({ code: 'BANK_FILE_UNKNOWN' });
  });

  it('have readers of different names in one add-on', () => {
    const again = (): void => contributions.add(addonOwner('bank', 'Bank')).bankFileReader(reader('csv'));
    expect(again).to.throw(/"bank\/csv" was contributed by bank already/);
  });
});
