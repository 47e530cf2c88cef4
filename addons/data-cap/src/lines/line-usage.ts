import { addDays, parseLocalDate, type Service, startOfDayMs, type Transaction, type Usage } from '@tapline/sdk';
import type { HourOfUsage } from '../engine/assessment.js';
import type { CompanyHours } from '../engine/company-hours.js';
import { betweenCuts, type Cut, type CutAt, notBefore, sumOf } from '../engine/cut.js';
import type { StoredPeriod } from './line-tables.js';

/** Hours of usage are kept for 40 days; what is older is known by days. */
const HOURS_KEPT_MS = 39 * 86_400_000;

/** What has flowed over a line in its periods: no octet belongs to two of them. */
export class LineUsage {
  constructor(
    private readonly usage: Usage,
    private readonly clock: CompanyHours,
  ) {}

  /** Whether its hours are still kept, though perhaps not those of all of its first day. */
  isKeptByHours({ fromMs }: Pick<StoredPeriod, 'fromMs'>, nowMs: number): boolean {
    return fromMs >= nowMs - HOURS_KEPT_MS;
  }

  isExact({ fromMs }: Pick<StoredPeriod, 'fromMs'>, nowMs: number): boolean {
    return fromMs >= this.exactFromMs(nowMs);
  }

  /** By the hour; what lies so far back that hours are not kept, by the day: it counts as in its first hour, and what pays on that day may pay for it. */
  async of(tx: Transaction, serviceId: string, period: StoredPeriod, nowMs: number): Promise<readonly HourOfUsage[]> {
    const { clock } = this;
    const { fromMs, untilMs } = period;
    const exactFromMs = this.exactFromMs(nowMs);
    const firstHourMs = clock.hourStartMs(fromMs);
    const found = await this.usage.hourly(tx, { serviceIds: [serviceId], fromMs: Math.max(firstHourMs, exactFromMs), untilMs });
    const hours = betweenCuts(
      found.get(serviceId) ?? [],
      cutsOf(period, 'hour', (ms) => clock.hourStartMs(ms)),
    );
    if (fromMs >= exactFromMs) return hours;
    const lastDay = untilMs <= exactFromMs ? clock.dateOf(untilMs - 1) : addDays(clock.dateOf(exactFromMs), -1);
    const daily = await this.usage.daily(tx, { serviceIds: [serviceId], from: clock.dateOf(fromMs), to: lastDay });
    const days = (daily.get(serviceId) ?? []).map(({ date, ...octets }) => ({
      hourMs: startOfDayMs(parseLocalDate(date), clock.timeZone),
      ...octets,
    }));
    const cut = betweenCuts(
      days,
      cutsOf(period, 'day', (ms) => this.dayStartMs(ms)),
    );
    const inPeriod = cut.map((day) => {
      const nextMs = startOfDayMs(addDays(clock.dateOf(day.hourMs), 1), clock.timeZone);
      return { ...day, hourMs: Math.max(day.hourMs, firstHourMs), untilMs: Math.min(nextMs, untilMs) };
    });
    return [...inPeriod, ...hours];
  }

  /** Whether anything is known to have flowed before an instant, since the service was made. */
  async hasFlowed(tx: Transaction, { id, createdAtMs }: Pick<Service, 'id' | 'createdAtMs'>, untilMs: number): Promise<boolean> {
    const serviceIds = [id];
    if ((await this.usage.sums(tx, { serviceIds, fromMs: 0, untilMs })).has(id)) return true;
    const days = { from: this.clock.dateOf(createdAtMs), to: this.clock.dateOf(untilMs) };
    return (await this.usage.daily(tx, { serviceIds, ...days })).has(id);
  }

  /** The cut at an instant. `last`: the period that it ends, or that ended before; it leaves that at least what was known to be its own. */
  async cutAt(tx: Transaction, serviceId: string, atMs: number, last: StoredPeriod | undefined): Promise<Cut> {
    const hourMs = this.clock.hourStartMs(atMs);
    const dayMs = this.dayStartMs(atMs);
    const found = await this.usage.hourly(tx, { serviceIds: [serviceId], fromMs: dayMs, untilMs: atMs });
    const flowed = found.get(serviceId) ?? [];
    const cut = { hour: sumOf(flowed.filter((each) => each.hourMs === hourMs)), day: sumOf(flowed) };
    const earlier: readonly (readonly [Cut | null, number])[] = last
      ? [
          [last.content.beginCut, last.fromMs],
          [last.content.endCut, last.untilMs],
        ]
      : [];
    return earlier.reduce((known, [before, beforeMs]) => {
      if (before === null || this.dayStartMs(beforeMs) !== dayMs) return known;
      const isSameHour = this.clock.hourStartMs(beforeMs) === hourMs;
      return notBefore(known, { day: before.day, hour: isSameHour ? before.hour : known.hour });
    }, cut);
  }

  private dayStartMs(instantMs: number): number {
    return startOfDayMs(this.clock.dateOf(instantMs), this.clock.timeZone);
  }

  /** From this day on the hours of usage are kept. */
  private exactFromMs(nowMs: number): number {
    return this.dayStartMs(nowMs - HOURS_KEPT_MS);
  }
}

function cutsOf(
  { fromMs, untilMs, content: { beginCut, endCut } }: StoredPeriod,
  by: keyof Cut,
  startOf: (instantMs: number) => number,
): { readonly begin: CutAt | null; readonly end: CutAt | null } {
  const at = (cut: Cut | null, instantMs: number): CutAt | null => cut && { beginMs: startOf(instantMs), octets: cut[by] };
  return { begin: at(beginCut, fromMs), end: at(endCut, untilMs) };
}
