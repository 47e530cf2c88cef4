import type { ReplyFacts, ReplyTerms, Shaping } from '@tapline/sdk';
import { expect } from 'chai';
import { acceptAttributes } from './accept-attributes.js';
import type { AnswerLine } from './answer-line.js';
import { NO_ANSWERING, type RouterAnswerSettings } from './answering.js';
import { RouterProfiles } from './router-profile.js';
import { planSessionChange, sessionState } from './session-change.js';
import { encodeAttributes } from './told-attribute.js';
import { gardenAttributes } from './walled-garden.js';

const MOMENT = { nowMs: Date.UTC(2026, 4, 1), interimIntervalSeconds: 300 };
const LINE: AnswerLine = {
  serviceId: 's1',
  login: 'anna',
  macAddresses: [],
  ipv4Address: null,
  downloadBitsPerSecond: 20_000_000,
  uploadBitsPerSecond: 10_000_000,
};
const profiles = new RouterProfiles(NO_ANSWERING);
const router = (settings: Partial<RouterAnswerSettings> = {}) =>
  profiles.of({ driverId: 'mikrotik', attributes: [], shutPolicy: null, ...settings });
const told = (line: Partial<AnswerLine>, settings: Partial<RouterAnswerSettings> = {}): string[] =>
  acceptAttributes(router(settings), { ...LINE, ...line }, MOMENT).map(({ definition, text }) => `${definition.name}=${text}`);
const rateOf = (shaping: Shaping, rates: Partial<AnswerLine> = {}): string | undefined =>
  told({ shaping, ...rates })
    .find((attribute) => attribute.startsWith('Mikrotik-Rate-Limit='))
    ?.slice('Mikrotik-Rate-Limit='.length);

const BURST = {
  downloadBitsPerSecond: 40_000_000,
  uploadBitsPerSecond: 20_000_000,
  downloadThresholdBitsPerSecond: 15_000_000,
  uploadThresholdBitsPerSecond: 7_500_000,
  seconds: 16,
};
const MINIMUM = { downloadBitsPerSecond: 5_000_000, uploadBitsPerSecond: 2_000_000 };

