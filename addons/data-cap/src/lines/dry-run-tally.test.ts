import { expect } from 'chai';
import { DryRunTally } from './dry-run-tally.js';

describe('The tally of a dry run', () => {
  it('counts all periods, and keeps those that used most, the first of equals first', () => {
    const tally = new DryRunTally({ steps: ['80% slow', '100% block'], told: ['50%'] });
    for (let each = 0; each < 3_000; each++) {
      const percent = (each * 7) % 101;
      const reached = percent >= 80 ? { '80% slow': 'then' } : {};
      tally.add({
        units: each % 2,
        told: percent >= 80 ? ['50%'] : [],
        line: { login: String(each), periodFrom: '', used: '', percent, over: '', reached },
      });
    }
    const { top, ...rest } = tally.result();
    const atLeast80 = Array.from({ length: 3_000 }, (_, each) => (each * 7) % 101).filter((percent) => percent >= 80).length;
    expect(rest).to.deep.equal({
      periods: 3_000,
      unitsCharged: 1_500,
      reached: { '80% slow': atLeast80, '100% block': 0 },
      told: { '50%': atLeast80 },
    });
    expect(top.map(({ percent }) => percent)).to.deep.equal(Array.from({ length: 25 }, () => 100));
    expect(top.map(({ login }) => Number(login) % 101)).to.deep.equal(Array.from({ length: 25 }, () => Number(top[0]?.login) % 101));
    expect(Number(top[0]?.login)).to.be.lessThan(101);
  });
});
