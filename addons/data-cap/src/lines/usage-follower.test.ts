import { invalid, type Plan, type Transaction, type UsageDelta } from '@tapline/sdk';
import { expect } from 'chai';
import { CompanyHours } from '../engine/company-hours.js';
import type { LineNews, LineRow } from './line-row.js';
import type { LineSettling } from './line-settling.js';
import { UsageFollower } from './usage-follower.js';

const NOW_MS = Date.UTC(2026, 10, 2, 9, 30);
const FROM_MS = Date.UTC(2026, 10, 1);
const HOUR_MS = Date.UTC(2026, 10, 2, 9);
const CAPPED = { id: 'plan' } as Plan;

/** Lines in memory, each of a customer of its own; those before `unknown` are known. */
class Lines {
  readonly settled: string[] = [];
  readonly left: (readonly [readonly string[], LineNews])[] = [];
  readonly takenUp: string[] = [];
  readonly failing = new Set<string>();
  readonly rows = new Map<string, LineRow>();
  readonly follower: UsageFollower;

  constructor(
    readonly ids: readonly string[],
    readonly customerOf: (service: string) => string,
  ) {
    const log = (): void => undefined;
    for (const service of ids) this.rows.set(service, this.rowOf(service));
    this.follower = new UsageFollower({
      tables: {
        lines: { findIn: (_tx, _column, services) => Promise.resolve(services.flatMap((service) => this.rows.get(String(service)) ?? [])) },
        known: {
          takeUp: (_tx, lines) => {
            this.takenUp.push(...lines.map(({ service }) => service));
            return Promise.resolve();
          },
          note: (_tx, services, news) => {
            this.left.push([services, news]);
            return Promise.resolve();
          },
        },
      },
      usage: {
        sums: (_tx, { serviceIds }) => Promise.resolve(new Map(serviceIds.map((id) => [id, { downloadOctets: 5n, uploadOctets: 0n }]))),
      },
      services: {
        find: (_tx, id) => Promise.resolve({ id, customerId: customerOf(id) } as never),
        plansOf: (_tx, services) => Promise.resolve(new Map(services.map((service) => [service, CAPPED]))),
      },
      book: { isCapped: () => true },
      settling: { settle: (...given) => this.settle(...given) },
      transactions: { run: (work) => work({} as Transaction), runPart: (tx, work) => work(tx) },
      clock: { nowMs: () => NOW_MS },
      hours: new CompanyHours('UTC'),
      logger: { debug: log, info: log, warn: log, error: log },
    });
  }

  report(services: readonly string[], { hourMs = HOUR_MS, isSessionEnd = false } = {}): Promise<void> {
    const deltas: UsageDelta[] = services.map((serviceId) => ({ serviceId, hourMs, downloadOctets: 5n, uploadOctets: 0n, isSessionEnd }));
    return this.follower.read({} as Transaction, deltas);
  }

  private rowOf(service: string): LineRow {
    const period = { period_from: FROM_MS, period_until: Date.UTC(2026, 11, 1), quiet_until: '1', recheck_at: NOW_MS + 60_000 };
    return { service, customer: this.customerOf(service), ...period, since_ms: null, has_session_ended: null } as LineRow;
  }

  private settle(_tx: Transaction, service: string, { news }: Parameters<LineSettling['settle']>[2]): Promise<void> {
    expect(news?.sinceMs).to.be.a('number');
    this.settled.push(service);
    if (this.failing.has(service)) return Promise.reject(invalid('DATA_CAP_BROKEN', 'its plan is broken'));
    return Promise.resolve();
  }
}

const numbered = (count: number): readonly string[] => Array.from({ length: count }, (_, each) => `line-${String(each).padStart(3, '0')}`);

describe('The follower of usage', () => {
  it('looks at no more than fifty lines in a turn, in the order of their customers, and leaves the others to the rounds', async () => {
    const ids = numbered(120);
    const lines = new Lines(ids, (service) => `customer-${999 - Number(service.slice(5))}`);
    await lines.report(ids);
    expect(lines.settled).to.deep.equal(ids.slice(0, 50).toReversed());
    expect(lines.left).to.deep.equal([[ids.slice(50), { hasSessionEnded: false, sinceMs: undefined }]]);
  });

  it('looks first at lines to which the rounds would not come by themselves', async () => {
    const ids = numbered(60);
    const lines = new Lines(ids, (service) => service);
    for (const id of ids.slice(0, 40)) lines.rows.set(id, { ...(lines.rows.get(id) as LineRow), recheck_at: NOW_MS });
    await lines.report(ids);
    expect(lines.settled).to.have.length(50).and.to.include.members(ids.slice(40));
    // They are due, and nothing is known of them that the rounds would not see.
    expect(lines.left).to.deep.equal([]);
  });

  it('leaves with them what the rounds could not know: that a session has ended, and what came late', async () => {
    const ids = numbered(53);
    const lines = new Lines(ids, (service) => service);
    const lateMs = FROM_MS - 5 * 86_400_000;
    lines.rows.set('line-051', {
      ...(lines.rows.get('line-051') as LineRow),
      recheck_at: NOW_MS - 1,
      since_ms: lateMs - 1,
      has_session_ended: true,
    });
    lines.rows.set('line-052', { ...(lines.rows.get('line-052') as LineRow), recheck_at: NOW_MS - 1 });
    await lines.report(ids, { hourMs: lateMs, isSessionEnd: true });
    expect(lines.left).to.deep.equal([[['line-050', 'line-052'], { hasSessionEnded: true, sinceMs: lateMs }]]);
  });

  it('leaves a line that fails to the rounds, and takes up those that are not known yet', async () => {
    const ids = numbered(52);
    const lines = new Lines(ids, (service) => service);
    lines.failing.add('line-001');
    lines.rows.delete('line-051');
    await lines.report(ids);
    expect([lines.left[0]?.[0], lines.takenUp]).to.deep.equal([['line-001', 'line-050'], ['line-051']]);
  });
});
