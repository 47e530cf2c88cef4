import { expect } from 'chai';
import { type LineLoginRules, readLineLoginRules } from '../../access/line-login-rules.js';
import type { SnapshotLine } from '../snapshot/access-snapshot.js';
import { snapshotLine } from '../testing/snapshot-line.js';
import { LearnedDevices } from './learned-devices.js';

const FIRST = '00:0C:42:00:00:01';
const SECOND = '00:0C:42:00:00:02';

function lineWith(macAddresses: readonly string[], rules: Partial<LineLoginRules> = {}): SnapshotLine {
  return snapshotLine({ macAddresses, loginRules: { ...readLineLoginRules(null), isMacBound: true, learnedMacLimit: 2, ...rules } });
}

describe('Learned devices', () => {
  let devices: LearnedDevices;

  beforeEach(() => {
    devices = new LearnedDevices();
    devices.remember(lineWith([]), FIRST);
  });

  it('are the line’s until the database has them, however often the line changes otherwise', () => {
    devices.follow(lineWith([]));
    devices.follow(lineWith([SECOND]));
    expect(devices.of(lineWith([SECOND]))).to.deep.equal([SECOND, FIRST]);
  });

  it('are the database’s from when it has them: what is removed there is gone', () => {
    devices.remember(lineWith([]), SECOND);
    devices.follow(lineWith([FIRST]));
    expect(devices.of(lineWith([FIRST]))).to.deep.equal([FIRST, SECOND]);
    devices.follow(lineWith([]));
    expect(devices.of(lineWith([]))).to.deep.equal([SECOND]);
  });

  it('are forgotten where the database has others in their place', () => {
    devices.follow(lineWith([SECOND], { learnedMacLimit: 1 }));
    devices.follow(lineWith([], { learnedMacLimit: 1 }));
    expect(devices.of(lineWith([], { learnedMacLimit: 1 }))).to.deep.equal([]);
  });

  it('are forgotten where the line is no longer to learn any, or is free for all', () => {
    devices.follow(lineWith([], { learnedMacLimit: 0 }));
    expect(devices.of(lineWith([]))).to.deep.equal([]);
    devices.remember(lineWith([]), FIRST);
    devices.follow(lineWith([], { isMacBound: false }));
    expect(devices.of(lineWith([]))).to.deep.equal([]);
  });

  it('are counted once, however often they are told', () => {
    devices.remember(lineWith([]), FIRST);
    expect(devices.of(lineWith([]))).to.deep.equal([FIRST]);
  });
});
