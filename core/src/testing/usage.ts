import { hash } from 'node:crypto';
import { applyBatch } from '../radius/accounting/accounting-batch.js';
import type { SessionRecord } from '../radius/accounting/accounting-record.js';
import { AccountingStore } from '../radius/accounting/accounting-store.js';
import { CompanyDay } from '../radius/accounting/company-day.js';
import { SessionClass } from '../radius/authentication/session-class.js';
import { UsageFeedStore } from '../usage/feed/usage-feed-store.js';
import type { TestApplication } from './test-application.js';

/** What a router says of a session. */
export interface ReportedUsage {
  readonly login: string;
  readonly sessionId?: string;
  readonly kind?: SessionRecord['kind'];
  /** Since the session began. */
  readonly seconds: number;
  readonly downloadOctets: bigint;
  readonly uploadOctets?: bigint;
  readonly delaySeconds?: number;
  /** What the router echoes of the login's answer; none unless told. */
  readonly sessionClass?: string;
  /** The clock's instant unless told. */
  readonly receivedAtMs?: number;
}

/** The Class of a login of a service, as RADIUS makes it: another one each time. */
export function aSessionClass(serviceId: string): string {
  const made = new SessionClass();
  made.name(serviceId, 'o00000000');
  return made.text;
}

const store = new AccountingStore();
const feed = new UsageFeedStore();

/** Takes reports in as the journal's applier does, told at the clock's instant. */
export async function reportUsage(app: TestApplication, reports: readonly ReportedUsage[]): Promise<void> {
  const records = reports.map((report) => recordOf(report, app.nowMs));
  const changes = { onReported: () => Promise.resolve(), endSession: () => Promise.resolve(false) };
  await app.write(async (tx) => {
    const batch = { store, day: new CompanyDay(app.timeZone), records, interimIntervalSeconds: 300, changes: changes as never };
    await feed.append(tx, 'test', await applyBatch(tx, batch), app.nowMs);
  });
}

function recordOf(report: ReportedUsage, nowMs: number): SessionRecord {
  const { login, sessionId = '81000001', kind = 'interim', seconds, downloadOctets, uploadOctets = 0n, delaySeconds = 0 } = report;
  const { sessionClass, receivedAtMs = nowMs } = report;
  return {
    kind,
    routerId: 'router',
    receivedAtMs,
    happenedAtMs: receivedAtMs - delaySeconds * 1000,
    acctSessionId: sessionId,
    sessionClass,
    login,
    ipv4Address: null,
    ipv6Prefix: null,
    delegatedIpv6Prefix: null,
    ipv6Address: null,
    furtherIpv6Prefixes: [],
    station: null,
    macAddress: null,
    nasIpAddress: null,
    nasDevice: '10.0.0.1//',
    sessionSeconds: seconds,
    delaySeconds,
    downloadOctets,
    uploadOctets,
    hasGigawords: true,
    terminateCause: null,
    digest: hash('md5', `${login} ${sessionId} ${sessionClass ?? ''} ${kind} ${seconds}`, 'hex'),
  };
}
