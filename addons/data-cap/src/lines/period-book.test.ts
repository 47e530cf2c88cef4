import { addDays, type LocalDate, type QuotaGrant, type ServiceWithPlan, type Transaction } from '@tapline/sdk';
import { expect } from 'chai';
import fc from 'fast-check';
import type { HourOfUsage } from '../engine/assessment.js';
import { HUNDREDTHS } from '../engine/cap-rules.js';
import type { CapSettings } from '../engine/cap-settings.js';
import { CompanyHours } from '../engine/company-hours.js';
import type { StoredPeriod } from './line-tables.js';
import { type OpenPeriod, PeriodBook } from './period-book.js';

const ZONE = 'Europe/Prague';
const HOURS = new CompanyHours(ZONE);
const BEGIN_MS = Date.UTC(2026, 9, 12, 7, 31, 12, 345);
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const GB = 1_000_000_000n;
const TX = {} as Transaction;
const NO_CAP = {};

const GRANT: QuotaGrant = {
  id: 'top-up',
  serviceId: 's',
  customerId: 'c',
  source: 'topup',
  title: 'Top-up',
  octets: 20n * GB,
  usedOctets: 0n,
  validFromMs: BEGIN_MS - HOUR_MS,
  expiresAtMs: null,
  priority: 100,
  withdrawnAtMs: null,
  createdAtMs: BEGIN_MS - HOUR_MS,
};

type Settings = Partial<CapSettings>;

