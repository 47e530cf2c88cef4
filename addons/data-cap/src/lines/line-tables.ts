import type { AddonMigration, AddonTable, AddonTables, Transaction } from '@tapline/sdk';
import type { Forgiven } from '../engine/assessment.js';
import type { CapSettings } from '../engine/cap-settings.js';
import type { RolloverLot } from '../engine/rollover.js';

export const MIGRATIONS: readonly AddonMigration[] = [
  {
    id: '0001-line',
    createTable: 'line',
    columns: {
      service: { type: 'id' },
      customer: { type: 'id' },
      plan: { type: 'id' },
      period_from: { type: 'instant' },
      period_until: { type: 'instant' },
      state: { type: 'key' },
      percent: { type: 'integer' },
      used: { type: 'text' },
      has_left: { type: 'text' },
      explanation: { type: 'text' },
      told_percent: { type: 'integer' },
      quiet_until: { type: 'text' },
      recheck_at: { type: 'instant' },
    },
    primaryKey: ['service'],
    indexes: [{ columns: ['recheck_at'] }, { columns: ['percent'] }, { columns: ['plan'] }],
  },
  {
    id: '0002-period',
    createTable: 'period',
    columns: { service: { type: 'id' }, from_ms: { type: 'instant' }, until_ms: { type: 'instant' }, content: { type: 'json' } },
    primaryKey: ['service', 'from_ms'],
  },
];

/** How a line stood when it was looked at last. Octets are text, in hundredths. */
export interface LineRow {
  readonly service: string;
  readonly customer: string;
  readonly plan: string;
  readonly period_from: number;
  readonly period_until: number;
  readonly state: LineState;
  readonly percent: number;
  readonly used: string;
  readonly has_left: string;
  readonly explanation: string;
  /** The highest notice of the period; 0 for none. */
  readonly told_percent: number;
  /** Until so many octets flowed in the period, download and upload together, nothing can happen: whole octets as text. */
  readonly quiet_until: string;
  /** When it has to be looked at though nothing flows: a period or an hour of another weight begins, a grant expires. */
  readonly recheck_at: number;
}

export type LineState = 'open' | 'slowed' | 'blocked' | 'charged';

/** What a period began with, and what has to be remembered of it. */
export interface PeriodContent {
  readonly settings: Partial<CapSettings>;
  readonly planExpiresAtMs: number;
  readonly lots: readonly RolloverLot[];
  /** By grant. */
  readonly usedBefore: Readonly<Record<string, bigint>>;
  readonly forgiven: readonly Forgiven[];
  readonly seenGrants: readonly string[];
  readonly unitsCharged: number;
}

export interface StoredPeriod {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly content: PeriodContent;
}

interface PeriodRow {
  readonly service: string;
  readonly from_ms: number;
  readonly until_ms: number;
  readonly content: Record<string, unknown>;
}

const PERIODS_KEPT = 60;

export class LineTables {
  readonly lines: AddonTable<LineRow>;
  readonly #periods: AddonTable<PeriodRow>;

  constructor(tables: AddonTables) {
    this.lines = tables.table<LineRow>('line');
    this.#periods = tables.table<PeriodRow>('period');
  }

  /** The newest that begins at or before an instant, and the one before it. */
  async periods(tx: Transaction, service: string): Promise<readonly StoredPeriod[]> {
    const rows = await this.#periods.find(tx, { service }, { orderBy: [{ column: 'from_ms', direction: 'desc' }], limit: PERIODS_KEPT });
    return rows.map((row) => ({ fromMs: row.from_ms, untilMs: row.until_ms, content: readContent(row.content) }));
  }

  putPeriod(tx: Transaction, service: string, { fromMs, untilMs, content }: StoredPeriod): Promise<void> {
    return this.#periods.put(tx, { service, from_ms: fromMs, until_ms: untilMs, content: writeContent(content) });
  }

  /** Periods of which nothing depends any more. */
  async prunePeriods(tx: Transaction, service: string): Promise<void> {
    const rows = await this.#periods.find(
      tx,
      { service },
      { orderBy: [{ column: 'from_ms', direction: 'desc' }], limit: 2 * PERIODS_KEPT },
    );
    for (const { from_ms } of rows.slice(PERIODS_KEPT)) await this.#periods.remove(tx, { service, from_ms });
  }
}

function writeContent(content: PeriodContent): Record<string, unknown> {
  return {
    ...content,
    lots: content.lots.map((lot) => ({ ...lot, amount: String(lot.amount) })),
    forgiven: content.forgiven.map((each) => ({ ...each, amount: String(each.amount) })),
    usedBefore: Object.fromEntries(Object.entries(content.usedBefore).map(([id, used]) => [id, String(used)])),
  };
}

function readContent(stored: Record<string, unknown>): PeriodContent {
  const content = stored as unknown as PeriodContent;
  return {
    ...content,
    lots: content.lots.map((lot) => ({ ...lot, amount: BigInt(lot.amount) })),
    forgiven: content.forgiven.map((each) => ({ ...each, amount: BigInt(each.amount) })),
    usedBefore: Object.fromEntries(Object.entries(content.usedBefore).map(([id, used]) => [id, BigInt(used)])),
  };
}