describe('What a MikroTik router is told', () => {
  it('is byte for byte upload first: what the router receives', () => {
    const octets = encodeAttributes(acceptAttributes(router(), { ...LINE, ipv4Address: '10.1.2.3' }, MOMENT));
    const address = '08060a0102030906ffffffff';
    const rate = `1a0f00003a8c0809${Buffer.from('10M/20M').toString('hex')}`;
    expect(octets.toString('hex')).to.equal(`${address}${rate}55060000012c`);
  });

  it('gives rates in the shortest exact form', () => {
    expect(rateOf({}, { downloadBitsPerSecond: 1_500_000, uploadBitsPerSecond: 512_000 })).to.equal('512k/1500k');
    expect(rateOf({}, { downloadBitsPerSecond: 1_234_567, uploadBitsPerSecond: 1_000_001 })).to.equal('1000001/1234567');
  });

  it('has burst, threshold, time, priority and minimum at their places, each only with what stands before it', () => {
    expect(rateOf({ burst: BURST })).to.equal('10M/20M 20M/40M 7500k/15M 16/16');
    expect(rateOf({ priority: 3 })).to.equal('10M/20M 0/0 0/0 0/0 3');
    expect(rateOf({ minimum: MINIMUM })).to.equal('10M/20M 0/0 0/0 0/0 8 2M/5M');
    expect(rateOf({ burst: BURST, priority: 1, minimum: MINIMUM })).to.equal('10M/20M 20M/40M 7500k/15M 16/16 1 2M/5M');
  });

  it('has quotas in 64 bits: received is upload, transmitted is download', () => {
    const facts: ReplyFacts = { downloadOctetsLeft: 5 * 2 ** 32 + 7, uploadOctetsLeft: 9, totalOctetsLeft: 2 ** 33 };
    expect(told({ facts }).filter((attribute) => attribute.includes('-Limit') && !attribute.includes('Rate'))).to.deep.equal([
      'Mikrotik-Recv-Limit=9',
      'Mikrotik-Recv-Limit-Gigawords=0',
      'Mikrotik-Xmit-Limit=7',
      'Mikrotik-Xmit-Limit-Gigawords=5',
      'Mikrotik-Total-Limit=0',
      'Mikrotik-Total-Limit-Gigawords=2',
    ]);
  });

  it('never says 0 for a quota that is used up, which would mean none', () => {
    expect(told({ facts: { totalOctetsLeft: 0 } })).to.include('Mikrotik-Total-Limit=1');
  });

  it('ends the session when the first of its limits is reached', () => {
    const planTerms: ReplyTerms = { sessionTimeoutSeconds: 3600 };
    expect(told({ planTerms })).to.include('Session-Timeout=3600');
    expect(told({ planTerms, facts: { endsAtMs: MOMENT.nowMs + 90_500 } })).to.include('Session-Timeout=91');
    expect(told({ facts: { endsAtMs: MOMENT.nowMs - 1 } })).to.include('Session-Timeout=1');
  });

  it('adds up address lists, and lets the service go before the plan in all else', () => {
    const attributes = told({
      planTerms: { addressLists: ['home', 'all'], filterId: 'plan', idleTimeoutSeconds: 600, interimIntervalSeconds: 60 },
      ownTerms: { addressLists: ['all', 'vip'], filterId: 'own' },
    });
    expect(attributes.filter((attribute) => /Address-List|Filter|Idle|Interim/.test(attribute))).to.deep.equal([
      'Mikrotik-Address-List=home',
      'Mikrotik-Address-List=all',
      'Mikrotik-Address-List=vip',
      'Filter-Id=own',
      'Idle-Timeout=600',
      'Acct-Interim-Interval=60',
    ]);
  });

  it('has extra attributes of router, plan and service, of which the nearest counts, also in place of the driver’s own', () => {
    const attribute = (name: string, value: string) => ({ name, value });
    const attributes = told(
      {
        planTerms: { attributes: [attribute('Mikrotik-Group', 'plan'), attribute('Mikrotik-Mark-Id', '{login}/{serviceId}')] },
        ownTerms: { attributes: [attribute('mikrotik-rate-limit', '1M/2M'), attribute('Vendor-9-1', 'ip:a={macAddress:none}')] },
      },
      { attributes: [attribute('Mikrotik-Group', 'router'), attribute('Port-Limit', '2')] },
    );
    expect(attributes).to.deep.equal([
      'Acct-Interim-Interval=300',
      'Port-Limit=2',
      'Mikrotik-Group=plan',
      'Mikrotik-Mark-Id=anna/s1',
      'Mikrotik-Rate-Limit=1M/2M',
      'Vendor-9-1=ip:a=none',
    ]);
  });

  it('has the addresses of IPv6 as the RFCs write them', () => {
    const octets = encodeAttributes(
      acceptAttributes(
        router(),
        {
          ...LINE,
          framedPool: 'homes',
          framedRoutes: ['192.0.2.0/24 0.0.0.0 1'],
          ipv6Prefix: '2001:db8:0:1::/64',
          ipv6InterfaceId: '0:0:0:1',
          delegatedIpv6Prefix: '2001:db8:100::/56',
        },
        MOMENT,
      ),
    ).toString('hex');
    expect(octets).to.include(`5807${Buffer.from('homes').toString('hex')}`);
    expect(octets).to.include(`1618${Buffer.from('192.0.2.0/24 0.0.0.0 1').toString('hex')}`);
    expect(octets).to.include('610c004020010db800000001');
    expect(octets).to.include('600a0000000000000001');
    expect(octets).to.include('7b0b003820010db8010000');
    expect(told({ delegatedIpv6Pool: 'pd' })).to.include('Mikrotik-Delegated-IPv6-Pool=pd');
  });
});

