import type { RadiusFixture } from '@tapline/core/testing/radius';
import { expect } from 'chai';
import type { ReportingSession } from './reporting-session.js';

type Reader = RadiusFixture['database']['reader'];
type Row = Readonly<Record<string, string | number | null>>;

/** What the database holds of accounting. */
export interface KeptAccounting {
  /** By Acct-Session-Id. */
  readonly downloadOctets: ReadonlyMap<string, bigint>;
  readonly sessions: number;
  readonly stopped: number;
  /** Over all services, by each of the tables. */
  readonly usage: Readonly<Record<'hour' | 'day' | 'month', bigint>>;
}

export async function keptAccounting(reader: Reader): Promise<KeptAccounting> {
  const text = (column: string) => reader.raw(`CAST(${column} AS CHAR) AS octets`);
  const rows = (await reader('radius_session').select('acct_session_id', 'stopped_at_ms', text('download_octets'))) as Row[];
  const sum = async (table: string): Promise<bigint> => {
    const parts = (await reader(table).select(text('download_octets'))) as Row[];
    return parts.reduce((total, { octets }) => total + BigInt(octets as string), 0n);
  };
  return {
    downloadOctets: new Map(rows.map(({ acct_session_id, octets }) => [String(acct_session_id), BigInt(octets as string)])),
    sessions: rows.length,
    stopped: rows.filter(({ stopped_at_ms }) => stopped_at_ms !== null).length,
    usage: { hour: await sum('usage_hour'), day: await sum('usage_day'), month: await sum('usage_month') },
  };
}

/** Whether everything acknowledged has arrived. */
export function isComplete(kept: KeptAccounting, sessions: readonly ReportingSession[]): boolean {
  const begun = sessions.filter(({ toldOctets, isStopAcknowledged }) => toldOctets > 0n || isStopAcknowledged);
  return (
    begun.every(({ id, acknowledgedOctets }) => (kept.downloadOctets.get(id) ?? -1n) >= acknowledgedOctets) &&
    kept.stopped >= sessions.filter(({ isStopAcknowledged }) => isStopAcknowledged).length
  );
}

/** Throws unless each session was kept once, with no octet more than it told and none less than was acknowledged, and counted once. */
export function expectNothingLostOrTwice(kept: KeptAccounting, sessions: readonly ReportingSession[]): void {
  const known = new Map(sessions.map((session) => [session.id, session]));
  for (const [id, octets] of kept.downloadOctets) {
    const session = known.get(id);
    if (!session) expect.fail(`a session ${id} is kept that nobody reported`);
    if (octets > session.toldOctets) expect.fail(`${session.login} ${id} has ${octets} octets and told ${session.toldOctets}`);
  }
  for (const { id, login, acknowledgedOctets } of sessions) {
    const octets = kept.downloadOctets.get(id) ?? 0n;
    if (octets < acknowledgedOctets) expect.fail(`${login} ${id} has ${octets} octets; ${acknowledgedOctets} were acknowledged`);
  }
  expect(kept.sessions, 'sessions kept twice').to.equal(kept.downloadOctets.size);
  const total = [...kept.downloadOctets.values()].reduce((sum, octets) => sum + octets, 0n);
  expect(kept.usage).to.deep.equal({ hour: total, day: total, month: total });
}
