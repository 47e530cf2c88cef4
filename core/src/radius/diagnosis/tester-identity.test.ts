import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { routerFacts } from '../testing/router-facts.js';
import { testerAddress, testerSecret, testTarget, withTester } from './tester-identity.js';

const HILL = routerFacts({ secret: 'hill secret', requireMessageAuthenticator: false });

describe('The tester that plays a router', () => {
  let dataDirectory: string;
  beforeEach(() => {
    dataDirectory = mkdtempSync(join(tmpdir(), 'tapline-tester-'));
  });
  afterEach(() => rmSync(dataDirectory, { recursive: true }));

  it('comes from loopback, or from the one address that RADIUS listens on', () => {
    expect(['0.0.0.0', '127.0.0.1', '10.1.1.1'].map(testerAddress)).to.deep.equal(['127.0.0.1', '127.0.0.1', '10.1.1.1']);
    expect(['0.0.0.0', '127.0.0.1', '10.1.1.1'].map(testTarget)).to.deep.equal(['127.0.0.1', '127.0.0.1', '10.1.1.1']);
  });

  it('has a random secret of its own that only its owner can read, and must prove that it has it', () => {
    const secret = testerSecret(dataDirectory);
    expect(testerSecret(dataDirectory)).to.equal(secret).and.to.have.lengthOf.above(40);
    expect(statSync(join(dataDirectory, 'radius-test.secret')).mode & 0o777).to.equal(0o600);
    const [, tester] = withTester([HILL], { host: '0.0.0.0', dataDirectory });
    expect(tester).to.include({ address: '127.0.0.1', secret, requireMessageAuthenticator: true });
  });

  it('stands back where a configured router has its address', () => {
    const local = { ...HILL, address: '127.0.0.1' };
    expect(withTester([local], { host: '0.0.0.0', dataDirectory })).to.deep.equal([local]);
  });

  it('is told from routers at its address that say what they call themselves', () => {
    const behindNat = { ...HILL, address: '127.0.0.1', nasIpAddress: '10.1.1.1' };
    expect(withTester([behindNat], { host: '0.0.0.0', dataDirectory })).to.have.length(2);
  });
});