describe('What other routers are told', () => {
  it('is by RFC and WISPr, byte for byte', () => {
    const octets = encodeAttributes(acceptAttributes(router({ driverId: 'generic' }), LINE, MOMENT)).toString('hex');
    expect(octets).to.equal('1a0c0000372a0706009896801a0c0000372a080601312d0055060000012c');
    expect(told({ delegatedIpv6Pool: 'pd' }, { driverId: 'generic' })).to.include('Delegated-IPv6-Prefix-Pool=pd');
  });

  it('is the same when the driver of a router is not there any more', () => {
    expect(told({}, { driverId: 'gone' })).to.deep.equal(told({}, { driverId: 'generic' }));
  });
});

describe('The walled garden', () => {
  const garden = { addressList: 'unpaid', bitsPerSecond: 1_000_000, sessionTimeoutSeconds: 240 };
  const inGarden = (line: AnswerLine | undefined, more: object = {}): string[] =>
    gardenAttributes(router(), { ...garden, ...more }, { login: 'anna', line }, MOMENT).map(
      ({ definition, text }) => `${definition.name}=${text}`,
    );

  it('has its list, its speed and a short session, and neither IPv6 nor anything of the plan', () => {
    const line: AnswerLine = {
      ...LINE,
      ipv4Address: '10.1.2.3',
      ipv6Prefix: '2001:db8::/64',
      delegatedIpv6Prefix: '2001:db8:100::/56',
      shaping: { burst: BURST },
      facts: { totalOctetsLeft: 0 },
      planTerms: { addressLists: ['home'], attributes: [{ name: 'Mikrotik-Group', value: 'fast' }] },
    };
    expect(inGarden(line)).to.deep.equal([
      'Framed-IP-Address=10.1.2.3',
      'Framed-IP-Netmask=255.255.255.255',
      'Mikrotik-Rate-Limit=1M/1M',
      'Mikrotik-Address-List=unpaid',
      'Session-Timeout=240',
      'Acct-Interim-Interval=300',
    ]);
  });

  it('takes its own pools in place of the line’s addresses, also for who is unknown', () => {
    const pools = { pool: 'garden', ipv6Pool: 'garden6' };
    expect(inGarden({ ...LINE, ipv4Address: '10.1.2.3' }, pools).slice(0, 2)).to.deep.equal([
      'Framed-Pool=garden',
      'Framed-IPv6-Pool=garden6',
    ]);
    expect(inGarden(undefined)).to.include('Mikrotik-Rate-Limit=1M/1M');
  });
});

describe('A change of a session that lives', () => {
  const stateOf = (line: Partial<AnswerLine> = {}) => sessionState(router(), { ...LINE, ...line }, MOMENT);
  const plan = (line: Partial<AnswerLine>, from = stateOf()) => planSessionChange(router(), { ...LINE, ...line }, MOMENT, from);

  it('is none when it was told already', () => {
    expect(plan({})).to.deep.equal({ kind: 'none' });
  });

  it('has only what changes', () => {
    const change = plan({ downloadBitsPerSecond: 5_000_000 });
    expect(change.kind === 'change' && change.names).to.deep.equal(['Mikrotik-Rate-Limit']);
    expect(change.kind === 'change' && change.attributes.toString('latin1')).to.match(/10M\/5M$/);
  });

  it('sends both halves of a quota, counted from the beginning of the session', () => {
    const used = { downloadOctets: 3 * 2 ** 32, uploadOctets: 0 };
    const before = sessionState(router(), { ...LINE, facts: { totalOctetsLeft: 1_000 } }, MOMENT);
    const change = planSessionChange(router(), { ...LINE, facts: { totalOctetsLeft: 1_000 } }, { ...MOMENT, used }, before);
    expect(change.kind === 'change' && change.attributes.toString('hex')).to.equal('1a0c00003a8c1106000003e81a0c00003a8c120600000003');
  });

  it('is the end of the session where the router cannot do it', () => {
    const address = plan({ ipv4Address: '10.9.9.9' });
    expect(address.kind === 'disconnect' && address.because).to.include('Framed-IP-Address changes');
    const list = plan({}, stateOf({ planTerms: { addressLists: ['slow'] } }));
    expect(list.kind === 'disconnect' && list.because).to.include('Mikrotik-Address-List is no longer told');
  });
});
