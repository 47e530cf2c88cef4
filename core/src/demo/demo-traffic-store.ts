import { addDays, type LocalDate, localMonthOf, type Service, startOfDayMs, type Transaction, type UsageDelta } from '@tapline/sdk';
import { sqlOf } from '../kernel/database/database-transaction.js';
import { newId } from '../kernel/ids/id.js';
import { UsageFeedStore } from '../usage/feed/usage-feed-store.js';
import type { Random } from './random.js';

export interface DemoLine {
  readonly service: Service;
  readonly createdOn: LocalDate;
  /** Whether an add-on meters it: then it is told of its traffic. */
  readonly isMetered: boolean;
  /** What a usual day downloads. */
  readonly megabytesADay: number;
}

const ROWS_PER_INSERT = 100;
const HOUR_MS = 3_600_000;
const ONLINE_SHARE = 0.72;
const CLOSED_SESSIONS = 6;
const DAYS_OF_HOURS = 39;
const BUSY_HOURS = [8, 18, 19, 20, 21];

/** A day's octets in its busy hours, or what has begun of them. */
function inTheEvening(
  day: Pick<UsageDelta, 'serviceId' | 'downloadOctets' | 'uploadOctets'>,
  { startMs, nowMs }: { readonly startMs: number; readonly nowMs: number },
): readonly UsageDelta[] {
  const all = BUSY_HOURS.map((hour) => startMs + hour * HOUR_MS);
  const begun = all.filter((hourMs) => hourMs <= nowMs);
  const hours = begun.length > 0 ? begun : [startMs];
  const count = BigInt(hours.length);
  return hours.map((hourMs, at) => {
    const part = (octets: bigint): bigint => octets / count + (at === 0 ? octets % count : 0n);
    return {
      serviceId: day.serviceId,
      hourMs,
      downloadOctets: part(day.downloadOctets),
      uploadOctets: part(day.uploadOctets),
      isSessionEnd: false,
    };
  });
}

/** Usage and sessions that no router has reported: only the demo writes them directly. */
export class DemoTrafficStore {
  /** Lets those who read along know of lines before anything has flowed over them. */
  async beginUsage(tx: Transaction, lines: readonly DemoLine[], nowMs: number): Promise<void> {
    const nothing = { hourMs: nowMs, downloadOctets: 0n, uploadOctets: 0n, isSessionEnd: true };
    const metered = lines.filter(({ isMetered }) => isMetered).map(({ service }) => ({ serviceId: service.id, ...nothing }));
    await new UsageFeedStore().append(tx, 'demo', metered, nowMs);
  }

  async writeUsage(
    tx: Transaction,
    {
      lines,
      today,
      days,
      nowMs,
      timeZone,
      random,
    }: {
      readonly lines: readonly DemoLine[];
      readonly today: LocalDate;
      readonly days: number;
      readonly nowMs: number;
      readonly timeZone: string;
      readonly random: Random;
    },
  ): Promise<void> {
    const rows: Record<string, unknown>[] = [];
    const months = new Map<string, { service_id: string; month: string; download_octets: number; upload_octets: number }>();
    const hours: UsageDelta[] = [];
    const metered: UsageDelta[] = [];
    for (const { service, createdOn, megabytesADay, isMetered } of lines) {
      for (let daysAgo = days; daysAgo >= 0; daysAgo--) {
        const day = addDays(today, -daysAgo);
        if (day < createdOn || random.chance(0.04)) continue;
        const isWeekend = [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());
        const download = Math.round(megabytesADay * 1e6 * (0.3 + 1.4 * random.next()) * (isWeekend ? 1.35 : 1) * (daysAgo === 0 ? 0.6 : 1));
        const upload = Math.round(download * (0.05 + 0.12 * random.next()));
        rows.push({ service_id: service.id, day, download_octets: download, upload_octets: upload });
        if (daysAgo < DAYS_OF_HOURS) {
          const startMs = startOfDayMs(day, timeZone);
          const flowed = { serviceId: service.id, downloadOctets: BigInt(download), uploadOctets: BigInt(upload) };
          const ofDay = inTheEvening(flowed, { startMs, nowMs });
          hours.push(...ofDay);
          if (isMetered) metered.push(...ofDay);
        }
        const month = localMonthOf(day);
        const sum = months.get(`${service.id} ${month}`) ?? { service_id: service.id, month, download_octets: 0, upload_octets: 0 };
        sum.download_octets += download;
        sum.upload_octets += upload;
        months.set(`${service.id} ${month}`, sum);
      }
    }
    await sqlOf(tx).batchInsert('usage_day', rows, ROWS_PER_INSERT);
    await sqlOf(tx).batchInsert('usage_month', [...months.values()], ROWS_PER_INSERT);
    const hourRows = hours.map(({ serviceId, hourMs, downloadOctets, uploadOctets }) => {
      return { service_id: serviceId, hour_ms: hourMs, download_octets: Number(downloadOctets), upload_octets: Number(uploadOctets) };
    });
    await sqlOf(tx).batchInsert('usage_hour', hourRows, ROWS_PER_INSERT);
    await new UsageFeedStore().append(tx, 'demo', metered, nowMs);
  }

