import { expect } from 'chai';
import { prepareSecret } from '../codec/index.js';
import { NOTHING } from '../health/router-counters.js';
import { SecretProofs } from './secret-proofs.js';

const ADDRESS = '10.0.0.1';
const NOW_MS = 1_800_000_000_000;
const MINUTE_MS = 60_000;
const HILL = { id: 'hill', secret: prepareSecret(Buffer.from('the secret')) };
const CHANGED = { id: 'hill', secret: prepareSecret(Buffer.from('another secret')) };

describe('Proofs of a router’s secret', () => {
  let proofs: SecretProofs;

  beforeEach(() => {
    proofs = new SecretProofs();
  });

  it('hold for a quarter of an hour, for the address that they came from', () => {
    proofs.note(HILL, ADDRESS, NOW_MS);
    expect(proofs.has(HILL, ADDRESS, NOW_MS + 15 * MINUTE_MS)).to.equal(true);
    expect(proofs.has(HILL, ADDRESS, NOW_MS + 15 * MINUTE_MS + 1)).to.equal(false);
    expect(proofs.has(HILL, '10.0.0.2', NOW_MS)).to.equal(false);
    expect(proofs.has({ ...HILL, id: 'dale' }, ADDRESS, NOW_MS)).to.equal(false);
  });

  it('are of no other secret', () => {
    proofs.note(HILL, ADDRESS, NOW_MS);
    expect(proofs.has(CHANGED, ADDRESS, NOW_MS)).to.equal(false);
    expect(proofs.has({ id: 'hill', secret: prepareSecret(Buffer.from('the secret')) }, ADDRESS, NOW_MS)).to.equal(true);
  });

  it('are in accounting, and not told again of a secret that was changed since', () => {
    const counts = [
      { ...NOTHING, routerId: 'hill', lastAddress: ADDRESS, lastAccountingAtMs: NOW_MS },
      { ...NOTHING, routerId: 'gone', lastAddress: ADDRESS, lastAccountingAtMs: NOW_MS },
      { ...NOTHING, routerId: 'dale', lastAddress: ADDRESS },
    ];
    const routerOf = (routerId: string) => (routerId === 'gone' ? undefined : { ...HILL, id: routerId });
    proofs.noteAccounting(counts, routerOf);
    expect(proofs.has(HILL, ADDRESS, NOW_MS)).to.equal(true);
    expect(proofs.has({ ...HILL, id: 'dale' }, ADDRESS, NOW_MS)).to.equal(false);
    proofs.noteAccounting(counts, () => CHANGED);
    expect(proofs.has(CHANGED, ADDRESS, NOW_MS)).to.equal(false);
  });
});
