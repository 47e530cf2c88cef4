import type { CoaPolicy } from '@tapline/sdk';
import { expect } from 'chai';
import { type Grant, grantDigestOf } from '../../access/grant-digest.js';
import { NO_ADDRESSING } from '../../network/line-addressing.js';
import type { LiveSession } from './live-session.js';
import { type Circumstances, neededRequest } from './needed-request.js';
import type { SessionRequest } from './session-request.js';

const NOW_MS = 10_000_000;
const HOUR_MS = 3_600_000;
const OPEN: Grant = {
  isAllowed: true,
  downloadBitsPerSecond: 20_000_000,
  uploadBitsPerSecond: 5_000_000,
  ipv4Address: '10.0.0.1',
  addressing: NO_ADDRESSING,
  shutBy: null,
  shaping: {},
  planTerms: {},
  ownTerms: {},
  facts: { generation: 0 },
};
const SHUT: Grant = { ...OPEN, isAllowed: false };
const FASTER: Grant = { ...OPEN, downloadBitsPerSecond: 50_000_000 };

interface Situation {
  readonly granted?: Grant | null;
  readonly wanted?: Grant;
  readonly policy?: CoaPolicy;
  readonly session?: Partial<LiveSession>;
  readonly latest?: Partial<SessionRequest>;
  readonly circumstances?: Partial<Circumstances>;
}

function needed({ granted = OPEN, wanted = OPEN, policy = 'coa-then-disconnect', session, latest, circumstances }: Situation) {
  const digest = grantDigestOf(wanted);
  const live: LiveSession = {
    id: 's1',
    serviceId: 'v1',
    routerId: 'r1',
    coaPolicy: policy,
    login: 'anna',
    acctSessionId: '1',
    ipv4Address: '10.0.0.1',
    macAddress: null,
    nasIpAddress: null,
    nasDevice: null,
    deviceAddress: '',
    startedAtMs: NOW_MS - 60_000,
    lastSeenMs: NOW_MS,
    used: { downloadOctets: 0, uploadOctets: 0 },
    grantedDigest: granted === null ? null : grantDigestOf(granted),
    endReason: null,
    endRequestedAtMs: null,
    routerMendedAtMs: 0,
    wanted: { ...wanted, digest, reason: wanted.isAllowed ? '' : 'unpaid', changedAtMs: NOW_MS },
    ...session,
  };
  const answered = {
    id: 'q1',
    kind: 'disconnect',
    cause: 'access',
    wantedDigest: digest,
    errorCause: null,
    createdAtMs: NOW_MS,
    answeredAtMs: NOW_MS,
    ...latest,
  } as SessionRequest;
  const request = neededRequest(live, {
    latest: latest ? answered : undefined,
    isNews: true,
    isOpen: false,
    nowMs: NOW_MS + 30_000,
    canChange: true,
    ...circumstances,
  });
  return request && `${request.kind}: ${request.reason}`;
}

