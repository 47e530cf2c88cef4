import type { Transaction } from '@tapline/sdk';
import { sqlOf } from '../../kernel/database/database-transaction.js';
import type { InstanceReport, WrittenRadiusReport } from './radius-report.js';

/** The newest report of each RADIUS process. */
export class ReportStore {
  async write(tx: Transaction, { instance, writtenAtMs, report }: InstanceReport): Promise<void> {
    const row = { instance, written_at_ms: writtenAtMs, report: JSON.stringify(report) };
    await sqlOf(tx)('radius_report').insert(row).onConflict(['instance']).merge();
  }

  /** Those that were written after an instant of real time. */
  async since(tx: Transaction, sinceMs: number): Promise<readonly InstanceReport[]> {
    const rows: { instance: string; written_at_ms: number | string; report: string }[] = await sqlOf(tx)('radius_report')
      .where('written_at_ms', '>', sinceMs)
      .orderBy('instance')
      .select('instance', 'written_at_ms', 'report');
    return rows.map(({ instance, written_at_ms, report }) => ({
      instance,
      writtenAtMs: Number(written_at_ms),
      report: JSON.parse(report) as WrittenRadiusReport,
    }));
  }
}
