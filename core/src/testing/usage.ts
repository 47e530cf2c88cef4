import { hash } from 'node:crypto';
import { applyBatch } from '../radius/accounting/accounting-batch.js';
import type { AccountingRecord, SessionRecord } from '../radius/accounting/accounting-record.js';
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

const ROUTER_ID = 'router';
const NAS_DEVICE = '10.0.0.1//';
const store = new AccountingStore();
const feed = new UsageFeedStore();

/** Takes reports in as the journal's applier does, told at the clock's instant. */
export function reportUsage(app: TestApplication, reports: readonly ReportedUsage[]): Promise<void> {
  return apply(
    app,
    reports.map((report) => recordOf(report, app.nowMs)),
  );
}

/** The router on which all sessions are that {@link reportUsage} speaks of has lost its power: it says that it is back, and none of them ends. */
export function restartRouter(app: TestApplication): Promise<void> {
  const at = { receivedAtMs: app.nowMs, happenedAtMs: app.nowMs };
  return apply(app, [{ kind: 'router-on', routerId: ROUTER_ID, nasDevice: NAS_DEVICE, ...at }]);
}

async function apply(app: TestApplication, records: readonly AccountingRecord[]): Promise<void> {
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
    routerId: ROUTER_ID,
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
    nasDevice: NAS_DEVICE,
    sessionSeconds: seconds,
    delaySeconds,
    downloadOctets,
    uploadOctets,
    hasGigawords: true,
    terminateCause: null,
    digest: hash('md5', `${login} ${sessionId} ${sessionClass ?? ''} ${kind} ${seconds}`, 'hex'),
  };
}
