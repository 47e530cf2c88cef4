import type { SessionReport } from '@tapline/sdk';
import { expect } from 'chai';
import { array, asyncProperty, assert as check, constantFrom, integer, record } from 'fast-check';
import { ROUTER_SERVICE } from '../../network/router-service.js';
import { aService } from '../../testing/builders.js';
import { forEachApplication } from '../../testing/each-application.js';
import type { TestApplication } from '../../testing/test-application.js';
import { type ReportedUsage, reportUsage } from '../../testing/usage.js';
import { ServiceUsage } from '../../usage/usage-queries.js';
import { ADDON_ACCOUNTING } from './addon-accounting.js';
import { countedOf, NO_OCTETS } from './counted-elsewhere.js';

const START = Date.parse('2026-11-02T09:00:00Z');
const MINUTE = 60_000;
const MAC = '00:0C:42:1F:2A:3B';

forEachApplication('A lease of which an add-on has counted a part when RADIUS accounting speaks of it', '2026-11-02T09:00:00Z', (app) => {
  it('is counted once when RADIUS tells of all of it', async () => {
    const lease = await Lease.on(app());
    await lease.addon(5, 500n);
    await lease.radius({ minute: 8, downloadOctets: 700n });
    expect(await lease.usage()).to.equal(700n);
    expect(await lease.addon(10, 900n)).to.equal('by-radius');
    await lease.radius({ minute: 12, downloadOctets: 1_100n });
    await lease.radius({ minute: 8, downloadOctets: 700n });
    await lease.radius({ minute: 13, kind: 'stop', downloadOctets: 1_150n });
    expect(await lease.usage()).to.equal(1_150n);
  });

  it('is counted once when RADIUS tells later what it has seen before', async () => {
    const lease = await Lease.on(app());
    await lease.addon(5, 500n);
    await lease.addon(10, 900n);
    await lease.radius({ minute: 0, kind: 'start', seconds: 0, downloadOctets: 0n, arrivesAtMinute: 11 });
    await lease.radius({ minute: 5, downloadOctets: 500n, arrivesAtMinute: 11 });
    expect(await lease.usage()).to.equal(900n);
    await lease.radius({ minute: 12, downloadOctets: 1_000n });
    expect(await lease.usage()).to.equal(1_000n);
  });

  it('is counted wholly by both where RADIUS begins at zero', async () => {
    const lease = await Lease.on(app());
    await lease.addon(5, 500n);
    await lease.radius({ minute: 6, kind: 'start', seconds: 0, downloadOctets: 0n });
    await lease.radius({ minute: 11, seconds: 300, downloadOctets: 200n });
    expect(await lease.usage()).to.equal(700n);
  });

  it('is counted once when RADIUS falls silent, the add-on counts meanwhile, and RADIUS comes back', async () => {
    const lease = await Lease.on(app());
    await lease.radius({ minute: 0, kind: 'start', seconds: 0, downloadOctets: 0n });
    await lease.radius({ minute: 5, downloadOctets: 500n });
    await app().write(({ sql }) =>
      sql('radius_session').update({ stopped_at_ms: sql.ref('last_seen_ms'), terminate_cause: 'Lost-Session' }),
    );
    const gap = { sessionId: 'gap', startedAtMs: START + 6 * MINUTE };
    expect(await lease.addon(60, 3_000n, gap)).to.equal('counted');
    expect(await lease.usage()).to.equal(3_500n);
    await lease.radius({ minute: 61, downloadOctets: 3_600n });
    expect(await lease.usage()).to.equal(3_600n);
    expect(await lease.addon(65, 3_900n, gap)).to.equal('by-radius');
    await lease.radius({ minute: 66, downloadOctets: 4_000n });
    expect(await lease.usage()).to.equal(4_000n);
  });

  it('is counted once when the add-on counts between what looked like a restart of the router and its next report', async () => {
    const lease = await Lease.on(app());
    await lease.radius({ minute: 0, kind: 'start', seconds: 0, downloadOctets: 0n });
    await lease.radius({ minute: 5, downloadOctets: 500n });
    await app().write(({ sql }) =>
      sql('radius_session').update({
        stopped_at_ms: sql.ref('last_seen_ms'),
        terminate_cause: 'NAS-Reboot',
        restarted_at_ms: START + 6 * MINUTE,
      }),
    );
    expect(await lease.addon(10, 400n, { sessionId: 'gap', startedAtMs: START + 6 * MINUTE })).to.equal('counted');
    await lease.radius({ minute: 11, downloadOctets: 1_000n });
    expect(await lease.usage()).to.equal(1_000n);
  });

  it('comes to what has flowed whenever RADIUS is switched on, whatever comes first and however late', async () => {
    const step = record({
      octets: integer({ min: 0, max: 1e9 }),
      first: constantFrom('addon', 'radius'),
      lateMinutes: integer({ min: 0, max: 12 }),
    });
    await check(
      asyncProperty(array(step, { minLength: 2, maxLength: 6 }), integer({ min: 0, max: 5 }), async (steps, switchedOnAt) => {
        const lease = await Lease.on(app());
        let counter = 0n;
        const waiting: { readonly atMinute: number; readonly usage: Told }[] = [];
        const arrive = async (minute: number): Promise<void> => {
          for (const told of waiting.splice(0)) {
            if (told.atMinute > minute) waiting.push(told);
            else await lease.radius({ ...told.usage, arrivesAtMinute: minute });
          }
        };
        for (const [index, { octets, first, lateMinutes }] of steps.entries()) {
          const minute = 5 * (index + 1);
          counter += BigInt(octets);
          const isOn = index >= switchedOnAt;
          if (isOn) waiting.push({ atMinute: minute + lateMinutes, usage: { minute, downloadOctets: counter } });
          if (first === 'radius') await arrive(minute);
          await lease.addon(minute, counter);
          await arrive(minute);
        }
        await lease.radius({ minute: 5 * (steps.length + 1), downloadOctets: counter });
        await arrive(1_000);
        expect(await lease.usage()).to.equal(counter);
      }),
      { numRuns: 8 },
    );
  });
});

