import { expect } from 'chai';
import { SourceNotices } from './source-notices.js';

describe('Notices about strangers', () => {
  it('come once a second for each source, and not more than twenty of all', () => {
    let nowMs = 0;
    const notices = new SourceNotices(() => nowMs);
    expect([notices.isDue('a'), notices.isDue('a'), notices.isDue('b')]).to.deep.equal([true, false, true]);
    const others = Array.from({ length: 100 }, (_, index) => notices.isDue(`10.0.0.${index}`));
    expect(others.filter(Boolean)).to.have.length(18);
    nowMs += 1000;
    expect(notices.isDue('a')).to.equal(true);
  });
});