describe('What a router has to be told about a session', () => {
  it('is nothing while the session has what its line may, also after a change there and back', () => {
    expect(needed({})).to.equal(undefined);
    expect(needed({ granted: SHUT, wanted: SHUT })).to.equal(undefined);
  });

  it('is a change where only the speed is another, and an end where a new login is needed', () => {
    expect(needed({ wanted: FASTER })).to.equal('coa: the speed or a limit of the line has changed');
    expect(needed({ wanted: SHUT })).to.equal('disconnect: unpaid');
    expect(needed({ granted: SHUT })).to.equal('disconnect: the line is open again: it logs in anew');
    expect(needed({ wanted: { ...FASTER, ipv4Address: '10.0.0.2' } })).to.equal(
      'disconnect: the line has another address: it logs in anew',
    );
  });

  it('is an end also for another speed where the router takes nothing else, and nothing where it takes nothing', () => {
    const because = 'disconnect: the line has changed, which this router takes with a new login only';
    expect(needed({ wanted: FASTER, policy: 'disconnect-only' })).to.equal(because);
    expect(needed({ wanted: FASTER, circumstances: { canChange: false } })).to.equal(because);
    expect(needed({ wanted: SHUT, policy: 'none' })).to.equal(undefined);
    expect(needed({ policy: 'none', session: { endReason: 'by Anna' } })).to.equal(undefined);
  });

  it('is an end after the router has refused to change it, and nothing after it has refused that too', () => {
    const coa = { kind: 'coa', state: 'refused' } as const;
    expect(needed({ wanted: FASTER, latest: { ...coa, errorCause: 'Unsupported Attribute' } })).to.match(
      /^disconnect: the router could not/,
    );
    expect(needed({ wanted: FASTER, latest: { ...coa, errorCause: '' } })).to.match(/^disconnect/);
    expect(needed({ wanted: FASTER, latest: { ...coa, errorCause: 'Administratively Prohibited' } })).to.equal(undefined);
    expect(needed({ wanted: SHUT, latest: { state: 'refused', errorCause: '' } })).to.equal(undefined);
    expect(needed({ wanted: FASTER, latest: { ...coa, errorCause: '', wantedDigest: grantDigestOf(SHUT) } })).to.match(/^coa/);
  });

  it('is the end once more an hour after the router has refused it, and at once when the router was changed or found to be well since', () => {
    const end = { endReason: 'ended by Anna', endRequestedAtMs: NOW_MS };
    const byAccess = { wanted: SHUT, latest: { state: 'refused', errorCause: 'NAS Identification Mismatch' } } as const;
    const bySomebody = { session: end, latest: { ...byAccess.latest, cause: 'end', wantedDigest: null } } as const;
    const situations: readonly Situation[] = [byAccess, bySomebody, { ...byAccess, latest: { ...byAccess.latest, errorCause: '' } }];
    for (const situation of situations) {
      const at = (nowMs: number): string | undefined => needed({ ...situation, circumstances: { nowMs } });
      expect(at(NOW_MS + HOUR_MS - 1)).to.equal(undefined);
      expect(at(NOW_MS + HOUR_MS)).to.match(/^disconnect: /);
      const mended = (routerMendedAtMs: number) => needed({ ...situation, session: { ...situation.session, routerMendedAtMs } });
      expect(mended(NOW_MS)).to.equal(undefined);
      expect(mended(NOW_MS + 1)).to.match(/^disconnect: /);
    }
  });

  it('is nothing ever after about a session that the router does not know, nor about a change that it forbids', () => {
    const later = { circumstances: { nowMs: NOW_MS + 2 * HOUR_MS }, session: { routerMendedAtMs: NOW_MS + HOUR_MS } };
    const unknown = { state: 'refused', errorCause: 'Session Context Not Found' } as const;
    expect(needed({ ...later, wanted: SHUT, latest: unknown })).to.equal(undefined);
    const forbidden = { kind: 'coa', state: 'refused', errorCause: 'Administratively Prohibited' } as const;
    expect(needed({ ...later, wanted: FASTER, latest: forbidden })).to.equal(undefined);
  });

  it('is the end once more when a session goes on that the router says it has ended', () => {
    const latest = { state: 'acknowledged' } as const;
    expect(needed({ wanted: SHUT, latest })).to.equal(undefined);
    expect(needed({ wanted: SHUT, latest, session: { lastSeenMs: NOW_MS + 20_000 } })).to.equal('disconnect: unpaid');
  });

  it('goes by when it began where the router does not echo what was granted', () => {
    expect(needed({ granted: null, wanted: FASTER })).to.match(/^coa/);
    expect(needed({ granted: null, wanted: FASTER, circumstances: { isNews: false } })).to.equal(undefined);
    expect(needed({ granted: null, wanted: SHUT, circumstances: { isNews: false } })).to.equal('disconnect: unpaid');
    // Let in after its line was shut, it is where shut lines are let in to.
    expect(needed({ granted: null, wanted: SHUT, session: { startedAtMs: NOW_MS + 5_000 } })).to.equal(undefined);
  });

  it('is the end that somebody wants whatever the line may, until the router has refused that', () => {
    const session = { endReason: 'ended by Anna', endRequestedAtMs: NOW_MS };
    const latest = { cause: 'end', wantedDigest: null } as const;
    expect(needed({ session })).to.equal('disconnect: ended by Anna');
    expect(needed({ session, latest: { ...latest, state: 'refused', errorCause: 'Administratively Prohibited' } })).to.equal(undefined);
    expect(needed({ session, latest: { ...latest, state: 'refused', createdAtMs: NOW_MS - 1 } })).to.equal('disconnect: ended by Anna');
  });
});
