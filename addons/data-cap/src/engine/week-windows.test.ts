import { expect } from 'chai';
import { parseWindows, WINDOW_PATTERN } from './week-windows.js';

const daysOf = (days: string): string =>
  (parseWindows([`${days} 0-24 0`]) ?? []).flatMap((weight, hour) => (weight === 0 && hour % 24 === 0 ? [hour / 24] : [])).join('');

describe('Hours that count otherwise', () => {
  it('begin on single days, spans of days and lists of both', () => {
    expect([daysOf('Sun'), daysOf('Mon-Wed'), daysOf('Sat-Mon'), daysOf('Mon,Wed-Thu,Sun'), daysOf('daily')]).to.deep.equal([
      '6',
      '012',
      '056',
      '0236',
      '0123456',
    ]);
  });

  it('refuse a span of three days, which could mean either', () => {
    expect(parseWindows(['Mon-Wed-Fri 0-24 0'])).to.equal(undefined);
    expect(new RegExp(WINDOW_PATTERN).test('Mon-Wed-Fri 0-24 0')).to.equal(false);
    expect(new RegExp(WINDOW_PATTERN).test('Mon-Wed,Fri 0-24 0')).to.equal(true);
  });
});