/** A line in memory that is looked at as a real one is: at each change of its plan, and when something has flowed. */
class Line {
  nowMs = BEGIN_MS;
  flowed = 0n;
  readonly grants: QuotaGrant[] = [GRANT];
  readonly #hours = new Map<number, bigint>();
  readonly #periods = new Map<number, StoredPeriod>();
  #settings: Settings = NO_CAP;
  readonly #book = new PeriodBook({
    tables: { periods: () => Promise.resolve([...this.#periods.values()].sort((a, b) => b.fromMs - a.fromMs)) },
    usage: {
      hourly: (_tx, { fromMs, untilMs }) => Promise.resolve(new Map([['s', this.#within(fromMs, untilMs)]])),
      daily: (_tx, { from, to }) => Promise.resolve(new Map([['s', this.#daily(from, to)]])),
      sums: () => Promise.resolve(new Map(this.flowed > 0n ? [['s', { downloadOctets: this.flowed, uploadOctets: 0n }]] : [])),
    },
    customers: { isCharged: () => Promise.resolve(true) },
    company: { timeZone: ZONE, currency: 'EUR' } as never,
    clock: HOURS,
  });

  flows(octets: bigint, agoMs = 0): void {
    const hourMs = HOURS.hourStartMs(Math.max(BEGIN_MS, this.nowMs - agoMs));
    this.#hours.set(hourMs, (this.#hours.get(hourMs) ?? 0n) + octets);
    this.flowed += octets;
  }

  async goesOverTo(settings: Settings): Promise<void> {
    this.#settings = settings;
    await this.look();
  }

  /** Data that is the line's from now on. Answers its id. */
  async buys(octets: bigint, lastsMs: number): Promise<string> {
    const id = `bought ${this.grants.length}`;
    const { nowMs } = this;
    this.grants.push({ ...GRANT, id, octets, validFromMs: nowMs, createdAtMs: nowMs, expiresAtMs: nowMs + lastsMs });
    await this.look();
    return id;
  }

  /** As the line stands, kept; nothing without a cap. */
  async look(sinceMs?: number): Promise<OpenPeriod | undefined> {
    const service = { id: 's', status: 'active', createdAtMs: BEGIN_MS, plan: { addonSettings: { 'data-cap': this.#settings } } };
    const line = this.#book.lineOf(service as unknown as ServiceWithPlan);
    if (!line) {
      const last = await this.#book.released(TX, 's', { isCapped: false, nowMs: this.nowMs });
      if (last) this.#periods.set(last.fromMs, last);
      return undefined;
    }
    const open = await this.#book.open(TX, line, this.grants, { atMs: this.nowMs, nowMs: this.nowMs, sinceMs });
    for (const period of [...open.changed, { ...open.facts.period, content: open.content }]) this.#periods.set(period.fromMs, period);
    return open;
  }

  periods(): readonly StoredPeriod[] {
    return [...this.#periods.values()].sort((a, b) => a.fromMs - b.fromMs);
  }

  #within(fromMs: number, untilMs: number): readonly HourOfUsage[] {
    return [...this.#hours]
      .filter(([hourMs]) => hourMs >= fromMs && hourMs < untilMs)
      .map(([hourMs, downloadOctets]) => ({ hourMs, downloadOctets, uploadOctets: 0n }));
  }

  #daily(from: LocalDate, to: LocalDate): readonly { date: LocalDate; downloadOctets: bigint; uploadOctets: bigint }[] {
    const days: { date: LocalDate; downloadOctets: bigint; uploadOctets: bigint }[] = [];
    for (let date = from; date <= to; date = addDays(date, 1)) {
      const hours = [...this.#hours].filter(([hourMs]) => HOURS.dateOf(hourMs) === date);
      days.push({ date, downloadOctets: hours.reduce((sum, [, octets]) => sum + octets, 0n), uploadOctets: 0n });
    }
    return days;
  }
}

const plans = fc.record({
  amount: fc.constantFrom('1 GB', '3 GB', '10 GB'),
  period: fc.constantFrom('day' as const, 'week' as const, 'month' as const),
  anchor: fc.constantFrom('calendar' as const, 'service-start' as const),
  rollover: fc.constantFrom('none' as const, 'all' as const),
  steps: fc.constant(['100% charge 1.00 per 1 GB']),
});

const flow = fc.record({ megabytes: fc.integer({ min: 1, max: 4_000 }), agoMinutes: fc.constantFrom(0, 0, 0, 30, 90, 1_000) });

const events = (changes: fc.Arbitrary<Settings>) =>
  fc.array(
    fc.record({
      afterMinutes: fc.integer({ min: 0, max: 2_000 }),
      flow: fc.option(flow, { nil: undefined }),
      change: fc.option(changes, { nil: undefined }),
    }),
    { maxLength: 12 },
  );

type Event = { afterMinutes: number; flow: { megabytes: number; agoMinutes: number } | undefined; change: Settings | undefined };

async function play(line: Line, happenings: readonly Event[]): Promise<void> {
  for (const { afterMinutes, flow: flowing, change } of happenings) {
    line.nowMs += afterMinutes * MINUTE_MS;
    // The rounds look at a line when a period begins.
    await line.look();
    if (flowing) line.flows(BigInt(flowing.megabytes) * 1_000_000n, flowing.agoMinutes * MINUTE_MS);
    if (flowing) await line.look();
    if (change) await line.goesOverTo(change);
  }
}

/** What has been counted, and what of it each grant has paid, in all periods. */
interface Counted {
  readonly counted: bigint;
  readonly paidBy: ReadonlyMap<string, bigint>;
}

function countedIn({ ended, standing }: OpenPeriod): Counted {
  const all = [...ended.map((each) => each.standing), standing];
  const paidBy = new Map<string, bigint>();
  for (const { grantId, paid } of all.flatMap(({ sources }) => sources)) {
    if (grantId !== null) paidBy.set(grantId, (paidBy.get(grantId) ?? 0n) + paid);
  }
  return { counted: all.reduce((sum, { counted }) => sum + counted, 0n), paidBy };
}

/** All periods worked out anew. */
async function playedAnew(line: Line): Promise<Counted> {
  const open = await line.look(0);
  if (!open) throw new Error('the line has no cap');
  return countedIn(open);
}

describe('The periods of a line whose plan changes', () => {
  it('follow each other without overlap, and have nothing that was counted before', async () => {
    await fc.assert(
      fc.asyncProperty(plans, events(fc.oneof(plans, fc.constant(NO_CAP))), plans, async (first, happenings, last) => {
        const line = new Line();
        await line.goesOverTo(first);
        await play(line, happenings);
        await line.goesOverTo(last);
        const periods = line.periods();
        for (const [at, { fromMs, untilMs }] of periods.entries()) {
          expect(
            fromMs <= untilMs && untilMs <= (periods[at + 1]?.fromMs ?? untilMs),
            JSON.stringify(periods.map((each) => [each.fromMs, each.untilMs])),
          ).to.equal(true);
        }
        const { counted, paidBy } = await playedAnew(line);
        expect(counted <= line.flowed * HUNDREDTHS).to.equal(true);
        expect((paidBy.get(GRANT.id) ?? 0n) <= GRANT.octets * HUNDREDTHS).to.equal(true);
      }),
    );
  });

  it('begin with the cap: what flowed before counts in none of them, and what flows from then on in one', async () => {
    await fc.assert(
      fc.asyncProperty(events(fc.constant(NO_CAP)), plans, events(plans), async (before, first, happenings) => {
        const line = new Line();
        await play(line, before);
        const unlimited = line.flowed;
        await line.goesOverTo(first);
        await play(line, happenings);
        const { counted } = await playedAnew(line);
        const isLate = happenings.some((each) => each.flow !== undefined && each.flow.agoMinutes > 0);
        if (isLate) expect(counted <= (line.flowed - unlimited) * HUNDREDTHS).to.equal(true);
        else expect(counted).to.equal((line.flowed - unlimited) * HUNDREDTHS);
      }),
    );
  });

  it('take of what is bought at most what flows after that', async () => {
    const purchases = fc.record({
      gigabytes: fc.integer({ min: 1, max: 5 }),
      lastsMinutes: fc.integer({ min: 1, max: 3_000 }),
      next: events(plans),
    });
    await fc.assert(
      fc.asyncProperty(plans, fc.array(purchases, { minLength: 1, maxLength: 4 }), async (first, bought) => {
        const line = new Line();
        await line.goesOverTo(first);
        const flowedBefore = new Map<string, bigint>();
        for (const { gigabytes, lastsMinutes, next } of bought) {
          flowedBefore.set(await line.buys(BigInt(gigabytes) * GB, lastsMinutes * MINUTE_MS), line.flowed);
          await play(line, next);
        }
        const { counted, paidBy } = await playedAnew(line);
        expect(counted).to.equal(line.flowed * HUNDREDTHS);
        for (const [id, before] of flowedBefore) expect((paidBy.get(id) ?? 0n) <= (line.flowed - before) * HUNDREDTHS).to.equal(true);
      }),
    );
  });

  it('have all that flows while there is a cap, each octet once, whatever is reported late', async () => {
    await fc.assert(
      fc.asyncProperty(plans, events(plans), async (first, happenings) => {
        const line = new Line();
        await line.goesOverTo(first);
        await play(line, happenings);
        const { counted, paidBy } = await playedAnew(line);
        expect(counted).to.equal(line.flowed * HUNDREDTHS);
        expect((paidBy.get(GRANT.id) ?? 0n) <= GRANT.octets * HUNDREDTHS).to.equal(true);
      }),
    );
  });
});