  async writeSessions(
    tx: Transaction,
    { lines, nowMs, random }: { readonly lines: readonly DemoLine[]; readonly nowMs: number; readonly random: Random },
  ): Promise<void> {
    const sql = sqlOf(tx);
    const routers = (await sql('router').orderBy('address').select('id', 'address')) as { id: string; address: string }[];
    const open = new Set<string>(await sql('service_access').where('is_allowed', 1).pluck('service_id'));
    const rows: Record<string, unknown>[] = [];
    for (const { service, megabytesADay } of lines) {
      const router = random.pick(routers);
      let endMs = nowMs;
      if (open.has(service.id) && random.chance(ONLINE_SHARE)) {
        const hours = 0.1 + 40 * random.next() ** 2;
        rows.push(
          sessionRow({
            service,
            router,
            startMs: nowMs - hours * HOUR_MS,
            endMs: null,
            nowMs,
            megabytes: (megabytesADay / 24) * hours,
            random,
          }),
        );
        endMs = nowMs - hours * HOUR_MS - 60_000;
      }
      for (let index = 0; index < CLOSED_SESSIONS; index++) {
        const hours = 1 + 46 * random.next();
        const startMs = endMs - hours * HOUR_MS;
        if (startMs < service.createdAtMs) break;
        rows.push(sessionRow({ service, router, startMs, endMs, nowMs, megabytes: (megabytesADay / 24) * hours, random }));
        endMs = startMs - random.integer(1, 90) * 60_000;
      }
    }
    await sql.batchInsert('radius_session', rows, ROWS_PER_INSERT);
  }
}

function sessionRow(session: {
  readonly service: Service;
  readonly router: { readonly id: string; readonly address: string };
  readonly startMs: number;
  readonly endMs: number | null;
  readonly nowMs: number;
  readonly megabytes: number;
  readonly random: Random;
}): Record<string, unknown> {
  const { service, router, random, endMs, nowMs } = session;
  const startMs = Math.round(session.startMs);
  const lastSeenMs = endMs === null ? nowMs - random.integer(0, 290) * 1000 : Math.round(endMs);
  const download = Math.round(session.megabytes * 1e6);
  const id = newId();
  return {
    id,
    identity: id,
    generation: 0,
    router_id: router.id,
    acct_session_id: `81${random.integer(0x100000, 0xffffff).toString(16)}`,
    service_id: service.id,
    login: service.login,
    ipv4_address: service.ipv4Address,
    ipv6_prefix: service.ipv6Prefix,
    delegated_ipv6_prefix: service.delegatedIpv6Prefix,
    mac_address: service.macAddresses[0] ?? null,
    nas_ip_address: router.address,
    start_digest: null,
    started_at_ms: startMs,
    last_seen_ms: lastSeenMs,
    stopped_at_ms: endMs === null ? null : Math.round(endMs),
    terminate_cause: endMs === null ? null : random.pick(['User-Request', 'Lost-Carrier', 'Session-Timeout']),
    session_seconds: Math.round((lastSeenMs - startMs) / 1000),
    // No router will ever speak of them again; they stay online for a while all the same.
    report_interval_seconds: 86_400,
    download_octets: download,
    upload_octets: Math.round(download * 0.09),
  };
}
