import { type AddonMigration, type AddonTable, type AddonTables, type AmountMinor, parseOctets, type Transaction } from '@tapline/sdk';
import type { Forgiven } from '../engine/assessment.js';
import type { CapSettings } from '../engine/cap-settings.js';
import type { Cut, Octets } from '../engine/cut.js';
import type { RolloverLot } from '../engine/rollover.js';
import { KnownLines } from './known-lines.js';
import type { LineRow } from './line-row.js';

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
  { id: '0003-told-share', addColumn: { table: 'line', name: 'told_share', definition: { type: 'text', isNullable: true } } },
  { id: '0004-told-flow', addColumn: { table: 'line', name: 'told_flow', definition: { type: 'text', isNullable: true } } },
  { id: '0005-told-grants', addColumn: { table: 'line', name: 'told_grants', definition: { type: 'integer', isNullable: true } } },
  { id: '0006-told-all', addColumn: { table: 'line', name: 'told_all', definition: { type: 'text', isNullable: true } } },
  { id: '0007-since', addColumn: { table: 'line', name: 'since_ms', definition: { type: 'instant', isNullable: true } } },
  {
    id: '0008-session-ended',
    addColumn: { table: 'line', name: 'has_session_ended', definition: { type: 'boolean', isNullable: true } },
  },
  { id: '0009-failures', addColumn: { table: 'line', name: 'failures', definition: { type: 'integer', isNullable: true } } },
  { id: '0010-due-by-state', addIndex: { table: 'line', columns: ['state', 'recheck_at'] } },
  { id: '0011-used-by-state', addIndex: { table: 'line', columns: ['state', 'percent'] } },
];

/** What a period began with, and what has to be remembered of it. */
export interface PeriodContent {
  readonly settings: Partial<CapSettings>;
  readonly planExpiresAtMs: number;
  readonly lots: readonly RolloverLot[];
  /** By grant. */
  readonly usedBefore: Readonly<Record<string, bigint>>;
  readonly seenGrants: readonly string[];
  /** By grant: what had flowed by the time it came. */
  readonly cameAfter: Readonly<Record<string, Cut>>;
  /** Of periods that grants came in before that was kept. */
  readonly forgiven?: readonly Forgiven[];
  readonly charged: Charged;
  /** Whether nobody was charged for the plan in the period, as the service was never active in it, or its customer inactive: what it leaves is lost. */
  readonly isUnpaid: boolean;
  /** Whether the line was let go in it, as the service was stopped or its plan has no cap any more: nor is paid for what comes until it is back. */
  readonly isReleased: boolean;
  /** Where it was cut off from the one before; null where they meet at the begin of a day. */
  readonly beginCut: Cut | null;
  /** Where a change of plan has ended it. */
  readonly endCut: Cut | null;
}

/** What over-use of a period was charged. */
export interface Charged {
  /** So many octets over the limit are paid or asked for, in whole units. */
  readonly octets: bigint;
  /** On the customer's account, and on no invoice yet. */
  readonly posted: ChargedPart | null;
  /** By who is charged by hand: on no account and no invoice yet. */
  readonly owed: ChargedPart | null;
  /** The last item that was put on the next bill. */
  readonly item: (ChargedPart & { readonly id: string }) | null;
  /** How often something was charged: numbers the keys. */
  readonly steps: number;
}

export interface ChargedPart {
  readonly octets: bigint;
  readonly amountMinor: AmountMinor;
}

export const NOTHING_CHARGED: Charged = { octets: 0n, posted: null, owed: null, item: null, steps: 0 };

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
  readonly known: KnownLines;
  readonly #periods: AddonTable<PeriodRow>;

  constructor(tables: AddonTables) {
    this.lines = tables.table<LineRow>('line');
    this.known = new KnownLines(this.lines);
    this.#periods = tables.table<PeriodRow>('period');
  }

  /** All that are kept, the newest first. */
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
    ...(content.forgiven && { forgiven: content.forgiven.map((each) => ({ ...each, amount: String(each.amount) })) }),
    usedBefore: mapped(content.usedBefore, String),
    cameAfter: mapped(content.cameAfter, writeCut),
    charged: writeCharged(content.charged),
    beginCut: content.beginCut && writeCut(content.beginCut),
    endCut: content.endCut && writeCut(content.endCut),
  };
}

function readContent(stored: Record<string, unknown>): PeriodContent {
  const content = stored as unknown as PeriodContent;
  return {
    ...content,
    lots: content.lots.map((lot) => ({ ...lot, amount: BigInt(lot.amount) })),
    ...(content.forgiven && { forgiven: content.forgiven.map((each) => ({ ...each, amount: BigInt(each.amount) })) }),
    usedBefore: mapped(content.usedBefore, BigInt),
    cameAfter: mapped(content.cameAfter ?? {}, readCut),
    isUnpaid: content.isUnpaid ?? false,
    isReleased: content.isReleased ?? false,
    charged: stored.charged === undefined ? chargedInUnits(stored) : readCharged(content.charged),
    // Periods from before plans could cut them have none.
    beginCut: content.beginCut ? readCut(content.beginCut) : null,
    endCut: content.endCut ? readCut(content.endCut) : null,
  };
}

function mapped<From, To>(record: Readonly<Record<string, From>>, to: (value: From) => To): Readonly<Record<string, To>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, to(value)]));
}

function writeCut(cut: Cut): Record<string, unknown> {
  const octets = ({ downloadOctets, uploadOctets }: Octets) => ({
    downloadOctets: String(downloadOctets),
    uploadOctets: String(uploadOctets),
  });
  return { hour: octets(cut.hour), day: octets(cut.day) };
}

function readCut(cut: Cut): Cut {
  const octets = ({ downloadOctets, uploadOctets }: Octets) => ({
    downloadOctets: BigInt(downloadOctets),
    uploadOctets: BigInt(uploadOctets),
  });
  return { hour: octets(cut.hour), day: octets(cut.day) };
}

function writeCharged({ octets, posted, owed, item, steps }: Charged): Record<string, unknown> {
  const part = <T extends ChargedPart>(of: T | null): unknown => of && { ...of, octets: String(of.octets) };
  return { octets: String(octets), posted: part(posted), owed: part(owed), item: part(item), steps };
}

/** `owed` came later than the rest. */
type StoredCharged = Omit<Charged, 'owed'> & Partial<Pick<Charged, 'owed'>>;

function readCharged({ octets, posted, owed = null, item, steps }: StoredCharged): Charged {
  const part = <T extends ChargedPart>(of: T | null): T | null => of && { ...of, octets: BigInt(of.octets) };
  return { octets: BigInt(octets), posted: part(posted), owed: part(owed), item: part(item), steps };
}

/** Of a period from before octets were kept: so many units of what its settings say. */
function chargedInUnits({
  unitsCharged = 0,
  settings,
}: {
  readonly unitsCharged?: number;
  readonly settings?: Partial<CapSettings>;
}): Charged {
  const unit = settings?.steps
    ?.map((step) => parseOctets(/ charge \S+ per (.+)$/.exec(step)?.[1] ?? ''))
    .find((octets) => octets !== undefined);
  return { ...NOTHING_CHARGED, octets: BigInt(unitsCharged) * (unit ?? 0n) };
}
