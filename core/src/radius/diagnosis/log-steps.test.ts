import { expect } from 'chai';
import { LineNames } from '../log/line-names.js';
import type { ShortLogEntry } from '../log/short-log-entry.js';
import { accountingSteps, askedStep, droppedSteps } from './log-steps.js';
import { TESTER_NAME } from './tester-identity.js';

const NOW_MS = 1_800_000_000_000;
const MINUTE_MS = 60_000;
const AT = { nowMs: NOW_MS, interimMs: 5 * MINUTE_MS, accountingPort: 1813 };

function entry(draft: Partial<ShortLogEntry> & { readonly agoMs?: number } = {}): ShortLogEntry {
  const { agoMs = MINUTE_MS, ...rest } = draft;
  return {
    atMs: NOW_MS - agoMs,
    kind: 'auth',
    verdict: 'accept',
    login: 'anna',
    routerName: 'Hill',
    routerAddress: '10.0.0.1',
    macAddress: '',
    ipv4Address: '',
    reason: '',
    ...rest,
  };
}

describe('What the short log tells about a login', () => {
  it('is the newest request of a router, with the cure, whatever the tester has asked since', () => {
    const entries = [entry({ agoMs: 9_000 }), entry({ verdict: 'reject', reason: 'wrong password' }), entry({ routerName: TESTER_NAME })];
    const { verdict, found, cure } = askedStep(entries, new LineNames('anna'), NOW_MS);
    expect([verdict, found]).to.deep.equal(['fault', 'Hill asked 60 s ago and was told reject: wrong password']);
    expect(cure).to.include('type the same password');
    expect(askedStep([entry()], new LineNames('anna'), NOW_MS).verdict).to.equal('ok');
  });

  it('is that nobody has asked', () => {
    const { verdict, cure } = askedStep([entry({ login: 'bert' })], new LineNames('anna'), NOW_MS);
    expect(verdict).to.equal('warning');
    expect(cure).to.include('/ppp aaa set use-radius=yes');
  });

  it('is who got no answer of late, once for each source and reason', () => {
    const reason = 'no router has the address 10.0.0.9; add it under Routers, or correct its address';
    const stranger = entry({ verdict: 'drop', routerName: '', routerAddress: '10.0.0.9', login: '', reason });
    const old = entry({ verdict: 'drop', agoMs: 16 * MINUTE_MS, reason: 'wrong RADIUS secret for router Hill (or a forged packet)' });
    const [only, ...others] = droppedSteps([old, stranger, stranger], new LineNames('anna'), NOW_MS);
    expect(only?.found).to.equal(`an unknown router (10.0.0.9), 2 times, last 60 s ago: ${reason}`);
    expect(others).to.deep.equal([]);
  });

  it('is which router asks and reports nothing', () => {
    const [step, ...others] = accountingSteps(
      [entry(), entry({ routerName: 'Dale' }), entry({ routerName: 'Dale', kind: 'accounting' })],
      AT,
    );
    expect(step?.found).to.include('Hill asks and sends no accounting: 1 accepted login');
    expect(step?.cure).to.include('UDP 1813');
    expect(others).to.deep.equal([]);
  });

  it('leaves a router the time to report, and forgets what was long ago', () => {
    expect(accountingSteps([entry({ agoMs: 4_000 })], AT)).to.deep.equal([]);
    expect(accountingSteps([entry({ agoMs: 16 * MINUTE_MS })], AT)).to.deep.equal([]);
    expect(accountingSteps([entry({ verdict: 'reject' })], AT)).to.deep.equal([]);
  });
});