describe('What of a session was counted elsewhere', () => {
  const counted = {
    serviceId: 's',
    macAddress: MAC,
    startedAtMs: START,
    lastSeenMs: START + 60 * MINUTE,
    reportIntervalSeconds: 300,
    downloadOctets: 6_000n,
    uploadOctets: 600n,
  };

  it('is all of what began within the interval in which the add-on began, and a part of what began clearly earlier', () => {
    const octets = (minute: number) => countedOf({ startedAtMs: START + minute * MINUTE, macAddress: MAC }, [counted]);
    expect(octets(-90)).to.deep.equal({ downloadOctets: 6_000n, uploadOctets: 600n });
    expect(octets(4)).to.deep.equal({ downloadOctets: 6_000n, uploadOctets: 600n });
    expect(octets(45)).to.deep.equal({ downloadOctets: 1_500n, uploadOctets: 150n });
    expect(octets(60)).to.deep.equal(NO_OCTETS);
  });

  it('is nothing of another device', () => {
    expect(countedOf({ startedAtMs: START, macAddress: '00:0C:42:00:00:02' }, [counted])).to.deep.equal(NO_OCTETS);
    expect(countedOf({ startedAtMs: START, macAddress: null }, [counted]).downloadOctets).to.equal(6_000n);
  });
});

interface Told extends Pick<ReportedUsage, 'kind' | 'downloadOctets'> {
  /** Since the lease began. */
  readonly minute: number;
  /** Of the session that RADIUS speaks of; as long as the lease unless told. */
  readonly seconds?: number;
  readonly arrivesAtMinute?: number;
}

/** A lease that began at the start, told of by an add-on and by RADIUS. */
class Lease {
  private constructor(
    private readonly app: TestApplication,
    private readonly service: { readonly id: string; readonly login: string },
    private readonly routerId: string,
  ) {}

  static async on(app: TestApplication): Promise<Lease> {
    const service = await aService(app, { status: 'active' });
    const [known] = (await app.view(({ sql }) => sql('router').select('id'))) as { id: string }[];
    const draft = { name: 'R', address: '10.9.9.9', secret: 'topsecret' };
    const router = known ?? (await app.write((tx) => app.container.resolve(ROUTER_SERVICE).create(tx, draft)));
    return new Lease(app, service, router.id);
  }

  async addon(minute: number, downloadOctets: bigint, more: Partial<SessionReport> = {}): Promise<string | undefined> {
    const report: SessionReport = {
      routerId: this.routerId,
      serviceId: this.service.id,
      sessionId: 'lease',
      kind: 'interim',
      readAtMs: START + minute * MINUTE,
      startedAtMs: START,
      downloadOctets,
      uploadOctets: 0n,
      ipv4Address: '10.0.0.5',
      macAddress: MAC,
      ...more,
    };
    const accounting = this.app.container.resolve(ADDON_ACCOUNTING).accountingOf('counter');
    return (await this.app.write((tx) => accounting.report(tx, [report])))[0];
  }

  async radius({ minute, kind, seconds = minute * 60, downloadOctets, arrivesAtMinute = minute }: Told): Promise<void> {
    const { login } = this.service;
    const delaySeconds = (arrivesAtMinute - minute) * 60;
    const receivedAtMs = START + arrivesAtMinute * MINUTE;
    await reportUsage(this.app, [{ login, ...(kind ? { kind } : {}), seconds, downloadOctets, delaySeconds, receivedAtMs }]);
  }

  async usage(): Promise<bigint> {
    const span = { serviceIds: [this.service.id], fromMs: START - 86_400_000, untilMs: START + 86_400_000 };
    const sums = await this.app.view((tx) => new ServiceUsage().sums(tx, span));
    return sums.get(this.service.id)?.downloadOctets ?? 0n;
  }
}
