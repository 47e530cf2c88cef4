import { expect } from 'chai';
import type { ShortLogEntry } from './short-log-entry.js';
import { ShortLogFilter, type ShortLogQuery } from './short-log-filter.js';

const ENTRY: ShortLogEntry = {
  atMs: 0,
  kind: 'auth',
  verdict: 'accept',
  login: 'anna',
  routerName: 'Hill',
  routerAddress: '10.0.0.1',
  macAddress: '',
  ipv4Address: '10.1.2.3',
  reason: '',
};
const ENTRIES: readonly ShortLogEntry[] = [
  ENTRY,
  { ...ENTRY, login: '00:0c:42:01:02:03' },
  { ...ENTRY, login: '00-0C-42-01-02-03', verdict: 'reject', reason: 'no money' },
  { ...ENTRY, login: 'boris', verdict: 'drop', routerName: 'Dale' },
  { ...ENTRY, login: 'boris', kind: 'accounting', verdict: 'ok' },
];

describe('A filter of the RADIUS log', () => {
  const found = (query: Partial<ShortLogQuery>, macAddresses?: readonly string[]): readonly number[] => {
    const line = macAddresses && { login: query.text ?? '', macAddresses };
    const filter = new ShortLogFilter({ text: '', verdicts: 'all', ...query }, line);
    return ENTRIES.flatMap((entry, index) => (filter.passes(entry) ? index : []));
  };

  it('finds words of an entry, in any order and case', () => {
    expect(found({})).to.deep.equal([0, 1, 2, 3, 4]);
    expect(found({ text: 'dale BORIS' })).to.deep.equal([3]);
    expect(found({ text: 'nothing' })).to.deep.equal([]);
  });

  it('finds a line by its login also where its router names the device', () => {
    expect(found({ text: 'anna' })).to.deep.equal([0]);
    expect(found({ text: 'anna' }, ['00:0C:42:01:02:03'])).to.deep.equal([0, 1, 2]);
  });

  it('finds what went wrong, or what went well', () => {
    expect(found({ verdicts: 'trouble' })).to.deep.equal([2, 3]);
    expect(found({ verdicts: 'accept' })).to.deep.equal([0, 1, 4]);
    expect(found({ text: 'anna', verdicts: 'trouble' }, ['00:0C:42:01:02:03'])).to.deep.equal([2]);
  });
});
