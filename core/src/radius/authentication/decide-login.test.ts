import { expect } from 'chai';
import type { SnapshotLine } from '../snapshot/access-snapshot.js';
import { newSessionClass } from '../testing/session-classes.js';
import { snapshotLine } from '../testing/snapshot-line.js';
import { decideLogin, type LoginMemory } from './decide-login.js';
import type { LoginAttempt } from './login-attempt.js';
import { grantOfClass, serviceOfClass } from './session-class.js';

const LINE = snapshotLine();
const RIGHT: LoginAttempt = {
  routerId: 'hill',
  isTest: false,
  way: 'pppoe',
  login: 'anna',
  loginMac: undefined,
  method: 'pap',
  isPassword: () => true,
  macAddress: undefined,
  sessionMac: undefined,
  station: undefined,
  circuitId: undefined,
  remoteId: undefined,
  calledStation: undefined,
  nasPort: undefined,
};
const MEMORY: LoginMemory = { devicesOf: ({ macAddresses }) => macAddresses, othersOnline: () => [] };
const WRONG: LoginAttempt = { ...RIGHT, isPassword: () => false };
const SHUT = { ...LINE, isAllowed: false, reason: 'the balance is too low; pay 5.00' };
const BOUND = { ...LINE, macAddresses: ['00:0C:42:00:00:01'] };

describe('Deciding a login', () => {
  it('accepts the right password on an open line', () => {
    expect(decideLogin(LINE, RIGHT, MEMORY)).to.deep.equal({ verdict: 'accept', line: LINE, learnedMac: undefined });
  });

  const rejects: readonly (readonly [string, SnapshotLine | undefined, LoginAttempt, RegExp, string])[] = [
    ['an unknown user', undefined, RIGHT, /^unknown user$/, 'wrong login or password'],
    ['a wrong password', LINE, WRONG, /^wrong password$/, 'wrong login or password'],
    ['a request without a password', LINE, { ...RIGHT, method: 'none' }, /no password/, 'wrong login or password'],
    ['a password that cannot be decrypted', { ...LINE, credentials: undefined }, RIGHT, /cannot be decrypted/, 'wrong login or password'],
    [
      'another device',
      BOUND,
      { ...RIGHT, macAddress: '00:0C:42:00:00:02' },
      /00:0C:42:00:00:02.*00:0C:42:00:00:01/,
      'this device is not registered',
    ],
    ['a device that is not told', BOUND, RIGHT, /the router told none/, 'this device is not registered'],
    ['a shut line', SHUT, RIGHT, /^the balance is too low; pay 5.00$/, 'the balance is too low; pay 5.00'],
    ['a shut line to someone with a wrong password', SHUT, WRONG, /^wrong password$/, 'wrong login or password'],
    ['a shut line on another device', { ...SHUT, macAddresses: ['x'] }, RIGHT, /^wrong MAC address/, 'this device is not registered'],
  ];
  for (const [what, line, attempt, reason, replyMessage] of rejects) {
    it(`rejects ${what}`, () => {
      const decision = decideLogin(line, attempt, MEMORY);
      if (decision.verdict !== 'reject') throw new Error('it was accepted');
      expect(decision.reason).to.match(reason);
      expect(decision.replyMessage).to.equal(replyMessage);
    });
  }

  it('accepts the device that a line is bound to', () => {
    expect(decideLogin(BOUND, { ...RIGHT, macAddress: '00:0C:42:00:00:01' }, MEMORY).verdict).to.equal('accept');
  });

  it('tells the database of a device again for as long as it does not have it', () => {
    const macAddress = '00:0C:42:00:00:01';
    const learning = { ...LINE, loginRules: { ...LINE.loginRules, isMacBound: true, learnedMacLimit: 1 } };
    const memory = { ...MEMORY, devicesOf: () => [macAddress] };
    const told = decideLogin(learning, { ...RIGHT, macAddress }, memory);
    expect(told).to.deep.equal({ verdict: 'accept', line: learning, learnedMac: macAddress });
    const line = { ...learning, macAddresses: [macAddress] };
    expect(decideLogin(line, { ...RIGHT, macAddress }, memory)).to.deep.equal({ verdict: 'accept', line, learnedMac: undefined });
  });
});

describe('The Class of a session', () => {
  it('names the service and what it was granted, and differs from login to login', () => {
    const serviceId = '01m82cqqghe3xh0xk1vwsa3sda';
    const classes = new Set(Array.from({ length: 2000 }, () => newSessionClass(serviceId, 'oAAAAAAAA')));
    expect(classes.size).to.equal(2000);
    for (const each of classes) expect([serviceOfClass(each), grantOfClass(each)]).to.deep.equal([serviceId, 'oAAAAAAAA']);
  });

  it('is not read out of what others put there', () => {
    for (const foreign of ['', 'T', 'class-7', `T${'0'.repeat(26)}.short`, `X${'0'.repeat(26)}.12345678`])
      expect(serviceOfClass(foreign)).to.equal(undefined);
  });
});
