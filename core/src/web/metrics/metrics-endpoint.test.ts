import { expect } from 'chai';
import { DATABASE } from '../../kernel/database/database.js';
import { ROUTER_SERVICE } from '../../network/router-service.js';
import type { LoopReport } from '../../radius/metrics/loop-watch.js';
import { ReportStore } from '../../radius/metrics/report-store.js';
import { RequestMetrics } from '../../radius/metrics/request-metrics.js';
import { forEachApplication } from '../../testing/each-application.js';

const RADIUS = { kind: 'system', id: 'radius', name: 'RADIUS' } as const;

function loop(metrics: RequestMetrics): LoopReport {
  const socket = { shed: 3, isOverloaded: true, eventLoopDelayP99Seconds: 0.002, socketLosses: 5, receiveBufferOctets: 425_984 };
  return { ...metrics.report(), ...socket };
}

forEachApplication('the metrics', '2026-05-04T08:00:00Z', (app) => {
  const get = (headers: Readonly<Record<string, string>> = {}): Promise<Response> => fetch(`${app().url}/metrics`, { headers });

  it('tell what the RADIUS processes have reported, by router and cause, as Prometheus reads it', async () => {
    const database = app().container.resolve(DATABASE);
    const { id } = await database.transaction(RADIUS, (tx) =>
      app().container.resolve(ROUTER_SERVICE).create(tx, { name: 'Hill "1"', address: '10.0.0.1', secret: 'correct-horse' }),
    );
    const logins = new RequestMetrics();
    logins.answered(id, 'accept');
    logins.answered(id, 'reject wrong-password');
    logins.answered(id, 'reject wrong-password');
    logins.dropped('stranger');
    for (const ms of [0.05, 0.4, 0.4, 2_000]) logins.took(ms);
    const records = new RequestMetrics();
    records.answered(id, 'Interim-Update');
    const report = {
      loops: { authentication: loop(logins), accounting: loop(records) },
      residentMemoryOctets: 100e6,
      snapshot: { lines: 7, routers: 1, isFromFile: false, fileOctets: 4_096, fileConfirmedAtMs: Date.now() },
      journal: { unappliedOctets: 512, appliedRecords: 9 },
    };
    await database.transaction(RADIUS, (tx) => new ReportStore().write(tx, { instance: 'one:1812', writtenAtMs: Date.now(), report }));
    const answer = await get();
    expect(answer.headers.get('content-type')).to.include('text/plain; version=0.0.4');
    const text = await answer.text();
    const hill = 'instance="one:1812",router="Hill \\"1\\""';
    const loops = 'instance="one:1812",server="authentication"';
    for (const line of [
      '# TYPE tapline_radius_duration_seconds histogram',
      'tapline_database_up 1',
      `tapline_radius_logins_total{${hill},verdict="reject",cause="wrong-password"} 2`,
      `tapline_radius_accounting_records_total{${hill},status="Interim-Update"} 1`,
      `tapline_radius_dropped_total{${loops},cause="stranger"} 1`,
      `tapline_radius_dropped_total{${loops},cause="shed"} 3`,
      `tapline_radius_duration_seconds_bucket{${loops},le="0.0001"} 1`,
      `tapline_radius_duration_seconds_bucket{${loops},le="0.0005"} 3`,
      `tapline_radius_duration_seconds_bucket{${loops},le="1"} 3`,
      `tapline_radius_duration_seconds_bucket{${loops},le="+Inf"} 4`,
      `tapline_radius_duration_seconds_count{${loops}} 4`,
      `tapline_radius_socket_losses_total{${loops}} 5`,
      'tapline_radius_journal_unapplied_bytes{instance="one:1812"} 512',
      'tapline_radius_snapshot_lines{instance="one:1812"} 7',
    ])
      expect(text.split('\n')).to.include(line);
    expect(text).to.include('tapline_app_process_resident_memory_bytes').and.not.include('correct-horse');
  });

  it('are for this machine only, and not for whom a proxy passes on', async () => {
    const refused = await get({ 'X-Forwarded-For': '192.0.2.1' });
    expect([refused.status, await refused.text()]).to.satisfy(
      ([status, text]: [number, string]) => status === 403 && text.includes('web.metricsToken'),
    );
  });
});
